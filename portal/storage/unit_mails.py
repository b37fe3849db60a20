"""Mail to those who work in a unit: what each of them has chosen, and what the unit was told last."""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, UniqueConstraint

from portal.storage.belonging import BELONGS_TO
from portal.storage.database import Instant, metadata

mail_choices = Table(
    "mail_choices",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("staff_id", String(20), ForeignKey("staff.id"), nullable=False),
    Column("unit_code", String(80), ForeignKey("units.code"), nullable=False),
    Column("often", String(10), nullable=False, comment="at_once, daily or never"),
    Column("seal", String(10), nullable=False),
    Column("address", LargeBinary, comment="sealed; none where nothing is to be sent"),
    Column("told_at", Instant, nullable=False, comment="what has changed since then is news"),
    UniqueConstraint("staff_id", "unit_code"),
    info={BELONGS_TO: "unit_code"},
)

unit_mails = Table(
    "unit_mails",
    metadata,
    Column("unit_code", String(80), ForeignKey("units.code"), primary_key=True),
    Column("about", String(20), primary_key=True, comment="news, settlement or answer"),
    Column("told_at", Instant, nullable=False),
    info={BELONGS_TO: "unit_code"},
)


def place_of(choice_id: str) -> str:
    """Where the sealed address belongs."""
    return f"mail_choices|address|{choice_id}"
