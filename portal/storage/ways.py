"""By which ways an applicant may be reached: keyed hashes of number and address, and which of them have ended."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, String, Table, delete, or_, select, update

from portal.storage.database import Instant, metadata

ways = Table(
    "ways",
    metadata,
    Column("submission_id", String(36), ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("way", String(10), primary_key=True, comment="sms or email"),
    Column("contact_lookup", String(64), nullable=False, index=True, comment="the same in every application it is in"),
    Column("stop_lookup", String(64), nullable=False, unique=True, comment="of what stands in the link that ends it"),
    Column("stopped_at", Instant, comment="whoever gets the messages wants no more"),
    Column("refused_at", Instant, comment="the number or address does not take messages"),
)

ended = or_(ways.c.stopped_at.is_not(None), ways.c.refused_at.is_not(None))


def ended_of(connection: Connection, submission_id: str) -> dict[str, str]:
    """The ways of an application that have ended, each with how: stopped or refused."""
    mine = select(ways).where(ways.c.submission_id == submission_id, ended).order_by(ways.c.way.desc())
    return {row.way: "refused" if row.refused_at else "stopped" for row in connection.execute(mine)}


def refuse(connection: Connection, contact_lookup: str, now: datetime) -> None:
    """Nobody is reached by this number or address, in whichever application it stands."""
    connection.execute(update(ways).where(ways.c.contact_lookup == contact_lookup).values(refused_at=now))


def begin_again(connection: Connection, submission_id: str, way: str) -> None:
    """The applicant wants messages this way again, or has seen to it that they arrive."""
    mine = (ways.c.submission_id == submission_id) & (ways.c.way == way)
    connection.execute(update(ways).where(mine).values(stopped_at=None, refused_at=None))


def forget_ways(connection: Connection, submission_id: str, *, apart_from: Mapping[str, str] | None = None) -> None:
    """Forget the ways of an application, apart from those that lead (way -> keyed hash) where they led before."""
    for way, lookup in connection.execute(
        select(ways.c.way, ways.c.contact_lookup).where(ways.c.submission_id == submission_id)
    ).all():
        if (apart_from or {}).get(way) != lookup:
            connection.execute(delete(ways).where(ways.c.submission_id == submission_id, ways.c.way == way))
