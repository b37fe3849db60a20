"""What municipalities say they can receive: decided places and free homes of a year, each report kept as it was."""

from sqlalchemy import JSON, Column, Integer, String, Table, UniqueConstraint

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

capacity_reports = Table(
    "capacity_reports",
    metadata,
    Column("id", String(36), primary_key=True, comment="of the record"),
    Column("municipality", String(4), nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False, comment="1, 2, 3 ... within a municipality's year; the last one holds"),
    Column("decided_places", Integer, nullable=False),
    Column("homes", JSON, nullable=False, comment="places, ready_from, step_free, pets of each; no address"),
    Column("reported_by", String(20), nullable=False),
    Column("reported_at", Instant, nullable=False),
    UniqueConstraint("municipality", "year", "number"),
    info={BELONGS_TO: "municipality"},
)

# How many people were settled in a year by cases that are no longer kept, so that the places stay used.
settled_earlier = Table(
    "settled_earlier",
    metadata,
    Column("municipality", String(4), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("people", Integer, nullable=False),
    info={BELONGS_TO: "municipality"},
)
