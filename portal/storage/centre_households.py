"""The households that a reception centre or hospital registers: whose they are, and how far each has come."""

from sqlalchemy import Column, ForeignKey, String, Table

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

centre_households = Table(
    "centre_households",
    metadata,
    Column("id", String(36), primary_key=True, comment="of the draft, and of the submission it becomes"),
    Column("unit_code", String(80), ForeignKey("units.code"), nullable=False, index=True),
    Column("begun_by", String(20), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("sent_at", Instant),
    info={BELONGS_TO: "unit_code"},
)
