"""The page with figures at a thousand and at a million applications, and a hundred thousand rows as a file."""

import asyncio
import base64
import random
import secrets
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import insert

from forms.codes.municipality_codes import municipalities
from portal.app import create_app
from portal.settings import Settings
from portal.storage import figures
from portal.storage.database import Database
from portal.storage.figures import NOW, Place
from portal.storage.sealing import KINDS, KeyRing
from portal.storage.submissions import submissions
from portal.submissions.figures import STOCK
from portal.web.downloaded_tables import Row, as_csv, as_xlsx

FEW, MANY = 1_000, 1_000_000
MONTHS = [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)]
PARTS = {
    "applications": ("private", "amot"),
    "waiting_stage": ("received", "ready", "asked", "agreed"),
    "waiting_born": tuple(map(str, range(1940, 2026))),
    "waiting_minor": ("adult", "parent", "accompanying_person"),
    "spoken": ("uk", "ru", "ar", "ti"),
    "interpreter": ("none", "uk", "ru"),
    "settled_wait": ("3", "6", "12", "longer"),
    "settled_born": tuple(map(str, range(1940, 2026))),
    "settled_minor": ("adult", "parent", "accompanying_person"),
    "settled_place": ("same", "another"),
    "changes": ("amended", "withdrawn"),
}
A_MANY = 5_000


def main() -> None:
    for number in (FEW, MANY):
        with tempfile.TemporaryDirectory() as folder:
            first, after = asyncio.run(_page(Path(folder), number))
        sys.stdout.write(f"  {number:9,} applications: first {first:7.1f} ms, then median {after:6.1f} ms\n")
    for name, written in (("CSV", as_csv), ("XLSX", as_xlsx)):
        few, many = _peak(written, 1_000), _peak(written, 100_000)
        sys.stdout.write(f"  {name:5} 1,000 rows: peak {few:5.1f} MB   100,000 rows: peak {many:5.1f} MB\n")


async def _page(folder: Path, number: int) -> tuple[float, float]:
    """Milliseconds of the first view of the page after a count, and the median of the next twenty."""
    database = Database.open(f"sqlite:///{folder / 'portal.sqlite'}")
    database.create_all()
    _fill(database, number)
    settings = _settings()
    transport = httpx.ASGITransport(app=create_app(settings, database))  # type: ignore[arg-type]
    times = []
    async with httpx.AsyncClient(transport=transport, base_url=settings.origin) as client:
        for _time in range(21):
            began = time.perf_counter()
            answer = await client.get("/nb/figures?month=2026-09")
            times.append((time.perf_counter() - began) * 1000)
            answer.raise_for_status()
    database.close()
    return times[0], statistics.median(times[1:])


def _fill(database: Database, number: int) -> None:
    """So many applications, and figures that each of them has added to."""
    dice, places = random.Random(7), list(municipalities)[1:]
    now = datetime.now(UTC)
    for begin in range(0, number, A_MANY):
        rows = [
            {
                "id": f"{each:036}",
                "reference": f"{each:09}",
                "service": "settlement",
                "question_set": "2022-06",
                "languages": "uk",
                "version": 1,
                "seal": "health",
                "code_lookup": str(each),
                "birth_lookup": "",
                "submitted_at": now,
                "keep_until": now,
            }
            for each in range(begin, min(begin + A_MANY, number))
        ]
        with database.transaction() as connection:
            connection.execute(insert(submissions), rows)
    counts: Counter[Place] = Counter()
    for _household in range(number):
        where, month = dice.choice(places), dice.choice(MONTHS)
        for figure, parts in PARTS.items():
            counts[
                Place(NOW if figure in STOCK and dice.random() < 0.1 else month, where, figure, dice.choice(parts))
            ] += 1
    with database.transaction() as connection:
        figures.add(connection, counts)


def _peak(written: Callable[[Iterable[Row]], Iterator[bytes]], number: int) -> float:
    """The most memory, in MB, while so many rows are written."""
    tracemalloc.start()
    for _piece in written([f"rad {each}", each, "Олена Шевченко", "Bergen", "uk", 1989] for each in range(number)):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1024 / 1024


def _settings() -> Settings:
    def key() -> bytes:
        return secrets.token_bytes(32)

    rings = {kind: KeyRing.parse(f"1:{base64.b64encode(key()).decode()}", kind) for kind in KINDS}
    hosts = frozenset({"portal.test"})
    return Settings("test", "https://portal.test", "", rings, key(), key(), hosts=hosts)
