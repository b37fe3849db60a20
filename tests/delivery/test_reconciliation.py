"""Each night we compare with the case system; every difference is listed for a person, and little is done by itself."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

from sqlalchemy import select, update

from integrations.case_system_standins import AcceptingCaseSystem
from portal import delivery
from portal.delivery.reconciliation import reconcile, reconcile_tonight
from portal.delivery.worker import Worker
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.watch import last_findings
from tests.delivery.conftest import Clock, Owing
from tests.receiver import Receiver, new_subject


def deliver_all(worker: Worker) -> None:
    while asyncio.run(worker._sender.send_once()):
        continue


def test_fifty_seeded_differences_are_all_found_and_nothing_else(
    database: Database, seals: Seals, owing: Owing, clock: Clock
) -> None:
    case_system = AcceptingCaseSystem()
    ids = [str(owing()["id"]) for _ in range(300)]
    deliver_all(Worker(database, seals, case_system, clock=clock))
    picked = random.Random(7).sample(ids, 50)
    lost, renumbered, otherwhen, refused = picked[:20], picked[20:35], picked[35:45], picked[45:]
    with database.transaction() as connection:
        for change, changed in (
            ({"case_number": "2026/999999"}, renumbered),
            ({"receipt_at": clock()}, otherwhen),
            ({"delivered_at": None, "refused_at": clock(), "refused_reason": "status-400"}, refused),
        ):
            connection.execute(update(errands).where(errands.c.id.in_(changed)).values(change))
    for errand_id in lost:
        del case_system.bodies[errand_id]
    found = asyncio.run(reconcile(database, case_system, clock() - timedelta(days=1), clock()))
    assert Counter(finding.kind for finding in found) == {"missing": 20, "differing": 25, "unexpected": 5}
    assert {finding.about for finding in found} == set(picked)
    with database.reading() as connection:
        assert last_findings(connection) == found


def test_what_is_provably_missing_is_sent_again_and_the_next_comparison_is_clean(
    database: Database, seals: Seals, owing: Owing, clock: Clock, receiver: Receiver
) -> None:
    worker = Worker(database, seals, receiver.case_system, clock=clock)
    owed = [owing() for _ in range(3)]
    deliver_all(worker)
    receiver.store.lose(str(owed[1]["id"]))
    asyncio.run(reconcile(database, receiver.case_system, clock() - timedelta(days=1), clock()))
    deliver_all(worker)
    assert {arrival.id for arrival in receiver.store.arrived()} == {one["id"] for one in owed}
    assert asyncio.run(reconcile(database, receiver.case_system, clock() - timedelta(days=1), clock())) == []


def test_what_differs_is_reported_and_not_touched(database: Database, seals: Seals, owing: Owing, clock: Clock) -> None:
    case_system = AcceptingCaseSystem()
    owing()
    deliver_all(Worker(database, seals, case_system, clock=clock))
    with database.transaction() as connection:
        connection.execute(update(errands).values(case_number="2026/999999"))
    with database.reading() as connection:
        before = connection.execute(select(errands)).all()
    asyncio.run(reconcile(database, case_system, clock() - timedelta(days=1), clock()))
    with database.reading() as connection:
        assert connection.execute(select(errands)).all() == before


def test_one_matter_with_two_case_numbers_is_reported(
    database: Database, seals: Seals, owing: Owing, clock: Clock
) -> None:
    subject = new_subject()
    owing(subject)
    owing(subject)
    # This stand-in gives each record a number of its own, as a receiver does that opened the case twice.
    case_system = AcceptingCaseSystem()
    deliver_all(Worker(database, seals, case_system, clock=clock))
    found = asyncio.run(reconcile(database, case_system, clock() - timedelta(days=1), clock()))
    assert [(finding.kind, finding.about) for finding in found] == [("several-cases", subject)]


def test_it_happens_once_a_night_whichever_worker_comes_first(database: Database, clock: Clock) -> None:
    case_system = AcceptingCaseSystem()
    night = clock.now.replace(hour=2)
    assert asyncio.run(reconcile_tonight(database, case_system, night.replace(hour=1))) is None
    assert asyncio.run(reconcile_tonight(database, case_system, night)) == []
    assert asyncio.run(reconcile_tonight(database, case_system, night)) is None
    assert asyncio.run(reconcile_tonight(database, case_system, night + timedelta(days=1))) == []
    with database.reading() as connection:
        assert delivery.overview(connection).findings == []
