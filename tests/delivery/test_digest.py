"""Each morning one letter tells how the delivery stands, and nothing about anybody."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import select

from portal.delivery.digest import owe_digest
from portal.delivery.messages import opened
from portal.storage.database import Database
from portal.storage.messages import messages
from portal.storage.sealing import Seals
from tests.delivery.conftest import Owing

MORNING = datetime(2026, 11, 20, 6, 5, tzinfo=UTC)
PAGE = "https://portal.test/nb/directorate/delivery"


def letters(database: Database, seals: Seals) -> list[dict[str, str]]:
    with database.reading() as connection:
        return [opened(seals, row) for row in connection.execute(select(messages))]


def test_the_letter_is_owed_once_each_morning(database: Database, seals: Seals) -> None:
    async def five_workers() -> list[bool]:
        return await asyncio.gather(
            *(database.write(owe_digest, seals, "watch@directorate.example", PAGE, MORNING) for _ in range(5))
        )

    assert sum(asyncio.run(five_workers())) == 1
    (letter,) = letters(database, seals)
    assert letter["to"] == "watch@directorate.example"
    with database.transaction() as connection:
        assert owe_digest(connection, seals, "watch@directorate.example", PAGE, MORNING.replace(day=21))


def test_nothing_is_sent_before_morning(database: Database, seals: Seals) -> None:
    with database.transaction() as connection:
        assert not owe_digest(connection, seals, "watch@directorate.example", PAGE, MORNING.replace(hour=3))


def test_a_clock_that_was_a_day_ahead_and_is_set_right_brings_no_second_letter_and_leaves_out_none(
    database: Database, seals: Seals
) -> None:
    def owed(day: int, minute: int) -> bool:
        with database.transaction() as connection:
            now = MORNING.replace(day=day, minute=minute)
            return owe_digest(connection, seals, "watch@directorate.example", PAGE, now)

    assert owed(21, 5), "it is the 20th, but the clock says the 21st"
    assert not any(owed(20, minute) for minute in (6, 11, 16)), "it is set right"
    assert [owed(day, minute) for day in (21, 22) for minute in (5, 10)] == [True, False] * 2


def test_the_letter_says_in_norwegian_how_much_waits_and_where_to_look(
    database: Database, seals: Seals, owing: Owing
) -> None:
    owing()
    owing()
    with database.transaction() as connection:
        owe_digest(connection, seals, "watch@directorate.example", PAGE, MORNING)
    (letter,) = letters(database, seals)
    assert "Meldinger som venter: 2" in letter["text"]
    assert PAGE in letter["text"]
