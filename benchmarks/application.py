"""The application under load: a page, a step that is saved, and sending; each against the least that could be done.

Baselines: the same bytes from a bare ASGI answer on the same server; a loop that commits 4 kB rows one by one to the
same kind of database; the memory of the server that gives the bare answer.
"""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from forms.kit.answers import Answers
from portal.demo import SAMPLES, settings_of
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrating import migrate
from portal.submissions import drafts, sending
from portal.web import forgery, sessions

PORT = 8571
CLIENTS = 32
PAGE = Path(tempfile.gettempdir()) / "settlement-portal-benchmark-page"


def bare_answer() -> Any:
    """An ASGI application that gives the bytes of PAGE."""
    body = PAGE.read_bytes()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def main() -> None:
    """Measure, and print ratios."""
    from benchmarks.serving import load, peak_memory, served

    folder = Path(tempfile.mkdtemp())
    environment = {**settings_of(PORT), "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite'}"}
    settings = Settings.read(environment)
    database = Database.open(settings.database_url)
    migrate(database)
    visits = [_visit(database, settings) for _client in range(CLIENTS)]
    with served("portal.app:from_environment", PORT, {**environment, "PORTAL_PORT": str(PORT)}) as process:
        asked = _get("/uk/apply/person/1/permit", visits[0][0])
        PAGE.write_bytes(asyncio.run(_once(asked)))
        page = load(PORT, lambda n: _get("/uk/apply/person/1/permit", visits[n][0]), clients=CLIENTS)
        step = load(PORT, lambda n: _post(*visits[n]), clients=CLIENTS, status=b"303")
        memory = peak_memory(process)
    with served("benchmarks.application:bare_answer", PORT, {}) as process:
        bare = load(PORT, lambda _n: _get("/", ""), clients=CLIENTS)
        bare_memory = peak_memory(process)
    loop = _commit_loop(folder / "loop.sqlite")
    sent = asyncio.run(_send_many(database, settings))
    database.close()
    _say("a page of a draft", page, "the same bytes, bare", bare, page.per_second / bare.per_second)
    _say("a step saved and sealed", step, "a loop of plain commits", f"{loop:8.0f}/s", step.per_second / loop)
    _say("an application sent", f"{sent:8.0f}/s", "a loop of plain commits", f"{loop:8.0f}/s", sent / loop)
    _say("peak memory", f"{memory:8.0f} MB", "the bare server", f"{bare_memory:8.0f} MB", memory / bare_memory)


def _visit(database: Database, settings: Settings) -> tuple[str, str, str]:
    """Cookie, forgery token and what a page of the step would carry, for a draft of its own."""
    import json

    seals = settings.seals()
    with database.transaction() as connection:
        draft = drafts.begin(connection, seals, settings.question_set)
        draft.answers = Answers.from_json(json.loads(SAMPLES.read_text())[0])
        drafts.save(connection, seals, draft)
        cookie, session = sessions.begin(connection, draft_id=draft.id, shared_phone=False)
    return cookie, forgery.token(settings.token_key, session), ""


def _get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: session={cookie}\r\n\r\n".encode()


def _post(cookie: str, token: str, seen: str) -> bytes:
    # Saving the same answer again is a whole save: read, open, validate, seal, commit.
    fields = {"forgery": token, "seen": seen, "status": "granted", "ground": "collective_protection"}
    fields |= {"decided_on-day": "20", "decided_on-month": "9", "decided_on-year": "2026"}
    fields |= {"informed_on-day": "28", "informed_on-month": "9", "informed_on-year": "2026"}
    body = urlencode(fields).encode()
    head = (
        "POST /uk/apply/person/1/permit HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: session={cookie}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    return head.encode() + body


async def _once(request: bytes) -> bytes:
    from benchmarks.serving import answer

    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(request)
    _head, body = await answer(reader)
    writer.close()
    return body


def _commit_loop(file: Path, seconds: float = 3.0) -> float:
    """4 kB rows, one commit each, with the portal's own durability; commits per second."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; CREATE TABLE rows (body BLOB)")
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO rows VALUES (?)", (os.urandom(4096),))
        connection.execute("COMMIT")
        done += 1
    return done / (time.perf_counter() - began)


async def _send_many(database: Database, settings: Settings, how_many: int = 400) -> float:
    """Applications sent per second, by 32 at once."""
    import json
    from datetime import UTC, datetime

    sample, seals = json.loads(SAMPLES.read_text())[0], settings.seals()
    waiting = []
    with database.transaction() as connection:
        for _each in range(how_many):
            draft = drafts.begin(connection, seals, settings.question_set)
            draft.answers = Answers.from_json(sample)
            waiting.append(draft)
    gate = asyncio.Semaphore(CLIENTS)

    async def one(draft: drafts.Draft) -> None:
        async with gate:
            await database.write(
                lambda connection: sending.send(
                    connection, seals, draft, language="uk", source="urn:benchmark", today=datetime.now(UTC).date()
                )
            )

    began = time.perf_counter()
    await asyncio.gather(*(one(draft) for draft in waiting))
    return how_many / (time.perf_counter() - began)


def _say(what: str, figure: object, baseline: str, other: object, ratio: float) -> None:
    sys.stdout.write(f"  {what:24} {figure}\n  {baseline:24} {other}\n  {'ratio':24} {ratio:8.2f}\n")
