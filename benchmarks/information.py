"""Reading: information pages under load, beside the same bytes from a bare ASGI answer; memory and time to be ready.

The goal is nine tenths of the bare answer, which sends the same head and body; the two take turns, so that both have
the machine in the same mood. Memory is what all pages in all languages add once each has been read. The time to be
ready stands beside that of a Python which only loads the libraries that any portal of this kind is made of.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.serving import Load, answer, load, peak_memory, served
from locales import LANGUAGES
from portal.demo import settings_of
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import CAME_WITH_THE_PORTAL, Library
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrating import migrate

PORT = 8572
CLIENTS = 32
ROUNDS = 5
ANSWER = Path(tempfile.gettempdir()) / "settlement-portal-benchmark-answer"
SLUG = "introduction-programme"
LIBRARIES = (
    "import os, starlette.applications, jinja2, sqlalchemy, granian, babel.dates, cryptography.fernet; os._exit(0)"
)
# At once: the writer of the database would go on waiting.
READY = "import os; from portal.app import from_environment; from_environment(); os._exit(0)"
STARTS = 5


def bare_answer() -> Any:
    """An ASGI application that gives the bytes of ANSWER."""
    head, _end, body = ANSWER.read_bytes().partition(b"\r\n\r\n")
    lines = (line.partition(b": ") for line in head.split(b"\r\n")[1:])
    headers = [(name, value) for name, _colon, value in lines if name != b"date"]

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def main() -> None:
    """Measure, and print ratios."""
    began = time.perf_counter()
    Library((CAME_WITH_THE_PORTAL,)).look()
    sys.stdout.write(f"all pages read and checked in {time.perf_counter() - began:.2f} s\n")

    folder = Path(tempfile.mkdtemp())
    environment = {**settings_of(PORT), "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite'}"}
    database = Database.open(Settings.read(environment).database_url)
    migrate(database)
    database.close()
    _time_to_be_ready({**environment, "PORTAL_PORT": str(PORT)})
    with served("portal.app:from_environment", PORT, {**environment, "PORTAL_PORT": str(PORT)}) as process:
        ANSWER.write_bytes(asyncio.run(_once(_asked("uk", SLUG))))
        before = peak_memory(process)
        for language in LANGUAGES:
            for slug in NUMBERS:
                asyncio.run(_once(_asked(language, slug)))
        memory = peak_memory(process)
        with served("benchmarks.information:bare_answer", PORT + 1, {}):
            rounds = [(_load(PORT), _load(PORT + 1)) for _round in range(ROUNDS)]
    pages, bare = (statistics.median(load.per_second for load in loads) for loads in zip(*rounds, strict=True))
    ratio = statistics.median(page.per_second / bare.per_second for page, bare in rounds)
    sys.stdout.write(
        f"a page           {pages:8.0f}/s\n"
        f"the same bytes   {bare:8.0f}/s\n"
        f"ratio            {ratio:8.2f}, the middle one of {ROUNDS}\n"
        f"memory for all pages in all languages: {memory - before:.1f} MB on {before:.0f} MB\n"
    )


def _time_to_be_ready(environment: dict[str, str]) -> None:
    """The two take turns, from the start of Python to its end."""
    times: dict[str, list[float]] = {LIBRARIES: [], READY: []}
    for _start in range(STARTS):
        for what, seconds in times.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", what], env={**os.environ, **environment}, check=True)
            seconds.append(time.perf_counter() - began)
    libraries, ready = (statistics.median(seconds) for seconds in times.values())
    sys.stdout.write(
        f"ready to answer in {ready:.2f} s; its libraries alone {libraries:.2f} s; ratio {ready / libraries:.2f}\n"
    )


def _load(port: int) -> Load:
    return load(port, lambda _n: _asked("uk", SLUG), clients=CLIENTS, seconds=1.5)


async def _once(request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(request)
    head, body = await answer(reader)
    writer.close()
    return head + body


def _asked(language: str, slug: str) -> bytes:
    return (
        f"GET /{language}/information/{slug} HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\naccept-encoding: br\r\n\r\n"
    ).encode()
