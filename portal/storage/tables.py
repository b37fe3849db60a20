"""Every table, so that migrations and tests know them all."""

from portal.storage import (
    archived,
    asked_questions,
    audit,
    capacity,
    case_events,
    centre_households,
    drafts,
    errands,
    messages,
    one_time_codes,
    openings,
    opinions,
    own_ways,
    sessions,
    staff,
    submissions,
    watch,
)
from portal.storage.database import metadata

__all__ = [
    "archived",
    "asked_questions",
    "audit",
    "capacity",
    "case_events",
    "centre_households",
    "drafts",
    "errands",
    "messages",
    "metadata",
    "one_time_codes",
    "openings",
    "opinions",
    "own_ways",
    "sessions",
    "staff",
    "submissions",
    "watch",
]
