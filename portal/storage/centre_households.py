"""The roster of each reception centre or hospital: who lives there, whom it registers, and how far each has come."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

centre_households = Table(
    "centre_households",
    metadata,
    Column("id", String(36), primary_key=True, comment="of the draft, and of the submission it becomes"),
    Column("unit_code", String(80), ForeignKey("units.code"), nullable=False, index=True),
    Column("number", String(9), unique=True, comment="by which centres tell each other of it; nothing personal"),
    Column("part_of", String(36), index=True, comment="the household in which this resident is registered"),
    Column("sealed", LargeBinary, comment="name, birth date, number and room; emptied when the centre's time is over"),
    Column("listed_at", Instant, comment="a list has brought the resident in; empty where nobody did"),
    Column("begun_by", String(20)),
    Column("begun_at", Instant, comment="empty while the resident only stands on the list"),
    Column("waits_at", Instant, comment="everything is answered; the resident looks through it"),
    Column("sent_at", Instant),
    Column("accepted_at", Instant, comment="the case system has it"),
    Column("claimed_at", Instant, comment="the resident has taken it over"),
    Column("withdrawn_at", Instant, comment="the consent was withdrawn after sending"),
    info={BELONGS_TO: "unit_code"},
)

# Serves every part of the roster, in the order of who has waited longest: what is not reached yet is empty.
Index(
    "ix_centre_households_roster",
    centre_households.c.unit_code,
    centre_households.c.part_of,
    centre_households.c.accepted_at,
    centre_households.c.sent_at,
    centre_households.c.waits_at,
    centre_households.c.begun_at,
    centre_households.c.listed_at,
    centre_households.c.id,
)

# Keyed hashes by which a centre finds its own residents: numbers, birth dates, and each word of a name as it sounds.
resident_lookups = Table(
    "resident_lookups",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("unit_code", String(80), ForeignKey("units.code"), nullable=False),
    Column(
        "household_id",
        String(36),
        ForeignKey("centre_households.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("kind", String(6), nullable=False, comment="search, or same: that a list brings somebody in a second time"),
    Column("lookup", String(64), nullable=False),
    Index("ix_resident_lookups_unit_code_lookup", "unit_code", "lookup"),
    info={BELONGS_TO: "unit_code"},
)

# Of whom a draft of any centre tells: so that another one about the same person is noticed, and nothing else.
people_begun = Table(
    "people_begun",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("draft_id", String(36), ForeignKey("drafts.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("lookup", String(64), nullable=False, index=True),
)

# That a household lives in two centres. It counts when both have said so, each naming the other's number.
household_links = Table(
    "household_links",
    metadata,
    Column("number", String(9), primary_key=True),
    Column("other_number", String(9), primary_key=True),
    Column("confirmed_at", Instant, nullable=False),
)
