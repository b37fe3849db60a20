"""What the tests of the delivery share: a case system, a clock they can turn, and records that are owed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from portal.storage.database import Database
from portal.storage.errands import next_sequence, owe
from portal.storage.sealing import Seals
from tests.receiver import Receiver, Record, new_subject, open_receiver, record

LATER = datetime(2036, 1, 1, tzinfo=UTC)


class Clock:
    """The time of day, which only the test moves; it starts a little ahead, so that all that is owed is due."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


class Owing:
    """Owes records, each in a transaction of its own."""

    def __init__(self, database: Database, seals: Seals) -> None:
        self.database = database
        self.seals = seals

    def __call__(self, subject: str | None = None) -> Record:
        with self.database.transaction() as connection:
            subject = subject or new_subject()
            owed = record(subject, next_sequence(connection, subject))
            owe(connection, self.seals, owed, "health", LATER)
        return owed


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def owing(database: Database, seals: Seals) -> Owing:
    return Owing(database, seals)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = open_receiver()
    yield opened
    opened.store.close()
