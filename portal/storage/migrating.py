"""Brings a database to the tables that the code expects."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from portal.storage.database import Database

STEPS = Path(__file__).parent / "migrations"


def config(connection: Connection) -> Config:
    """Alembic's settings for one connection."""
    made = Config()
    made.set_main_option("script_location", str(STEPS))
    made.attributes["connection"] = connection
    return made


def migrate(database: Database) -> None:
    """Take every step that is missing, in one transaction."""
    with database.transaction() as connection:
        command.upgrade(config(connection), "head")


def is_migrated(database: Database) -> bool:
    """True when the tables are there at all."""
    with database.reading() as connection:
        return inspect(connection).has_table("alembic_version")
