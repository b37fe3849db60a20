"""The households that concern a municipality: what its queue needs, and nothing by which anybody could be known.

Everything here is worked out anew from the answers, our records and the case system's news (submissions/concerns.py),
apart from who in the municipality has taken a case in hand and which dates are planned. A household that must not be
found has no row.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    or_,
)

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

municipal_cases = Table(
    "municipal_cases",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("municipality", String(4), nullable=False),
    Column(
        "submission_id",
        String(36),
        ForeignKey("submissions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    # Why it concerns the municipality; that it was asked is told by asked_at.
    Column("lives_there", Boolean, nullable=False),
    Column("wishes_to", Boolean, nullable=False),
    Column("has_found_home", Boolean, nullable=False),
    Column("waiting_since", Instant, nullable=False, comment="when the application was sent"),
    Column("people", Integer, nullable=False),
    Column("minors", Integer, nullable=False),
    Column("pets", Boolean, nullable=False),
    Column("permit_granted", Boolean, nullable=False),
    Column("asked_at", Instant, comment="by the case system, last"),
    Column("answer", String(20), comment="the municipality's last answer to that, in the words of the record schema"),
    Column("answered_at", Instant),
    Column("informed_at", Instant, comment="the household answered what this municipality asked, last"),
    Column("agreed_on", Date),
    Column("declined_at", Instant, comment="the case system takes the municipality's no as final"),
    Column("unsettled", Integer, nullable=False, comment="people whose settlement date is not registered"),
    Column("planned_on", Date, comment="the last planned date, while there is one for everybody not settled"),
    Column("settled_at", Instant, comment="when the last date was registered"),
    Column("closed_at", Instant, comment="withdrawn, closed, or agreed with another municipality"),
    Column("changed_at", Instant, nullable=False),
    Column("handler", String(20), comment="who has it in hand, by pseudonym"),
    Column("seal", String(10), nullable=False),
    Column("details", LargeBinary, nullable=False, comment="sealed JSON: groups of needs, planned dates by person"),
    UniqueConstraint("submission_id", "municipality"),
    info={BELONGS_TO: "municipality"},
)

# By what a household is found in a search: keyed hashes that are another in each municipality.
municipal_case_words = Table(
    "municipal_case_words",
    metadata,
    Column("municipality", String(4), primary_key=True),
    Column("lookup", String(64), primary_key=True),
    Column("case_id", String(36), ForeignKey("municipal_cases.id", ondelete="CASCADE"), primary_key=True, index=True),
    info={BELONGS_TO: "municipality"},
)

# Somebody's own selections of the queue; codes only, so there is nothing to be read from them.
saved_filters = Table(
    "saved_filters",
    metadata,
    Column("staff_id", String(20), ForeignKey("staff.id"), primary_key=True),
    Column("municipality", String(4), primary_key=True),
    Column("selection", String(200), primary_key=True, comment="as it stands in the address of the queue"),
    Column("saved_at", Instant, nullable=False),
    info={BELONGS_TO: "municipality"},
)

open_ = municipal_cases.c.closed_at.is_(None) & municipal_cases.c.settled_at.is_(None)
over = or_(municipal_cases.c.closed_at.is_not(None), municipal_cases.c.settled_at.is_not(None))
to_settle = open_ & municipal_cases.c.agreed_on.is_not(None)

# A million closed cases must not slow down those that wait; who has waited longest stands first.
Index(
    "ix_municipal_cases_queue",
    municipal_cases.c.municipality,
    municipal_cases.c.waiting_since,
    municipal_cases.c.id,
    sqlite_where=open_,
    postgresql_where=open_,
)
Index(
    "ix_municipal_cases_over",
    municipal_cases.c.municipality,
    municipal_cases.c.changed_at,
    municipal_cases.c.id,
    sqlite_where=over,
    postgresql_where=over,
)
Index(
    "ix_municipal_cases_to_settle",
    municipal_cases.c.municipality,
    municipal_cases.c.agreed_on,
    municipal_cases.c.id,
    sqlite_where=to_settle,
    postgresql_where=to_settle,
)


def place_of(case_id: str) -> str:
    """Where the sealed details belong."""
    return f"municipal_cases|details|{case_id}"
