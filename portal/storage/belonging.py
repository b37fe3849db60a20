"""What belongs to one unit is only reached by naming that unit: a query that forgets it is refused, not answered."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, Delete, Select, Table, Update
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

# Under this key a table names the column that says whose a row is.
BELONGS_TO = "belongs to"


class WithoutUnit(Exception):
    """A query over what belongs to units names none."""


def refuse_without_unit(
    _connection: Connection, statement: Any, _many: Any, _values: Any, options: Mapping[str, Any]
) -> None:
    """Raise WithoutUnit unless every such table of the statement is held to one unit.

    A statement with the option `all_units` is the portal's own (retention), never a person's.
    """
    if not isinstance(statement, Select | Update | Delete) or options.get("all_units"):
        return
    parts = list(visitors.iterate(statement))
    tables = {part for part in parts if isinstance(part, Table) and BELONGS_TO in part.info}
    if not tables:
        return
    held = {part.left.table for part in parts if isinstance(part, BinaryExpression) and _names_the_unit(part)}
    if not tables <= held:
        raise WithoutUnit(", ".join(sorted(table.name for table in tables - held)))


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
