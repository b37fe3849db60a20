"""Which delivered records have also left for the archive, and what the archive said."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Row, String, Table, exists, select, update

from portal.storage.database import Instant, metadata
from portal.storage.errands import errands
from portal.storage.once import insert_once

archived = Table(
    "archived",
    metadata,
    Column("errand_id", String(36), ForeignKey("errands.id", ondelete="CASCADE"), primary_key=True),
    Column("packed_at", Instant, nullable=False),
    Column("archive_id", String(100), comment="the archive's own id of the journal entry"),
    Column("answered_at", Instant),
    Column("refused_reason", String(100)),
)


def not_yet_packed(connection: Connection, most: int) -> list[Row[tuple[object, ...]]]:
    """Delivered records that have not left for the archive, the oldest first."""
    packed = exists().where(archived.c.errand_id == errands.c.id)
    ready = select(errands).where(errands.c.delivered_at.is_not(None), errands.c.body.is_not(None), ~packed)
    return list(connection.execute(ready.order_by(errands.c.delivered_at).limit(most)))


def forget_delivered(connection: Connection, before: datetime, *, apart_from: Collection[str], archive: bool) -> int:
    """Empty what was delivered before a moment, apart from records of these types; how many there were.

    With an `archive`, what has not left for it stays.
    """
    over = [errands.c.delivered_at < before, errands.c.body.is_not(None), errands.c.type.not_in(apart_from)]
    if archive:
        over.append(exists().where(archived.c.errand_id == errands.c.id))
    return connection.execute(update(errands).where(*over).values(body=None)).rowcount


def note_packed(connection: Connection, errand_id: str, now: datetime) -> bool:
    """False where another worker has noted it already: both have put the same file in the same place."""
    return insert_once(connection, archived, {"errand_id": errand_id, "packed_at": now})


def note_answer(
    connection: Connection, errand_id: str, now: datetime, archive_id: str | None, refused_reason: str | None
) -> bool:
    """What the archive answered about a record; False where nothing of that id was ever packed."""
    answer = {"answered_at": now, "archive_id": archive_id, "refused_reason": refused_reason}
    return connection.execute(update(archived).where(archived.c.errand_id == errand_id).values(answer)).rowcount == 1
