"""A sender that dies, or freezes, at a marked point: run in a process of its own."""

import asyncio
import json
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, func, insert, select

from integrations.case_system import EventPage, Receipt
from integrations.case_system_demo_store import CaseStore
from portal.delivery.sender import Sender
from portal.storage.database import Database
from portal.storage.errands import errands, next_sequence, owe, waiting
from portal.storage.sealing import KINDS, KeyRing, Seals
from tests.delivery.conftest import LATER
from tests.receiver import new_subject, record

# What an errand tells of: written in the same transaction, and there or not there together with it.
told = Table("told_for_tests", MetaData(), Column("errand_id", String(36), primary_key=True))

MARKS = (
    "owe_three not yet committed",
    "owe_three committed",
    "claim not yet committed",
    "claim committed",
    "arrived there",
    "answer back here",
    "note not yet committed",
    "note committed",
)


def seals_for_both() -> Seals:
    """The same keys in the process that dies and in the one that comes after."""
    return Seals({kind: KeyRing("test", {"test": f"key for {kind:>24}".encode()}) for kind in KINDS}, b"lookup")


class Doom:
    """Sends itself a signal when a mark is passed for the so-manieth time."""

    def __init__(self, mark: str, passing: int, by: signal.Signals) -> None:
        self._mark = mark
        self._left = passing
        self._by = by

    def pass_by(self, mark: str) -> None:
        self._left -= mark == self._mark
        if self._left == 0 and mark == self._mark:
            os.kill(os.getpid(), self._by)


class DoomedDatabase(Database):
    """Passes a mark before and after each commit."""

    doom: Doom

    async def write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def job(connection: Connection) -> Any:
            result = function(connection, *args, **kwargs)
            self.doom.pass_by(f"{function.__name__} not yet committed")
            return result

        result = await super().write(job)
        self.doom.pass_by(f"{function.__name__} committed")
        return result


class StoredCaseSystem:
    """The demo's case system without the line in between; passes a mark on either side of the answer."""

    def __init__(self, place: str, doom: Doom) -> None:
        self._store = CaseStore(place)
        self._doom = doom

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        said, _ = self._store.receive(json.loads(body), body)
        self._doom.pass_by("arrived there")
        await asyncio.sleep(0)
        self._doom.pass_by("answer back here")
        return _receipt(said)

    async def receipt(self, record_id: str) -> Receipt | None:
        said = self._store.receipt(record_id)
        return None if said is None else _receipt(said)

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        return EventPage([], after or "")

    def close(self) -> None:
        self._store.close()


def live(url: str, place: str, mark: str, passing: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Owe three records and send them; what happens at the mark happens."""
    database = DoomedDatabase.open(url)
    assert isinstance(database, DoomedDatabase)
    database.doom = Doom(mark, passing, by)
    case_system = StoredCaseSystem(place, database.doom)

    async def owe_and_send() -> None:
        await database.write(owe_three, seals_for_both())
        sender = Sender(database, seals_for_both(), case_system)
        while await sender.send_once():
            continue

    asyncio.run(owe_and_send())


def owe_three(connection: Connection, seals: Seals) -> None:
    subject = new_subject()
    for each in (subject, subject, new_subject()):
        owed = record(each, next_sequence(connection, each))
        connection.execute(insert(told).values(errand_id=owed["id"]))
        owe(connection, seals, owed, "health", LATER)


def send_the_rest(database: Database, place: str, now: datetime) -> None:
    """Another worker comes, after every lease has ended, and works until nothing is left."""
    case_system = StoredCaseSystem(place, Doom("none", 1, signal.SIGKILL))
    sender = Sender(database, seals_for_both(), case_system, clock=lambda: now + timedelta(hours=1))

    async def send() -> None:
        # PostgreSQL may take a moment to see that somebody has died, and to let go of what he held.
        for _ in range(500):
            await sender.send_once()
            if not await database.read(how_many_wait):
                return
            await asyncio.sleep(0.01)

    asyncio.run(send())
    case_system.close()


def how_many_wait(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(errands).where(waiting)).scalar_one()


def _receipt(said: dict[str, str]) -> Receipt:
    return Receipt(said["id"], said["case_number"], datetime.fromisoformat(said["received_at"]))
