"""Brings a database to the tables that the code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from portal.storage import row_security, samples
from portal.storage.belonging import for_all_units
from portal.storage.database import Database
from portal.storage.tables import metadata

STEPS = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's settings for one connection."""
    made = Config()
    made.set_main_option("script_location", str(STEPS))
    made.attributes["connection"] = connection
    return made


def migrate(database: Database, worker: str | None = None) -> None:
    """Take every step that is missing, in one transaction, and let the role `worker` work on what is there."""
    with database.transaction() as connection:
        with for_all_units(connection):
            command.upgrade(config(connection), "head")
        samples.keep_none(connection, metadata)
        if worker:
            row_security.let_work(connection, worker)


def is_migrated(database: Database) -> bool:
    """True when every step of this version is taken; what a newer version has taken on top is no harm."""
    with database.reading() as connection:
        steps = ScriptDirectory.from_config(config(connection))
        taken = set(MigrationContext.configure(connection).get_current_heads())
    ours = {step.revision for step in steps.walk_revisions()}
    return bool(taken) and not taken & ours - set(steps.get_heads())
