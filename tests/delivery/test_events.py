"""News about cases is kept once, however often it comes, and news about nobody we know is kept too."""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from integrations.case_system import CaseEvent, Doubtful, EventPage
from integrations.case_system_standins import AcceptingCaseSystem
from portal import delivery
from portal.delivery.events import read_on, unknown_events
from portal.storage.case_events import case_events
from portal.storage.database import Database
from portal.storage.sealing import Seals
from tests.delivery.conftest import Owing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def happened(subject: object, kind: str = "municipality.asked", hour: int = 12) -> CaseEvent:
    submission = str(subject).partition("/")[2]
    return CaseEvent(str(uuid.uuid4()), kind, NOON.replace(hour=hour), submission, {"municipality": "4601"})


class Forgetful(AcceptingCaseSystem):
    """Tells everything again and again, whatever the cursor; each page under a new one."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = 0

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        self.pages += 1
        return EventPage(self.happened if self.pages % 2 else [], str(self.pages))


def test_the_story_of_a_case_is_read_in_its_order(database: Database, seals: Seals, owing: Owing) -> None:
    subject, case_system = owing()["subject"], AcceptingCaseSystem()
    case_system.happened = [happened(subject, "municipality.agreed", 14), happened(subject, "case.opened", 9)]
    assert asyncio.run(read_on(database, seals, case_system)) == 2
    with database.reading() as connection:
        story = delivery.story_of(connection, seals, str(subject).partition("/")[2])
    assert [event.type for event in story] == ["case.opened", "municipality.agreed"]
    assert story[0].data == {"municipality": "4601"}


def test_news_told_again_is_applied_once(database: Database, seals: Seals, owing: Owing) -> None:
    case_system, heard = Forgetful(), list[str]()
    told = [happened(owing()["subject"]) for _ in range(3)]
    # Also twice on one page.
    case_system.happened = [*told, told[0]]

    def hearing(connection: Connection, events: Sequence[CaseEvent]) -> None:
        heard.extend(event.id for event in events)

    new = [asyncio.run(read_on(database, seals, case_system, hearing)) for _ in range(3)]
    assert new == [3, 0, 0]
    assert heard == [event.id for event in told]


def test_reading_goes_on_where_it_stopped(database: Database, seals: Seals, owing: Owing) -> None:
    subject, case_system = owing()["subject"], AcceptingCaseSystem()
    case_system.happened = [happened(subject) for _ in range(250)]
    assert asyncio.run(read_on(database, seals, case_system)) == 250
    case_system.happened += [happened(subject)]
    assert asyncio.run(read_on(database, seals, case_system)) == 1
    assert asyncio.run(read_on(database, seals, case_system)) == 0


def test_when_applying_fails_the_cursor_stays_and_nothing_is_half_kept(
    database: Database, seals: Seals, owing: Owing
) -> None:
    case_system = AcceptingCaseSystem()
    case_system.happened = [happened(owing()["subject"]) for _ in range(2)]

    def stumble(connection: Connection, events: Sequence[CaseEvent]) -> None:
        if case_system.happened[1] in events:
            raise RuntimeError("stumbled")

    with pytest.raises(RuntimeError):
        asyncio.run(read_on(database, seals, case_system, stumble))
    assert asyncio.run(read_on(database, seals, case_system)) == 2


def test_two_workers_that_read_at_once_keep_each_event_once(database: Database, seals: Seals, owing: Owing) -> None:
    case_system, heard = AcceptingCaseSystem(), list[str]()
    case_system.happened = [happened(owing()["subject"]) for _ in range(150)]

    def hearing(connection: Connection, events: Sequence[CaseEvent]) -> None:
        heard.extend(event.id for event in events)

    async def both() -> list[int]:
        # One of them may find the cursor moved under its feet: it then leaves the page to the other.
        return await asyncio.gather(*(read_on(database, seals, case_system, hearing) for _ in range(2)))

    assert sum(asyncio.run(both())) == 150
    assert sorted(heard) == sorted(event.id for event in case_system.happened)


def test_news_of_a_submission_we_do_not_know_is_kept_and_reported(database: Database, seals: Seals) -> None:
    case_system = AcceptingCaseSystem()
    case_system.happened = [happened(f"submission/{uuid.uuid4()}")]

    def nobody(connection: Connection, events: Sequence[CaseEvent]) -> None:
        raise AssertionError("nobody is to hear of it")

    assert asyncio.run(read_on(database, seals, case_system, nobody)) == 1
    with database.reading() as connection:
        assert unknown_events(connection) == 1
        assert delivery.overview(connection).unknown_events == 1


def test_what_an_event_says_is_not_readable_in_the_database(database: Database, seals: Seals, owing: Owing) -> None:
    case_system = AcceptingCaseSystem()
    case_system.happened = [happened(owing()["subject"])]
    asyncio.run(read_on(database, seals, case_system))
    with database.reading() as connection:
        assert b"4601" not in connection.execute(case_events.select()).one().data


def test_a_broken_line_keeps_what_was_read_until_then(database: Database, seals: Seals, owing: Owing) -> None:
    class BreaksOff(AcceptingCaseSystem):
        async def events(self, after: str | None, limit: int = 100) -> EventPage:
            if after == "100":
                raise Doubtful("cut-off")
            return await super().events(after, limit)

    case_system, whole = BreaksOff(), AcceptingCaseSystem()
    case_system.happened = whole.happened = [happened(owing()["subject"]) for _ in range(120)]
    with pytest.raises(Doubtful):
        asyncio.run(read_on(database, seals, case_system))
    assert asyncio.run(read_on(database, seals, whole)) == 20
