"""What belongs to a unit is reached by naming the unit, whichever table it is: every other query is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Table, and_, delete, exists, false, func, insert, or_, select, true, update

from portal.storage.belonging import BELONGS_TO, WithoutUnit, work_for
from portal.storage.database import Database, metadata
from portal.storage.sessions import sessions

OF_UNITS = [table for table in metadata.sorted_tables if BELONGS_TO in table.info]
# These name a unit too, and are no unit's own.
OF_NOBODY = {
    "units": "the units themselves",
    "grants": "who gives rights sees those of all units",
    "figures": "counted, and open to everybody",
    "audit_rows": "whoever reads the log reads what all units do",
    "duplicate_decisions": "counts for every unit that the two applications concern",
}
OURS = "demo-centre-1"


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as connection:
        work_for(connection, OURS, OURS)
        yield connection


def forgetful(table: Table) -> Iterator[tuple[str, Any]]:
    """Queries that name no unit, or do not hold themselves to it."""
    unit, another = table.c[table.info[BELONGS_TO]], table.alias()
    some = next(column for column in table.c if column is not unit)
    yield "everything", select(table)
    yield "a number", select(func.count()).select_from(table)
    yield "by another column", select(some).where(some.is_not(None))
    yield "nobody's unit", select(some).where(unit == "")
    yield "whatever unit there is", select(some).where(unit.is_not(None))
    yield "all but one unit", select(some).where(unit != OURS)
    yield "some units", select(some).where(unit.in_([OURS, "another"]))
    yield "alike", select(some).where(unit.like(f"{OURS}%"))
    yield "its own unit", select(some).where(unit == unit)
    yield "one unit or anything", select(some).where(or_(unit == OURS, true()))
    yield "inside a larger query", select(sessions.c.id).where(exists().where(some.is_not(None)))
    yield "joined", select(sessions.c.id).join(table, true())
    yield "under another name", select(another)
    yield "beside what names it", select(some).where(unit == OURS).union(select(some))
    yield "a change", update(table).values({some.name: None})
    yield "an end", delete(table)
    yield "the rows of it elsewhere", insert(sessions).from_select(["id"], select(some))


def is_refused(connection: Connection, statement: Any) -> bool:
    try:
        connection.execute(statement)
    except WithoutUnit:
        return True
    return False


def test_who_forgets_the_unit_is_refused(connection: Connection) -> None:
    answered = [
        f"{table.name}: {what}"
        for table in OF_UNITS
        for what, statement in forgetful(table)
        if not is_refused(connection, statement)
    ]
    assert not answered


def test_who_names_it_is_answered(connection: Connection) -> None:
    for table in OF_UNITS:
        ours = table.c[table.info[BELONGS_TO]] == OURS
        connection.execute(select(table).where(ours))
        connection.execute(select(table).where(and_(ours, or_(true(), false()))))
        connection.execute(select(sessions.c.id).where(exists().where(ours)))
        connection.execute(select(table).where(ours).union_all(select(table).where(ours)))
    for table in reversed(OF_UNITS):
        connection.execute(delete(table).where(table.c[table.info[BELONGS_TO]] == OURS))


def test_each_table_that_names_a_unit_belongs_to_it_or_says_why_not() -> None:
    names = {"unit", "unit_code", "municipality"}
    naming = {table.name for table in metadata.sorted_tables if names & set(table.c.keys())}
    assert naming - {table.name for table in OF_UNITS} == set(OF_NOBODY)
