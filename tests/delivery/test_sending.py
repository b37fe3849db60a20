"""What is owed arrives: once, in order, with its receipt, and whatever is wrong with one matter stays with it."""

import asyncio
import json
import os
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Row, select, update

from integrations.case_system import AccessRefused, CaseSystem, Doubtful, Receipt, Refused, Unavailable
from integrations.case_system_standins import AcceptingCaseSystem, ExplodingCaseSystem, RefusingCaseSystem
from portal import delivery
from portal.delivery.patience import Patience
from portal.delivery.worker import Worker
from portal.storage.database import Database
from portal.storage.errands import errands, take_back
from portal.storage.sealing import Seals
from tests.delivery.conftest import Clock, Owing
from tests.receiver import Receiver, new_subject

FULL = os.environ.get("PORTAL_FULL") == "1"


@pytest.fixture
def worker_for(database: Database, seals: Seals, clock: Clock) -> Callable[[CaseSystem], Worker]:
    return lambda case_system: Worker(database, seals, case_system, clock=clock)


WorkerFor = Callable[[CaseSystem], Worker]


class Moody(AcceptingCaseSystem):
    """Raises what it is told to at each delivery, until there is nothing left to raise."""

    def __init__(self, *moods: Exception | None) -> None:
        super().__init__()
        self.moods = list(moods)
        self.asked_about: list[str] = []
        self.attempts: list[str] = []

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        self.attempts.append(record_id)
        mood = self.moods.pop(0) if self.moods else None
        if mood is not None:
            raise mood
        return await super().deliver(record_id, body)

    async def receipt(self, record_id: str) -> Receipt | None:
        self.asked_about.append(record_id)
        return await super().receipt(record_id)


def errand(database: Database, errand_id: object) -> Row[tuple[object, ...]]:
    with database.reading() as connection:
        return connection.execute(select(errands).where(errands.c.id == errand_id)).one()


def test_a_record_that_is_owed_arrives_as_it_was_and_its_receipt_is_kept(
    database: Database, owing: Owing, worker_for: WorkerFor, receiver: Receiver
) -> None:
    owed = owing()
    assert asyncio.run(worker_for(receiver.case_system).run_once()) == 1
    body = receiver.store.body_of(str(owed["id"]))
    assert body is not None
    assert json.loads(body) == owed
    kept = errand(database, owed["id"])
    assert kept.case_number == receiver.store.arrived()[0].case_number
    assert kept.receipt_at is not None
    assert kept.doubtful_since is None


def test_what_was_delivered_is_not_sent_again(owing: Owing, worker_for: WorkerFor, clock: Clock) -> None:
    case_system = Moody()
    owing()
    worker = worker_for(case_system)
    for _ in range(3):
        asyncio.run(worker.run_once())
        clock.turn(hours=1)
    assert len(case_system.attempts) == 1


def test_of_one_matter_the_earlier_goes_first(owing: Owing, worker_for: WorkerFor) -> None:
    case_system, subject = AcceptingCaseSystem(), new_subject()
    ids = [owing(subject)["id"] for _ in range(5)]
    worker = worker_for(case_system)
    for _ in range(5):
        assert asyncio.run(worker.run_once()) == 1
    assert list(case_system.bodies) == ids


def test_after_trouble_it_waits_longer_each_time(database: Database, owing: Owing, worker_for: WorkerFor) -> None:
    owed = owing()
    worker = worker_for(ExplodingCaseSystem())
    asyncio.run(worker._sender.send_once())
    kept = errand(database, owed["id"])
    assert kept.last_trouble == "no-connection"
    assert kept.doubtful_since is None
    patience = Patience()
    for attempts, seconds in [(1, 1), (2, 2), (5, 16), (10, 512), (11, 900), (300, 900)]:
        pause = patience.pause(attempts, None, doubtful=False).total_seconds()
        assert 0.8 * seconds <= pause <= seconds


@pytest.mark.parametrize(("told", "least", "most"), [(120, 120, 132), (0, 1, 1.1), (9_999_999, 3600, 3960)])
def test_it_waits_as_long_as_it_is_told_but_not_for_ever(told: float, least: float, most: float) -> None:
    assert least <= Patience().pause(7, told, doubtful=False).total_seconds() <= most


