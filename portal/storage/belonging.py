"""What belongs to one unit is only reached by naming that unit: a query that forgets it is refused, not answered.

On PostgreSQL the database itself looks a second time: see row_security.py.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Connection, Delete, Insert, Select, Table, Update
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

# Under this key a table names the column that says whose a row is.
BELONGS_TO = "belongs to"
# No unit has this code: it stands for all of them.
ALL_UNITS = "*"

# By the column that says whose a row is: where PostgreSQL looks for whom a transaction works.
SAID_IN = {"unit_code": "portal.unit", "municipality": "portal.municipality"}
WORKS_FOR = "SELECT current_setting('portal.unit', true), current_setting('portal.municipality', true)"
WORK_FOR = "SELECT set_config('portal.unit', %s, true), set_config('portal.municipality', %s, true)"


class WithoutUnit(Exception):
    """A query over what belongs to units names none."""


def work_for(connection: Connection, unit: str, municipality: str | None = None) -> None:
    """From here to the end of the transaction PostgreSQL gives out what belongs to this unit, and nothing else.

    `municipality` is its number, for who works for a municipality, never for who only lies in one. Whoever opens a
    transaction for somebody says here for whom, from the session or the token, never from what was asked. Without it
    there is nothing to be read or written in a table that belongs to units.
    """
    if not unit or ALL_UNITS in (unit, municipality):
        raise WithoutUnit("no unit has this code")
    _work_for(connection, unit, municipality or "")


@contextmanager
def for_all_units(connection: Connection) -> Iterator[None]:
    """In here the portal itself works, over the units: retention, what the case system tells, figures. Never a person.

    For a single statement, `execution_options={"all_units": True}` says the same.
    """
    before = connection.get_execution_options().get("all_units", False)
    connection.execution_options(all_units=True)
    try:
        yield
    finally:
        connection.execution_options(all_units=before)


def refuse_without_unit(
    connection: Connection, statement: Any, _many: Any, _values: Any, options: Mapping[str, Any]
) -> None:
    """Raise WithoutUnit unless every such table of the statement is held to one unit.

    A statement with the option `all_units` is the portal's own, never a person's, and reaches every unit's rows.
    """
    if options.get("all_units"):
        connection.info["worked for"] = _works_for(connection)
        _work_for(connection, ALL_UNITS, ALL_UNITS)
        return
    for query in _queries(statement):
        _refuse_without_unit(query)


def _queries(statement: Any) -> Iterator[Select[Any] | Update | Delete]:
    """What a statement reads or changes, each part for itself."""
    if isinstance(statement, Insert):
        yield from _queries(statement.select)
    elif isinstance(statement, CompoundSelect):
        for each in statement.selects:
            yield from _queries(each)
    elif isinstance(statement, Select | Update | Delete):
        yield statement


def _refuse_without_unit(query: Select[Any] | Update | Delete) -> None:
    parts = list(visitors.iterate(query))
    tables = {part for part in parts if isinstance(part, Table) and BELONGS_TO in part.info}
    if not tables:
        return
    # What is true of one alternative only holds nothing.
    either = {id(inner) for part in parts if _offers_another(part) for inner in visitors.iterate(part)}
    held = {
        part.left.table
        for part in parts
        if isinstance(part, BinaryExpression) and id(part) not in either and _names_the_unit(part)
    }
    if not tables <= held:
        raise WithoutUnit(", ".join(sorted(table.name for table in tables - held)))


def reach_one_unit_again(
    connection: Connection, _statement: Any, _many: Any, _values: Any, options: Mapping[str, Any], _result: Any
) -> None:
    """After a statement with the option `all_units`: the next one reaches no more than before."""
    # What is read bit by bit is still being read; it stays open until the transaction ends.
    if options.get("all_units") and not options.get("stream_results"):
        _work_for(connection, *connection.info.pop("worked for"))


def _works_for(connection: Connection) -> tuple[str, str]:
    """Unit and municipality that PostgreSQL gives out now; SQLite gives out everything to who asks rightly."""
    if connection.dialect.name != "postgresql":
        return "", ""
    unit, municipality = connection.exec_driver_sql(WORKS_FOR).one()
    return unit or "", municipality or ""


def _work_for(connection: Connection, unit: str, municipality: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(WORK_FOR, (unit, municipality))


def _offers_another(part: Any) -> bool:
    return getattr(part, "operator", None) is operators.or_


def _names_the_unit(part: BinaryExpression[Any]) -> bool:
    column, value = part.left, part.right
    table = getattr(column, "table", None)
    return (
        part.operator is operators.eq
        and isinstance(table, Table)
        and table.info.get(BELONGS_TO) == getattr(column, "name", "")
        and isinstance(value, BindParameter)
        and bool(value.value)
    )
