"""Every table, so that migrations and tests know them all."""

from portal.storage import archived, case_events, drafts, errands, sessions, submissions, watch
from portal.storage.database import metadata

__all__ = ["archived", "case_events", "drafts", "errands", "metadata", "sessions", "submissions", "watch"]
