"""Who opened the case of a household that must not be found: asked, agreed to by another, closed, looked through."""

from sqlalchemy import Boolean, CheckConstraint, Column, LargeBinary, String, Table

from portal.storage.database import Instant, metadata

openings = Table(
    "openings",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("submission_id", String(36), nullable=False, index=True),
    Column("seal", String(10), nullable=False),
    Column("reason", LargeBinary, nullable=False, comment="sealed"),
    Column("urgent", Boolean, nullable=False, comment="danger to life: open before another agrees"),
    Column("asked_by", String(20), nullable=False),
    Column("asked_at", Instant, nullable=False, index=True),
    Column("agreed_by", String(20)),
    Column("agreed_at", Instant),
    Column("closed_at", Instant),
    Column("reviewed_by", String(20)),
    Column("reviewed_at", Instant),
    Column("in_order", Boolean, comment="what whoever looked it through found"),
    CheckConstraint("agreed_by <> asked_by", name="another_agrees"),
    CheckConstraint("reviewed_by <> asked_by AND reviewed_by <> agreed_by", name="another_reviews"),
)


def place_of(opening_id: str) -> str:
    """Where a reason belongs, for sealing and opening it."""
    return f"openings|reason|{opening_id}"
