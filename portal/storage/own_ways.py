"""Ways in for the other adults of a household: a code that was handed over, and what each answers for themselves."""

from sqlalchemy import Column, Connection, LargeBinary, String, Table, UniqueConstraint, delete

from portal.storage.database import Instant, metadata

own_ways = Table(
    "own_ways",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("submission_id", String(36), nullable=False, index=True),
    Column("person_id", String(36), nullable=False),
    Column("code_lookup", String(64), nullable=False, unique=True, comment="the code handed over, then one's own"),
    Column("birth_lookup", String(64), nullable=False),
    Column("seal", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False, comment="sealed JSON: one's code, contact, answers about health"),
    Column("handed_over_at", Instant, nullable=False),
    Column("code_until", Instant, nullable=False, comment="not taken by then, the code opens nothing"),
    Column("taken_at", Instant),
    UniqueConstraint("submission_id", "person_id"),
)


def place_of(way_id: str) -> str:
    """Where a body belongs, for sealing and opening it."""
    return f"own_ways|body|{way_id}"


def forget_own_ways(connection: Connection, submission_id: str) -> None:
    """Nobody comes to this application by a way of their own any more, and what they answered is gone."""
    connection.execute(delete(own_ways).where(own_ways.c.submission_id == submission_id))
