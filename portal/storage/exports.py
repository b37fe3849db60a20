"""What staff take out as files: asked for with a reason, and agreed to by another person where it is much."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, String, Table

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

exports = Table(
    "exports",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("unit_code", String(80), ForeignKey("units.code"), nullable=False, index=True),
    Column("municipality", String(4), nullable=False, comment="whose cases"),
    Column("selection", String(200), nullable=False, comment="as it stands in the address of the queue: codes only"),
    Column("kind", String(4), nullable=False, comment="csv or xlsx"),
    Column("reason", String(500), nullable=False, comment="names nobody"),
    Column("people", Integer, nullable=False, comment="how many were in it when it was asked for, and at most later"),
    Column("needs_another", Boolean, nullable=False),
    Column("asked_by", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("agreed_by", String(20)),
    Column("agreed_at", Instant),
    Column("fetched_at", Instant, comment="last"),
    CheckConstraint("agreed_by <> asked_by", name="two_people"),
    info={BELONGS_TO: "unit_code"},
)
