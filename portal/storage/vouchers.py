"""Codes on paper that staff have handed out to somebody who stood before them, as hashes.

One for each application, and one for each other adult who has a way in.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, delete, select

from portal.storage.database import Instant, metadata

vouchers = Table(
    "vouchers",
    metadata,
    Column("submission_id", String(36), primary_key=True, comment="or an adult's own way"),
    Column("code_lookup", String(64), nullable=False, comment="keyed hash"),
    Column("made_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("used_at", Instant),
)


def handed_out_at(connection: Connection, about: str) -> datetime | None:
    """When the last code on paper was handed out for an application or an own way, while that is remembered."""
    return connection.scalar(select(vouchers.c.made_at).where(vouchers.c.submission_id == about))


def tidy(connection: Connection, before: datetime) -> int:
    """Delete codes that were handed out before a moment; how many."""
    return connection.execute(delete(vouchers).where(vouchers.c.made_at < before)).rowcount
