"""Whatever befalls our own database while records are on their way, each of them arrives once."""

import asyncio
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text

from integrations.case_system import EventPage, Receipt
from integrations.case_system_standins import AcceptingCaseSystem
from portal.delivery.sender import Sender
from portal.delivery.worker import Worker
from portal.storage.database import Database
from portal.storage.database import Unavailable as DatabaseUnavailable
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from tests.delivery.conftest import Clock, Owing


class Disturbing(AcceptingCaseSystem):
    """Takes a record, and something happens before the answer is back."""

    def __init__(self, disturb: Callable[[], None]) -> None:
        super().__init__()
        self.disturb = disturb
        self.times_sent: list[str] = []

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        self.times_sent.append(record_id)
        receipt = await super().deliver(record_id, body)
        self.disturb()
        return receipt


class LongWinded(Disturbing):
    """Its receipts take room that a full disk does not have."""

    def _receipt(self, record_id: str) -> Receipt:
        return replace(super()._receipt(record_id), case_number=f"2026/{'0' * 3000}")


@pytest.fixture
def sqlite(database: Database) -> Database:
    if database.dialect != "sqlite":
        pytest.skip("a fault that SQLite alone can have")
    return database


@pytest.fixture
def postgresql_database(database: Database) -> Database:
    if database.dialect != "postgresql":
        pytest.skip("a fault that PostgreSQL alone can have")
    return database


def delivered(database: Database) -> int:
    with database.reading() as connection:
        query = select(func.count()).select_from(errands).where(errands.c.delivered_at.is_not(None))
        return connection.scalar(query) or 0


def test_locked_when_the_answer_comes_the_record_is_asked_about_and_not_sent_twice(
    sqlite: Database, seals: Seals, owing: Owing, clock: Clock
) -> None:
    owing()
    another = Database.open(str(sqlite.engine.url))
    locks: list[AbstractContextManager[object]] = []

    def lock() -> None:
        locks.append(another.transaction())
        locks[-1].__enter__()

    case_system = Disturbing(lock)
    sender = Sender(sqlite, seals, case_system, clock=clock)
    asyncio.run(sender.send_once())
    assert delivered(sqlite) == 0
    locks[0].__exit__(None, None, None)
    another.close()
    clock.turn(minutes=3)
    asyncio.run(sender.send_once())
    assert delivered(sqlite) == 1
    assert len(case_system.times_sent) == 1


def test_full_when_the_answers_come_nothing_is_half_noted_and_space_alone_heals_it(
    sqlite: Database, seals: Seals, owing: Owing, clock: Clock
) -> None:
    for _ in range(100):
        owing()
    no_more_pages = True

    def limit(connection: object, _: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        connection.execute(f"PRAGMA max_page_count = {pages if no_more_pages else 10**6}")  # type: ignore[attr-defined]

    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", limit)
    case_system = LongWinded(lambda: None)
    sender = Sender(sqlite, seals, case_system, clock=clock)
    for _ in range(7):
        asyncio.run(sender.send_once())
    assert delivered(sqlite) < 100
    no_more_pages = False
    sqlite.engine.dispose()
    for _ in range(14):
        clock.turn(minutes=3)
        asyncio.run(sender.send_once())
    assert delivered(sqlite) == 100
    assert len(case_system.times_sent) == len(set(case_system.times_sent)) == 100


@pytest.fixture
def room_for(owner: Database) -> Iterator[Callable[[int], None]]:
    """The records on their way lie on a disk of their own; call it with how much more has room there, in kB."""
    if owner.dialect != "postgresql":
        pytest.skip("a fault that PostgreSQL alone can have")
    with owner.reading() as connection:
        server = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        name = connection.execute(text("SELECT 'disk' || to_char(now(), 'MISSUS')")).scalar_one()
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)

    def mount(kilobytes: int, how: str = "remount,") -> None:
        size = shutil.disk_usage(place).used // 1024 + kilobytes if how else kilobytes
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"{how}size={size}k", "tmpfs", str(place)], check=True)

    def said_outside_a_transaction(*statements: str) -> None:
        with owner.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))

    try:
        mount(60_000, how="")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here: that needs root")
    os.chown(place, server.stat().st_uid, server.stat().st_gid)
    said_outside_a_transaction(
        f"CREATE TABLESPACE {name} LOCATION '{place}'", f"ALTER TABLE errands SET TABLESPACE {name}"
    )
    yield mount
    said_outside_a_transaction("ALTER TABLE errands SET TABLESPACE pg_default", f"DROP TABLESPACE {name}")
    subprocess.run(["umount", str(place)], check=True)
    place.rmdir()


