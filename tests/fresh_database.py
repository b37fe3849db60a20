"""A database with every table and nothing in it for each test: made once, then emptied or copied, which is faster."""

import shutil
from pathlib import Path

from sqlalchemy import text

from portal.storage import row_security
from portal.storage.database import Database

# Who works in PostgreSQL for the portal: owns nothing, and row security binds it, as in an installation.
WORKER = "portal_work"
MAKE_WORKER = f"""
DO $$ BEGIN
    CREATE ROLE {WORKER} LOGIN PASSWORD '{WORKER}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
START_ANEW = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
# Without its triggers and foreign keys, so that the order of the tables does not matter.
EMPTY_EVERY_TABLE = """
SET LOCAL session_replication_role = replica;
DO $$ DECLARE it text; filled boolean; BEGIN
    FOR it IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || it || ')' INTO filled;
        IF filled THEN EXECUTE 'TRUNCATE ' || it || ' RESTART IDENTITY CASCADE'; END IF;
    END LOOP;
END $$
"""
# What a test may have changed of the tables themselves: their columns, keys, rights and policies.
AS_IT_IS = text(
    """
    SELECT array_agg(said ORDER BY said) FROM (
        SELECT concat_ws(' ', c.oid, c.relname, c.relkind, c.relacl, c.relrowsecurity, c.relforcerowsecurity,
                         a.attname, a.atttypid, a.attnotnull, a.attisdropped) AS said
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT concat_ws(' ', conrelid, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        UNION ALL SELECT concat_ws(' ', polrelid, polname, pg_get_expr(polqual, polrelid)) FROM pg_policy
        UNION ALL SELECT concat_ws(' ', oid, rolname, rolsuper, rolbypassrls) FROM pg_roles
        UNION ALL SELECT concat_ws(' ', tgrelid, tgname, tgenabled) FROM pg_trigger
    ) every
    """
)

_as_we_made_it: dict[str, list[str]] = {}


def on_postgresql(url: str) -> Database:
    """The tables in the hands of their owner; made anew only where a test has changed more than their rows."""
    opened = Database.open(url, pool_size=2)
    with opened.transaction() as connection:
        made = connection.execute(AS_IT_IS).scalar_one() == _as_we_made_it.get(url)
        connection.exec_driver_sql(EMPTY_EVERY_TABLE if made else START_ANEW)
    if not made:
        opened.create_all()
        with opened.transaction() as connection:
            connection.exec_driver_sql(MAKE_WORKER)
            row_security.let_work(connection, WORKER)
            _as_we_made_it[url] = connection.execute(AS_IT_IS).scalar_one()
    return opened


def on_sqlite(made_once: Path, file: Path) -> Database:
    """A copy of the file that `make_sqlite` made."""
    shutil.copyfile(made_once, file)
    return Database.open(f"sqlite:///{file}")


def make_sqlite(file: Path) -> Path:
    """The file to copy."""
    opened = Database.open(f"sqlite:///{file}")
    opened.create_all()
    opened.close()
    return file
