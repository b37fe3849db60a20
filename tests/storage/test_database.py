"""The database keeps what it acknowledged, loses nothing to parallel writers, and never half a transaction."""

import asyncio

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select, text, update

from portal.storage.database import Database
from portal.storage.durability import Unsafe, refuse_unsafe_settings
from portal.storage.row_security import let_work
from tests.fresh_database import WORKER

numbers = Table("numbers_for_tests", MetaData(), Column("id", Integer, primary_key=True), Column("value", Integer))


@pytest.fixture(autouse=True)
def a_table(owner: Database) -> None:
    with owner.transaction() as connection:
        numbers.drop(connection, checkfirst=True)
        numbers.create(connection)
        let_work(connection, WORKER)
        connection.execute(insert(numbers).values(id=1, value=0))


def add_one(connection: Connection) -> None:
    value = connection.execute(select(numbers.c.value).where(numbers.c.id == 1).with_for_update()).scalar_one()
    connection.execute(update(numbers).where(numbers.c.id == 1).values(value=value + 1))


def value_of(connection: Connection) -> int:
    value: int = connection.execute(select(numbers.c.value).where(numbers.c.id == 1)).scalar_one()
    return value


def test_two_hundred_writers_at_once_lose_no_change(database: Database) -> None:
    async def all_at_once() -> None:
        await asyncio.gather(*(database.write(add_one) for _ in range(200)))

    asyncio.run(all_at_once())
    with database.reading() as connection:
        assert value_of(connection) == 200


def test_what_raises_is_rolled_back_and_its_neighbours_are_kept(database: Database) -> None:
    def add_one_and_stumble(connection: Connection) -> None:
        add_one(connection)
        raise RuntimeError("stumbled")

    async def some_of_each() -> list[object]:
        jobs = [add_one, add_one_and_stumble] * 20
        return list(await asyncio.gather(*(database.write(job) for job in jobs), return_exceptions=True))

    outcomes = asyncio.run(some_of_each())
    assert sum(isinstance(outcome, RuntimeError) for outcome in outcomes) == 20
    with database.reading() as connection:
        assert value_of(connection) == 20


def test_reading_sees_what_was_committed(database: Database) -> None:
    async def write_then_read() -> int:
        await database.write(add_one)
        return await database.read(value_of)

    assert asyncio.run(write_then_read()) == 1


def test_settings_that_lose_nothing_are_accepted(database: Database) -> None:
    database.refuse_unsafe_settings()


def test_a_database_that_may_lose_a_commit_is_refused(database: Database) -> None:
    unsafe = "PRAGMA synchronous = NORMAL" if database.dialect == "sqlite" else "SET synchronous_commit = off"
    with database.reading() as connection:
        connection.execute(text(unsafe))
        with pytest.raises(Unsafe, match="power cut"):
            refuse_unsafe_settings(connection, database.dialect)
        connection.invalidate()
