"""PostgreSQL samples each column for its planner, and samples outlive the rows: of what is sealed none is kept."""

from sqlalchemy import Column, Connection, LargeBinary, MetaData


def keep_none(connection: Connection, metadata: MetaData) -> None:
    """Let the planner take no sample of sealed values and keyed hashes, so that erasing them leaves nothing behind."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        columns = [
            f"ALTER COLUMN {column.name} SET STATISTICS 0" for column in table.columns if stands_for_people(column)
        ]
        if columns:
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" {", ".join(columns)}')


def stands_for_people(column: Column[object]) -> bool:
    """True for sealed values and for keyed hashes of what a person said."""
    return isinstance(column.type, LargeBinary) or column.name.endswith("lookup")
