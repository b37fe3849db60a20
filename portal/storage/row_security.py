"""On PostgreSQL the database gives the portal only the rows of the unit that is set, whatever a query asks for.

The portal works under a role that owns nothing: it changes neither a table nor a policy, and no row of the audit log.

**A new table that belongs to a unit** has the column in `info={BELONGS_TO: "unit_code"}` (or `"municipality"`), and
the step that makes it ends with `row_security.protect(op.get_bind(), "the_table")`; otherwise
`tests/storage/test_row_security.py` fails. Whoever writes to it works for that unit (`belonging.work_for`, which the
pages of staff need not think of), or is the portal itself and says `execution_options={"all_units": True}`, also for an
INSERT, or does it all within `belonging.for_all_units(connection)`.
"""

from sqlalchemy import Connection, MetaData, text

from portal.storage.belonging import ALL_UNITS, BELONGS_TO, SAID_IN
from portal.storage.durability import Unsafe

POLICY = "of_one_unit"
# What was written there is only added to.
ADDED_TO = ("audit_rows",)
OF_THE_OWNER = ("alembic_version",)

MIGHTY = text(
    "SELECT bool_or(rolsuper OR rolbypassrls) OR has_schema_privilege(current_user, current_schema(), 'CREATE') "
    "OR EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "AND relkind = 'r' AND pg_has_role(current_user, relowner, 'USAGE')) "
    "FROM pg_roles WHERE rolname IN (current_user, session_user)"
)


def protect(connection: Connection, table: str, column: str = "unit_code") -> None:
    """Give out the rows of a table only to the unit that `column` names. May be said again; on SQLite it is nothing.

    Migrations call this for each new table that belongs to units: `row_security.protect(op.get_bind(), "visits")`, or
    with `"municipality"` behind it, where that is the column.
    """
    if connection.dialect.name != "postgresql":
        return
    name, whose = _quoted(connection, table), _quoted(connection, column)
    unit = f"(SELECT current_setting('{SAID_IN[column]}', true))"
    for statement in (
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {POLICY} ON {name}",
        f"CREATE POLICY {POLICY} ON {name} USING ({whose} = {unit} OR {unit} = '{ALL_UNITS}')",
    ):
        connection.exec_driver_sql(statement)


def protect_all(connection: Connection, metadata: MetaData) -> None:
    """The same for every table of the code that belongs to units."""
    for table in metadata.sorted_tables:
        if BELONGS_TO in table.info:
            protect(connection, table.name, table.info[BELONGS_TO])


def let_work(connection: Connection, role: str) -> None:
    """Let the portal work under this role: read and write rows, and nothing else. The owner says so after each step."""
    if connection.dialect.name != "postgresql":
        return
    who = _quoted(connection, role)
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    there = set(tables.scalars())
    for statement in (
        f"GRANT USAGE ON SCHEMA {schema} TO {who}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {who}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {who}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {who}" for table in ADDED_TO if table in there),
        *(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {who}" for table in OF_THE_OWNER if table in there),
    ):
        connection.exec_driver_sql(statement)


def refuse_mighty_role(connection: Connection) -> None:
    """Raise Unsafe where row security does not bind us, or where we could change it."""
    if connection.dialect.name == "postgresql" and connection.execute(MIGHTY).scalar_one():
        raise Unsafe(
            "The portal works in PostgreSQL as a role that owns tables, may make them, or stands above row security. "
            "Give PORTAL_DATABASE_URL a role of its own, and let `migrate` use PORTAL_OWNER_DATABASE_URL."
        )


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
