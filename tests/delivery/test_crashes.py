"""Killed or frozen at any moment, the sender leaves all or nothing, and each record still arrives exactly once."""

import asyncio
import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from integrations.case_system_demo_store import CaseStore
from portal.storage.database import Database
from portal.storage.errands import errands, next_sequence, owe
from portal.storage.row_security import let_work
from tests.delivery.conftest import LATER
from tests.delivery.doomed import MARKS, live, seals_for_both, send_the_rest, told
from tests.fresh_database import WORKER
from tests.receiver import new_subject, record

TIMES = 50 if os.environ.get("PORTAL_FULL") == "1" else 3

# Children of a server that has everything loaded start in a moment, and inherit none of this process's threads.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.delivery.doomed"])


@pytest.fixture
def place(owner: Database, tmp_path: Path) -> str:
    with owner.transaction() as connection:
        told.drop(connection, checkfirst=True)
        told.create(connection)
        let_work(connection, WORKER)
    return str(tmp_path / "cases.sqlite")


def start(database: Database, place: str, mark: str, passing: int, by: signal.Signals) -> ForkServerProcess:
    url = database.engine.url.render_as_string(hide_password=False)
    process = processes.Process(target=live, args=(url, place, mark, passing, by))
    process.start()
    return process


def check_that_all_is_well(database: Database, place: str) -> None:
    with database.reading() as connection:
        owed = {row.id: row for row in connection.execute(select(errands))}
        tellings = set(connection.execute(select(told.c.errand_id)).scalars())
    store = CaseStore(place)
    there = store.arrived()
    store.close()
    assert set(owed) == tellings
    assert sorted(arrival.id for arrival in there) == sorted(owed)
    assert all(owed[arrival.id].case_number == arrival.case_number for arrival in there)
    assert all(row.delivered_at is not None for row in owed.values())
    in_order = [(arrival.subject, arrival.sequence) for arrival in there]
    assert all(
        number == 1 or in_order.index((subject, number - 1)) < in_order.index((subject, number))
        for subject, number in in_order
    )


@pytest.mark.parametrize("mark", MARKS)
def test_killed_at_a_marked_point_it_leaves_all_or_nothing_and_another_delivers_once(
    database: Database, place: str, mark: str
) -> None:
    for time_around in range(TIMES):
        process = start(database, place, mark, 1 if "owe" in mark else 1 + time_around % 2, signal.SIGKILL)
        process.join(30)
        assert process.exitcode == -signal.SIGKILL
        send_the_rest(database, place, datetime.now(UTC))
        check_that_all_is_well(database, place)


@pytest.mark.parametrize("mark", ["claim committed", "arrived there"])
def test_frozen_beyond_its_lease_and_awake_again_it_changes_nothing_another_has_done(
    database: Database, place: str, mark: str
) -> None:
    process = start(database, place, mark, 1, signal.SIGSTOP)
    assert process.pid is not None
    while Path(f"/proc/{process.pid}/stat").read_text().rpartition(") ")[2][0] != "T":
        time.sleep(0.01)
    send_the_rest(database, place, datetime.now(UTC))
    os.kill(process.pid, signal.SIGCONT)
    process.join(30)
    assert process.exitcode == 0
    check_that_all_is_well(database, place)


def test_records_committed_in_reverse_order_are_both_delivered(database: Database, place: str) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time: there is no reverse order")
    early, late = record(new_subject()), record(new_subject())
    with database.transaction() as slow:
        owe(slow, seals_for_both(), early, "health", LATER)
        with database.transaction() as quick:
            owe(quick, seals_for_both(), late, "health", LATER)
        send_the_rest(database, place, datetime.now(UTC))
        assert arrived(place) == [late["id"]]
    send_the_rest(database, place, datetime.now(UTC))
    assert arrived(place) == [late["id"], early["id"]]


def test_a_later_record_of_a_matter_waits_for_one_that_is_committed_after_it(database: Database, place: str) -> None:
    subject = new_subject()
    first, second = record(subject, 1), record(subject, 2)
    for owed in (second, first):
        with database.transaction() as connection:
            owe(connection, seals_for_both(), owed, "health", LATER)
        send_the_rest(database, place, datetime.now(UTC))
    assert arrived(place) == [first["id"], second["id"]]


def test_two_who_write_about_one_matter_at_once_get_different_numbers(database: Database) -> None:
    subject = new_subject()

    def owe_one(connection: Connection) -> None:
        owe(connection, seals_for_both(), record(subject, next_sequence(connection, subject)), "health", LATER)

    async def all_at_once() -> None:
        await asyncio.gather(*(database.write(owe_one) for _ in range(20)))

    asyncio.run(all_at_once())
    with database.reading() as connection:
        numbers = connection.execute(select(errands.c.sequence).where(errands.c.subject == subject)).scalars()
        assert sorted(numbers) == list(range(1, 21))


def arrived(place: str) -> list[str]:
    store = CaseStore(place)
    ids = [arrival.id for arrival in store.arrived()]
    store.close()
    return ids
