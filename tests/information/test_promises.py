"""What we promise stands beside how it is kept, looked up as the page is opened."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from integrations.case_system_standins import AcceptingCaseSystem
from portal.delivery import kept
from portal.delivery.reconciliation import reconcile_tonight
from portal.delivery.sender import Sender
from portal.pages.information.library import Library
from portal.pages.information.promises import rounded
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from tests.citizen import Citizen
from tests.delivery.conftest import Owing
from tests.information.test_library import rewritten

LATE = "Waiting for more than an hour (we promise: none)"
NOW = datetime.now(UTC)


def said(citizen: Citizen, label: str) -> str:
    """What stands beside these words on the page."""
    (beside,) = citizen.open("/en/promises").page.xpath(f"//dt[normalize-space()='{label}']/following-sibling::dd")
    return " ".join(beside.text_content().split())


@pytest.fixture
def owing(database: Database, seals: Seals) -> Owing:
    return Owing(database, seals)


def deliver(database: Database, seals: Seals, case_system: AcceptingCaseSystem) -> None:
    asyncio.run(Sender(database, seals, case_system).send_once())


def owed_since(database: Database, record: dict[str, object], **values: object) -> None:
    with database.transaction() as connection:
        connection.execute(update(errands).where(errands.c.id == record["id"]).values(values))


def test_a_translation_that_fell_behind_is_counted(reader: Citizen, books: Library, folder: Path) -> None:
    label = "Translations older than the English page (we promise: none)"
    assert said(reader, label) == "0"
    rewritten(folder / "en" / "pets.md", "revision: 1", "revision: 2")
    books.look()
    assert said(reader, label) == "4"


def test_before_anything_was_sent_nothing_is_late_and_nothing_is_claimed(citizen: Citizen) -> None:
    assert said(citizen, LATE) == "0"
    assert said(citizen, "How long it usually takes to arrive") == "Too few have been sent to say"
    assert said(citizen, "Compared last") == "Not yet"


def test_what_waits_or_is_stopped_for_more_than_an_hour_is_late(
    citizen: Citizen, database: Database, owing: Owing
) -> None:
    for minutes in (59, 61):
        owed_since(database, owing(), owed_at=NOW - timedelta(minutes=minutes))
    owed_since(database, owing(), owed_at=NOW - timedelta(days=2), refused_at=NOW, refused_reason="status-400")
    owed_since(database, owing(), owed_at=NOW - timedelta(days=2), delivered_at=NOW)
    assert said(citizen, LATE) == "2"


def test_how_long_it_took_is_that_of_the_latest(database: Database, owing: Owing) -> None:
    took = [timedelta(seconds=seconds) for seconds in (1, 2, 3, 4, 500)]
    for each in took[:4]:
        owed_since(database, owing(), owed_at=NOW - each, delivered_at=NOW)
    with database.reading() as connection:
        assert kept(connection, NOW).half_within is None
    owed_since(database, owing(), owed_at=NOW - took[4], delivered_at=NOW)
    with database.reading() as connection:
        seen = kept(connection, NOW)
    assert (seen.half_within, seen.most_within) == (took[2], took[4])


def test_the_night_of_the_last_comparison_is_told_and_what_it_found(
    citizen: Citizen, database: Database, seals: Seals, owing: Owing
) -> None:
    case_system = AcceptingCaseSystem()
    lost = owing()
    deliver(database, seals, case_system)
    night = (NOW + timedelta(days=1)).replace(hour=3)
    asyncio.run(reconcile_tonight(database, case_system, night))
    assert said(citizen, "Differences found (we promise: none)") == "0"
    del case_system.bodies[str(lost["id"])]
    asyncio.run(reconcile_tonight(database, case_system, night + timedelta(days=1)))
    assert said(citizen, "Differences found (we promise: none)") == "1"
    assert str((night + timedelta(days=1)).year) in said(citizen, "Compared last")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, (1, "seconds")), (90, (90, "seconds")), (91, (2, "minutes")), (5400, (90, "minutes")), (5401, (2, "hours"))],
)
def test_a_time_is_never_said_shorter_than_it_was(seconds: float, words: tuple[int, str]) -> None:
    assert rounded(timedelta(seconds=seconds)) == words
