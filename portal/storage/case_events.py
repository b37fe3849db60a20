"""What the case system has told us about cases: each event kept once, and how far we have read."""

from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, LargeBinary, String, Table, select, update

from portal.storage.database import Instant, metadata
from portal.storage.once import insert_once

case_events = Table(
    "case_events",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("type", String(60), nullable=False),
    Column("time", Instant, nullable=False),
    Column("submission_id", String(36), nullable=False, index=True),
    Column("known", Boolean, nullable=False, comment="false: about a submission that was never ours, or is erased"),
    Column("seal", String(10), nullable=False),
    Column("data", LargeBinary, nullable=False, comment="sealed JSON"),
    Column("received_at", Instant, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(500), nullable=False),
    Column("moved_at", Instant, nullable=False),
)


def cursor(connection: Connection, name: str) -> str | None:
    """How far we have come with `name`; None at the beginning."""
    return connection.scalar(select(cursors.c.value).where(cursors.c.name == name))


def move_cursor(connection: Connection, name: str, seen: str | None, value: str, now: datetime) -> bool:
    """Go on from `seen` to `value`; False where somebody else has moved it meanwhile, and nothing is changed."""
    if seen is None:
        return insert_once(connection, cursors, {"name": name, "value": value, "moved_at": now})
    ours = (cursors.c.name == name) & (cursors.c.value == seen)
    return connection.execute(update(cursors).where(ours).values(value=value, moved_at=now)).rowcount == 1
