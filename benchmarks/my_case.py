"""After sending: the page of a case beside its own bytes from a bare ASGI answer, and how fast a year of news is kept.

A year is 35 000 applications with eight pieces of news each. PORTAL_SHARE says how much of it is applied to each
database (0.02, and the rest is reckoned; 1 is the whole year).
"""

import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from benchmarks.application import PAGE
from benchmarks.delivery import fresh
from benchmarks.serving import answer, load, served
from forms.kit.answers import Answers
from forms.kit.identifiers import duf_check_digits
from integrations.case_system import CaseEvent
from integrations.case_system_standins import AcceptingCaseSystem
from portal.delivery.events import nobody_listens, read_on
from portal.demo import SAMPLES, settings_of
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrating import migrate
from portal.submissions import drafts, sending
from portal.web import sessions
from portal.web.call import cookie_name
from portal.working import hearing_of

PORT = 8573
CLIENTS = 32
YEAR = 35_000
SHARE = float(os.environ.get("PORTAL_SHARE", "0.02"))
KINDS = (
    "case.opened",
    "permit.granted",
    "information.requested",
    "municipality.asked",
    "municipality.declined",
    "municipality.asked",
    "municipality.agreed",
    "case.closed",
)
NOW = datetime.now(UTC)


def main() -> None:
    """Measure, and print ratios."""
    folder = Path(tempfile.mkdtemp())
    environment = {**settings_of(PORT), "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite'}"}
    settings = Settings.read(environment)
    database = Database.open(settings.database_url)
    migrate(database)
    with database.transaction() as connection:
        sent = [_application(connection, settings, number) for number in range(CLIENTS)]
        cookies = [sessions.begin(connection, submission_id=each, shared_phone=False)[0] for each in sent]
    asyncio.run(_apply(database, settings, sent))
    database.close()
    asked = [_get("/uk/my-case", f"{cookie_name(settings)}={cookie}") for cookie in cookies]
    with served("portal.app:from_environment", PORT, {**environment, "PORTAL_PORT": str(PORT)}):
        PAGE.write_bytes(asyncio.run(_once(asked[0])))
        page = load(PORT, lambda n: asked[n], clients=CLIENTS)
    with served("benchmarks.application:bare_answer", PORT, {}):
        bare = load(PORT, lambda _n: _get("/", ""), clients=CLIENTS)
    sys.stdout.write(
        f"the page of a case        {page}\n"
        f"the same bytes, bare      {bare}\n"
        f"ratio                     {page.per_second / bare.per_second:8.4f}\n"
    )
    plain = _plain_rows(folder / "loop.sqlite", int(YEAR * SHARE) * len(KINDS))
    for name in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as kept, fresh(name, Path(kept)) as database:
            applied = _a_year(database, settings)
        sys.stdout.write(
            f"{name}: news kept {applied:.0f}/s; plain rows of that size in SQLite {plain:.0f}/s: "
            f"ratio {applied / plain:.2f}; a year of it {'took' if SHARE >= 1 else 'would take'} "
            f"{YEAR * len(KINDS) / applied:.0f} s\n"
        )


def _a_year(database: Database, settings: Settings) -> float:
    """Pieces of news kept a second, by our share of a year."""
    sent: list[str] = []
    while len(sent) < int(YEAR * SHARE):
        with database.transaction() as connection:
            sent += [_application(connection, settings, len(sent) + number) for number in range(100)]
    return asyncio.run(_apply(database, settings, sent))


def _application(connection: Connection, settings: Settings, number: int) -> str:
    """The first sample household, as somebody else each time: nobody applies 35 000 times."""
    seals = settings.seals()
    draft = drafts.begin(connection, seals, settings.question_set)
    household = json.loads(SAMPLES.read_text())[0]
    for place, person in enumerate(household["people"]):
        serial = f"2026{10 * number + place:06}"
        person["steps"]["numbers"]["numbers"] = [{"kind": "duf", "value": serial + duf_check_digits(serial)}]
        person["steps"]["name"] |= {"family": f"Kovalchuk {number}", "native_script": f"Ковальчук {number}"}
    draft.answers = Answers.from_json(household)
    sending.send(connection, seals, draft, language="uk", source=settings.source, today=NOW.date())
    return draft.id


async def _apply(database: Database, settings: Settings, sent: list[str]) -> float:
    """Pieces of news a second, read page by page and kept as the worker keeps them."""
    case_system, seals = AcceptingCaseSystem(), settings.seals()
    case_system.happened = [
        CaseEvent(str(uuid.uuid4()), kind, NOW + timedelta(hours=hour), submission_id, {"municipality": "4601"})
        for hour, kind in enumerate(KINDS)
        for submission_id in sent
    ]
    began = time.perf_counter()
    kept = await read_on(database, seals, case_system, hearing_of(seals, nobody_listens))
    assert kept == len(case_system.happened)
    return kept / (time.perf_counter() - began)


def _plain_rows(path: Path, rows: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma synchronous=extra")
    connection.execute("create table news (id text primary key, data blob)")
    began = time.perf_counter()
    for _page in range(rows // 100):
        connection.execute("begin immediate")
        made = [(str(uuid.uuid4()), os.urandom(120)) for _row in range(100)]
        connection.executemany("insert into news values (?, ?)", made)
        connection.execute("commit")
    return rows / (time.perf_counter() - began)


async def _once(request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(request)
    _head, body = await answer(reader)
    writer.close()
    return body


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\ncookie: {cookie}\r\n\r\n".encode()
