"""Over a line on which half of all calls go wrong, every record arrives once, in order, and both sides agree."""

import asyncio
import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from integrations.case_system import HttpCaseSystem
from integrations.case_system_demo_store import Arrival, CaseStore
from integrations.outside_call import outside_client
from portal.delivery.patience import FOR_A_RECEIVER_THAT_FORGETS, Patience
from portal.delivery.sender import Sender
from portal.storage.database import Database
from portal.storage.errands import errands, waiting
from portal.storage.sealing import Seals
from tests.delivery.conftest import Clock, Owing
from tests.delivery.doomed import how_many_wait
from tests.delivery.fault_proxy import FaultProxy
from tests.delivery.receiver_process import receiver_process
from tests.receiver import new_subject, tokens_for

FULL = os.environ.get("PORTAL_FULL") == "1"
SEEDS, RECORDS = (20, 500) if FULL else (2, 80)
# The whole call; so short that the slow ones are too slow, and everything else is not.
SECONDS = 0.2


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("receiver") / "cases.sqlite"


@pytest.fixture(scope="module")
def port(place: Path) -> Iterator[int]:
    with receiver_process(place) as port:
        yield port


def owe_some(owing: Owing, seed: int, number: int) -> list[str]:
    """So many records about matters of one to four records each."""
    chance, ids = random.Random(seed), list[str]()
    while len(ids) < number:
        subject = new_subject()
        ids += [str(owing(subject)["id"]) for _ in range(min(chance.randint(1, 4), number - len(ids)))]
    return ids


async def send_all(
    database: Database, seals: Seals, port: int, seed: int, clock: Clock, patience: Patience
) -> Counter[str]:
    """Send until nothing waits; when nothing is due, the clock is turned to the next moment at which something is."""
    random.seed(seed)
    async with FaultProxy(port, seed, 1.5 * SECONDS, clock) as proxy, outside_client() as client:
        base = f"http://127.0.0.1:{proxy.port}"
        case_system = HttpCaseSystem(client, base, tokens_for(client, base), SECONDS)
        sender = Sender(database, seals, case_system, patience, clock=clock)
        while await database.read(how_many_wait):
            await proxy.let_through()
            if not await sender.send_once():
                clock.now = await database.read(next_due, clock.now)
        await proxy.let_through(whatever_the_time=True)
        return proxy.met


def next_due(connection: Connection, now: datetime) -> datetime:
    due = select(errands.c.due_at).where(waiting, errands.c.due_at > now).order_by(errands.c.due_at).limit(1)
    moment: datetime = connection.execute(due).scalar_one()
    return moment


def arrivals(place: Path, ids: list[str]) -> list[Arrival]:
    store = CaseStore(str(place))
    try:
        return [arrival for arrival in store.arrived() if arrival.id in set(ids)]
    finally:
        store.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_half_of_all_calls_go_wrong_and_none_is_lost_doubled_or_out_of_order(
    database: Database, seals: Seals, owing: Owing, clock: Clock, port: int, place: Path, seed: int
) -> None:
    ids = owe_some(owing, seed, RECORDS)
    clock.turn(seconds=60)
    met = asyncio.run(send_all(database, seals, port, seed, clock, Patience()))
    assert sum(met.values()) - met["none"] > RECORDS / 4
    there = arrivals(place, ids)
    assert sorted(arrival.id for arrival in there) == sorted(ids)
    matters: dict[str, list[int]] = defaultdict(list)
    for arrival in there:
        matters[arrival.subject].append(arrival.sequence)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in matters.values())
    with database.reading() as connection:
        here = {row.id: row for row in connection.execute(select(errands))}
    assert all(here[arrival.id].case_number == arrival.case_number for arrival in there)
    assert all(here[arrival.id].delivered_at is not None for arrival in there)


@pytest.mark.parametrize(
    ("patience", "doubled"), [(Patience(), True), (FOR_A_RECEIVER_THAT_FORGETS, False)], ids=["asking", "waiting"]
)
def test_where_the_receiver_does_not_know_repetitions_only_waiting_first_prevents_doubles(
    database: Database,
    seals: Seals,
    owing: Owing,
    clock: Clock,
    tmp_path: Path,
    patience: Patience,
    doubled: bool,
) -> None:
    place = tmp_path / "forgetful.sqlite"
    ids = owe_some(owing, 84, 500 if FULL else 60)
    clock.turn(seconds=60)
    with receiver_process(place, knows_repeats=False) as port:
        asyncio.run(send_all(database, seals, port, 84, clock, patience))
    there = arrivals(place, ids)
    assert {arrival.id for arrival in there} == set(ids)
    assert (len(there) > len(ids)) == doubled