def test_a_doubt_is_settled_by_asking_before_anything_is_sent_again(
    owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    case_system = Moody(Doubtful("cut-off"))
    owed = owing()
    worker = worker_for(case_system)
    asyncio.run(worker.run_once())
    case_system.bodies[str(owed["id"])] = b"arrived all the same"
    clock.turn(minutes=1)
    asyncio.run(worker.run_once())
    assert case_system.asked_about == [owed["id"]]
    assert len(case_system.attempts) == 1


def test_what_did_not_arrive_is_sent_again_under_the_same_id_with_the_same_bytes(
    owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    case_system = Moody(Doubtful("too-slow"))
    owed = owing()
    worker = worker_for(case_system)
    asyncio.run(worker.run_once())
    clock.turn(minutes=1)
    asyncio.run(worker.run_once())
    assert case_system.attempts == [owed["id"], owed["id"]]
    assert json.loads(case_system.bodies[str(owed["id"])]) == owed


def test_a_clear_not_now_leaves_nothing_to_ask(owing: Owing, worker_for: WorkerFor, clock: Clock) -> None:
    case_system = Moody(Unavailable("status-503"))
    owing()
    worker = worker_for(case_system)
    asyncio.run(worker.run_once())
    clock.turn(minutes=1)
    asyncio.run(worker.run_once())
    assert case_system.asked_about == []
    assert len(case_system.bodies) == 1


def test_a_poisoned_record_stops_its_own_matter_and_delays_nobody(
    database: Database, owing: Owing, worker_for: WorkerFor
) -> None:
    poisoned, subject = Moody(Refused("status-400", "/data/reason")), new_subject()
    bad = owing(subject)
    owing(subject)
    others = [owing()["id"] for _ in range(10)]
    worker = worker_for(poisoned)
    asyncio.run(worker.run_once())
    assert set(poisoned.bodies) == set(others)
    asyncio.run(worker.run_once())
    assert poisoned.attempts.count(str(bad["id"])) == 1
    with database.reading() as connection:
        (seen,) = delivery.overview(connection).stopped
    assert (seen.id, seen.refused_reason, seen.refused_detail) == (bad["id"], "status-400", "/data/reason")
    assert "not as agreed" in str(seen.why)


def test_an_unexpected_fault_is_noted_and_does_not_stop_the_worker(
    owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    case_system = Moody(ZeroDivisionError("Olena"))
    for _ in range(2):
        owing()
    worker = worker_for(case_system)
    asyncio.run(worker.run_once())
    assert len(case_system.bodies) == 1
    clock.turn(minutes=1)
    asyncio.run(worker.run_once())
    assert len(case_system.bodies) == 2


def test_who_is_not_let_in_stops_sending_with_an_alarm_and_does_not_hammer(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    case_system = Moody(AccessRefused("grant-refused"))
    for _ in range(40):
        owing()
    worker = worker_for(case_system)
    for _ in range(5):
        asyncio.run(worker.run_once())
    assert len(case_system.attempts) == 1
    with database.reading() as connection:
        seen = delivery.overview(connection)
    assert [(alarm.name, alarm.detail) for alarm in seen.alarms] == [("not-let-in", "grant-refused")]
    assert (seen.waiting, seen.stopped) == (40, [])
    clock.turn(minutes=16)
    for _ in range(4):
        asyncio.run(worker.run_once())
    with database.reading() as connection:
        seen = delivery.overview(connection)
    assert (seen.waiting, seen.alarms) == (0, [])


def test_a_record_whose_stored_bytes_have_changed_is_never_sent(
    database: Database, owing: Owing, worker_for: WorkerFor
) -> None:
    case_system, owed = AcceptingCaseSystem(), owing()
    with database.transaction() as connection:
        connection.execute(update(errands).values(body=b"\x01\x04testforged bytes"))
    asyncio.run(worker_for(case_system).run_once())
    assert errand(database, owed["id"]).refused_reason == "unreadable-here"
    assert case_system.bodies == {}


def test_records_the_case_system_has_lost_are_sent_again_before_the_next(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock, receiver: Receiver
) -> None:
    subject = new_subject()
    first, second = owing(subject), owing(subject)
    worker = worker_for(receiver.case_system)
    for _ in range(2):
        asyncio.run(worker.run_once())
    for lost in (first, second):
        receiver.store.lose(str(lost["id"]))
    third = owing(subject)
    for _ in range(8):
        clock.turn(minutes=1)
        asyncio.run(worker.run_once())
    assert [arrival.id for arrival in receiver.store.arrived()] == [first["id"], second["id"], third["id"]]
    with database.reading() as connection:
        assert [alarm.name for alarm in delivery.overview(connection).alarms] == ["records-lost-there"]


def test_what_certainly_did_not_arrive_can_be_taken_back_and_is_never_sent(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    case_system = Moody(Unavailable("status-503"))
    owed = owing()
    worker = worker_for(case_system)
    asyncio.run(worker.run_once())
    with database.transaction() as connection:
        assert take_back(connection, str(owed["subject"]))
    clock.turn(hours=1)
    asyncio.run(worker.run_once())
    assert case_system.bodies == {}


def test_what_is_taken_back_while_a_worker_reaches_for_it_is_either_never_sent_or_known_to_be_on_its_way(
    database: Database, owing: Owing, worker_for: WorkerFor
) -> None:
    async def race(subject: str) -> tuple[bool, int]:
        case_system = AcceptingCaseSystem()
        sending = worker_for(case_system)._sender.send_once()
        taken_back, _ = await asyncio.gather(database.write(take_back, subject), sending)
        return taken_back, len(case_system.bodies)

    outcomes = {asyncio.run(race(str(owing()["subject"]))) for _ in range(1000 if FULL else 40)}
    assert outcomes <= {(True, 0), (False, 1)}


@pytest.mark.parametrize("mood", [Doubtful("cut-off"), None, Refused("conflict")])
def test_what_may_have_arrived_cannot_be_taken_back(
    database: Database, owing: Owing, worker_for: WorkerFor, mood: Exception | None
) -> None:
    owed = owing()
    asyncio.run(worker_for(Moody(mood)).run_once())
    with database.transaction() as connection:
        assert not take_back(connection, str(owed["subject"]))


def test_try_again_sends_a_stopped_record_as_if_for_the_first_time(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    owed = owing()
    asyncio.run(worker_for(RefusingCaseSystem()).run_once())
    with database.transaction() as connection:
        assert delivery.try_again(connection, str(owed["id"]), clock())
        assert not delivery.try_again(connection, str(owed["id"]), clock())
    case_system = AcceptingCaseSystem()
    asyncio.run(worker_for(case_system).run_once())
    assert list(case_system.bodies) == [owed["id"]]
    assert errand(database, owed["id"]).attempts == 1


def test_all_that_one_reason_stopped_can_be_tried_again_together(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    for _ in range(3):
        owing()
    asyncio.run(worker_for(Moody(*[Refused("status-403")] * 2, Refused("status-400"))).run_once())
    with database.transaction() as connection:
        assert delivery.try_all_again(connection, "status-403", clock()) == 2
        assert [one.refused_reason for one in delivery.overview(connection).stopped] == ["status-400"]


def test_setting_a_record_aside_takes_two_people(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    owed_id = str(owing()["id"])
    asyncio.run(worker_for(RefusingCaseSystem()).run_once())
    with database.transaction() as connection:
        with pytest.raises(delivery.NeedsAnotherPerson):
            delivery.set_aside(connection, owed_id, "staff-1", clock())
        assert delivery.ask_to_set_aside(connection, owed_id, "staff-1", "entered by hand")
        with pytest.raises(delivery.NeedsAnotherPerson):
            delivery.set_aside(connection, owed_id, "staff-1", clock())
        delivery.set_aside(connection, owed_id, "staff-2", clock())
        assert delivery.overview(connection).stopped == []
    case_system = AcceptingCaseSystem()
    clock.turn(hours=1)
    asyncio.run(worker_for(case_system).run_once())
    assert case_system.bodies == {}


def test_the_overview_says_how_it_stands_and_so_do_the_metrics(
    database: Database, owing: Owing, worker_for: WorkerFor
) -> None:
    for _ in range(3):
        owing()
    worker = worker_for(Moody(Unavailable("status-503"), Refused("status-413")))
    asyncio.run(worker.run_once())
    asyncio.run(worker._beat())
    with database.reading() as connection:
        seen = delivery.overview(connection)
    assert (seen.waiting, seen.delivered, len(seen.stopped)) == (1, 1, 1)
    assert seen.troubles == {"status-503": 1}
    assert seen.alive
    assert not seen.oldest_is_too_old
    text = delivery.metrics(seen)
    assert "settlement_records_waiting 1\n" in text
    assert 'settlement_records_in_trouble{reason="status-503"} 1\n' in text
    assert text.endswith("# EOF\n")


def test_seventy_two_hours_of_outage_need_no_hand_and_are_made_up_for_within_an_hour(
    database: Database, owing: Owing, worker_for: WorkerFor, clock: Clock
) -> None:
    for _ in range(10):
        owing()
    down, up = ExplodingCaseSystem(), AcceptingCaseSystem()
    broken = worker_for(down)._sender
    end = clock.now + timedelta(hours=72)
    while clock.now < end:
        while asyncio.run(broken.send_once()):
            continue
        clock.turn(minutes=14)
    returned = clock.now
    working = worker_for(up)._sender
    while len(up.bodies) < 10:
        asyncio.run(working.send_once())
        clock.turn(minutes=1)
    assert clock.now - returned <= timedelta(hours=1)
    with database.reading() as connection:
        assert (delivery.overview(connection).waiting, delivery.overview(connection).stopped) == (0, [])
