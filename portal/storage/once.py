"""What happens once although several try at this very moment: a row is written, a thing is done one after another."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """True where the row is ours; False where one with the same key stood there before, and stays."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).values(values).on_conflict_do_nothing()
    # Without this option SQLAlchemy forgets how many rows an INSERT wrote.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def insert_those_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> set[str]:
    """The ids of those rows that are ours; a row whose id stood there before stays as it was."""
    if not rows:
        return set()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).on_conflict_do_nothing().returning(table.c.id)
    return set(connection.execute(statement, rows).scalars())


def one_after_another(connection: Connection, about: str) -> None:
    """From here to the end of the transaction nobody else is past this point with the same `about`.

    On SQLite every writing transaction is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:about, 0))"), {"about": about})
