"""Writes a row unless somebody has written it already, at this very moment perhaps."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """True where the row is ours; False where one with the same key stood there before, and stays."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(values).on_conflict_do_nothing()
    # Without this option SQLAlchemy forgets how many rows an INSERT wrote.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1
