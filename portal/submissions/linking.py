"""A household in two centres: each tells the other its number, and both say so before anybody sees a link."""

from datetime import UTC, datetime

from sqlalchemy import Connection, and_, exists, select

from portal.storage.centre_households import household_links
from portal.storage.once import insert_once


def say(connection: Connection, number: str, other: str) -> None:
    """One centre says that its household and the one of the other number belong together."""
    values = {"number": number, "other_number": other, "confirmed_at": datetime.now(UTC)}
    insert_once(connection, household_links, values)


def is_linked(connection: Connection, number: str) -> bool:
    """True when another centre has said it of this household, and this one of theirs."""
    ours, theirs = household_links.alias("ours"), household_links.alias("theirs")
    back = exists().where(theirs.c.number == ours.c.other_number, theirs.c.other_number == ours.c.number)
    query = select(ours.c.number).where(and_(ours.c.number == number, back))
    return connection.execute(query.limit(1)).first() is not None