def test_full_on_postgresql_nothing_is_half_noted_either_and_space_alone_heals_it(
    postgresql_database: Database, seals: Seals, owing: Owing, clock: Clock, room_for: Callable[[int], None]
) -> None:
    for _ in range(100):
        owing()
    case_system = Disturbing(lambda: None)
    sender = Sender(postgresql_database, seals, case_system, clock=clock)
    room_for(24)
    for _ in range(20):
        asyncio.run(sender.send_once())
    assert 0 < delivered(postgresql_database) < len(case_system.times_sent) < 100
    room_for(60_000)
    for _ in range(14):
        clock.turn(minutes=3)
        asyncio.run(sender.send_once())
    assert delivered(postgresql_database) == 100
    assert len(case_system.times_sent) == len(set(case_system.times_sent)) == 100


@pytest.fixture
def room_on_disk() -> Iterator[Callable[[], None]]:
    """Call it and no file of this process can grow or be written at all; all is well again after the test."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_when_the_disk_fails_the_worker_ends_and_a_new_start_asks_instead_of_sending_again(
    sqlite: Database, seals: Seals, owing: Owing, clock: Clock, room_on_disk: Callable[[], None]
) -> None:
    owing()
    case_system = Disturbing(room_on_disk)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pytest.raises(DatabaseUnavailable):
        asyncio.run(Sender(sqlite, seals, case_system, clock=clock).send_once())
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    clock.turn(minutes=3)
    asyncio.run(Sender(sqlite, seals, case_system, clock=clock).send_once())
    assert delivered(sqlite) == 1
    assert len(case_system.times_sent) == 1


def test_with_every_connection_taken_the_sender_waits_and_loses_nothing(
    postgresql_database: Database, seals: Seals, owing: Owing, clock: Clock
) -> None:
    owing()
    narrow = Database.open(postgresql_database.engine.url.render_as_string(hide_password=False), pool_size=1)
    narrow.engine.pool._timeout = 0.1  # type: ignore[attr-defined]
    case_system = AcceptingCaseSystem()
    sender = Sender(narrow, seals, case_system, clock=clock)
    with narrow.reading():
        assert asyncio.run(sender.send_once()) == 0
    assert asyncio.run(sender.send_once()) == 1
    narrow.close()
    assert delivered(postgresql_database) == 1


def test_when_the_backend_is_killed_the_outcome_is_noted_over_a_new_connection(
    postgresql_database: Database, seals: Seals, owing: Owing, clock: Clock
) -> None:
    owing()

    def kill_the_others() -> None:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        with postgresql_database.transaction() as connection:
            connection.execute(text(f"{others} AND usename = current_user"))

    case_system = Disturbing(kill_the_others)
    asyncio.run(Sender(postgresql_database, seals, case_system, clock=clock).send_once())
    assert delivered(postgresql_database) == 1
    assert len(case_system.times_sent) == 1


def test_told_to_end_the_sender_ends_what_it_has_begun_and_puts_back_the_rest(
    database: Database, seals: Seals, owing: Owing
) -> None:
    for _ in range(12):
        owing()

    async def end_at_the_first_call() -> int:
        stop, begun = asyncio.Event(), list[str]()

        class Slow(AcceptingCaseSystem):
            async def deliver(self, record_id: str, body: bytes) -> Receipt:
                begun.append(record_id)
                stop.set()
                await asyncio.sleep(0.05)
                return await super().deliver(record_id, body)

        await Sender(database, seals, Slow()).run(stop)
        return len(begun)

    begun = asyncio.run(end_at_the_first_call())
    assert 1 <= begun <= 4
    assert delivered(database) == begun
    with database.reading() as connection:
        rest = connection.execute(select(errands).where(errands.c.delivered_at.is_(None))).all()
    assert all((row.attempts, row.doubtful_since) == (0, None) for row in rest)
    assert all(row.due_at <= datetime.now(UTC) for row in rest)


def test_a_whole_worker_sends_listens_compares_and_shows_its_pulse_until_told_to_end(
    database: Database, seals: Seals, owing: Owing, tmp_path: Path
) -> None:
    for _ in range(30):
        owing()

    async def work_until_all_is_there() -> None:
        stop, case_system = asyncio.Event(), AcceptingCaseSystem()
        working = asyncio.create_task(Worker(database, seals, case_system).run(stop))
        while len(case_system.bodies) < 30:
            await asyncio.sleep(0.01)
        stop.set()
        await working

    asyncio.run(work_until_all_is_there())
    assert delivered(database) == 30


def test_whoever_stumbles_over_the_news_does_not_stop_the_sending(
    database: Database, seals: Seals, owing: Owing
) -> None:
    class Rambling(AcceptingCaseSystem):
        async def events(self, after: str | None, limit: int = 100) -> EventPage:
            raise ZeroDivisionError

    async def work_until_all_is_there() -> None:
        stop, case_system = asyncio.Event(), Rambling()
        working = asyncio.create_task(Worker(database, seals, case_system).run(stop))
        while not case_system.bodies:
            await asyncio.sleep(0.01)
        stop.set()
        await working

    owing()
    asyncio.run(work_until_all_is_there())
    assert delivered(database) == 1
