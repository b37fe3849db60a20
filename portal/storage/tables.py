"""Every table, so that migrations and tests know them all."""

from portal.storage import archived, audit, case_events, drafts, errands, opinions, sessions, staff, submissions, watch
from portal.storage.database import metadata

__all__ = [
    "archived",
    "audit",
    "case_events",
    "drafts",
    "errands",
    "metadata",
    "opinions",
    "sessions",
    "staff",
    "submissions",
    "watch",
]
