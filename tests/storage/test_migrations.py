"""The steps of the migrations lead to exactly the tables the code describes."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from portal.storage.database import Database
from portal.storage.migrating import config, is_migrated, migrate
from portal.storage.tables import metadata


@pytest.fixture
def bare(owner: Database) -> Database:
    """The database without any table."""
    with owner.transaction() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    return owner


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Other tests may leave tables of their own."""
    return kind != "table" or name in metadata.tables


def test_a_bare_database_gets_every_table(bare: Database) -> None:
    assert not is_migrated(bare)
    migrate(bare)
    assert is_migrated(bare)
    with bare.reading() as connection:
        ours = MigrationContext.configure(connection, opts={"include_name": is_ours})
        differences = compare_metadata(ours, metadata)
    with bare.transaction() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert not differences


def test_migrating_twice_changes_nothing(bare: Database) -> None:
    migrate(bare)
    migrate(bare)
    assert is_migrated(bare)
    with bare.transaction() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


def test_a_step_that_is_missing_is_noticed_and_one_of_a_newer_version_is_no_harm(bare: Database) -> None:
    with bare.transaction() as connection:
        command.upgrade(config(connection), "0001")
    assert not is_migrated(bare)
    migrate(bare)
    assert is_migrated(bare)
    with bare.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert is_migrated(bare)
    with bare.transaction() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


def test_each_step_says_in_its_first_line_what_it_does() -> None:
    steps = sorted((Path(__file__).parents[2] / "portal/storage/migrations/versions").glob("*.py"))
    assert steps
    for step in steps:
        assert step.read_text().startswith('"""'), f"{step.name} needs a sentence at its top"


def test_the_steps_follow_each_other_in_one_line(database: Database) -> None:
    with database.reading() as connection:
        steps = ScriptDirectory.from_config(config(connection))
    assert len(steps.get_heads()) == 1, "Two steps follow the same one: give the later of them the next number."
