"""Reading: information pages under load, beside the same bytes from a bare ASGI answer; memory and time to be ready.

The goal is nine tenths of the bare answer. Memory is what all pages in all languages add once each has been read.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.application import PAGE
from benchmarks.serving import answer, load, peak_memory, served
from locales import LANGUAGES
from portal.demo import settings_of
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import CAME_WITH_THE_PORTAL, Library
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.migrating import migrate

PORT = 8572
CLIENTS = 32
SLUG = "introduction-programme"


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
    with served("portal.app:from_environment", PORT, {**environment, "PORTAL_PORT": str(PORT)}) as process:
        PAGE.write_bytes(asyncio.run(_once(_asked("uk", SLUG))))
        before = peak_memory(process)
        for language in LANGUAGES:
            for slug in NUMBERS:
                asyncio.run(_once(_asked(language, slug)))
        memory = peak_memory(process)
        pages = load(PORT, lambda _n: _asked("uk", SLUG), clients=CLIENTS)
    with served("benchmarks.application:bare_answer", PORT, {}) as process:
        bare = load(PORT, lambda _n: _asked("uk", SLUG), clients=CLIENTS)
    sys.stdout.write(
        f"a page           {pages}\n"
        f"the same bytes   {bare}\n"
        f"ratio            {pages.per_second / bare.per_second:8.2f}\n"
        f"memory for all pages in all languages: {memory - before:.1f} MB on {before:.0f} MB\n"
    )


async def _once(request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(request)
    _head, body = await answer(reader)
    writer.close()
    return body


def _asked(language: str, slug: str) -> bytes:
    return (
        f"GET /{language}/information/{slug} HTTP/1.1\r\nhost: 127.0.0.1:{PORT}\r\naccept-encoding: br\r\n\r\n"
    ).encode()
