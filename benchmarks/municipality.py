"""A municipality's queue: its first page, the next, and a search, with a thousand households and with a million.

The goal is 1.2 times at most: a page costs the same however many households there are. All of them belong to one
municipality, and all have the same given name: worse than anything that can happen.
"""

import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from forms.kit.answers import Answers, Person
from portal.demo import settings_of
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_case_words, municipal_cases
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns, queue, searching, settling
from portal.submissions.finding import looked_for, lookups
from portal.submissions.queue import Selection

FEW, MANY = 1_000, 1_000_000
AT_A_TIME = 50_000
BERGEN = "4601"
ROUNDS = 30
# Spreads numbers as keyed hashes are spread.
SCATTERED = 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251F86C6A11D0C18E95
BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure, and print ratios."""
    measure(FEW, MANY)


def measure(few: int, many: int) -> None:
    """The same pages with so many households, and with many more: the time, and the most memory that a page takes."""
    seals = Settings.read(settings_of(8574)).seals()
    costs = [_costs(seals, number) for number in (few, many)]
    for name, (fast, little) in costs[0].items():
        slow, much = costs[1][name]
        sys.stdout.write(
            f"{name:22} {few}: {fast * 1000:6.2f} ms {little / 1000:6.0f} kB   "
            f"{many}: {slow * 1000:6.2f} ms {much / 1000:6.0f} kB   {slow / fast:5.2f} times\n"
        )


def _costs(seals: Seals, number: int) -> dict[str, tuple[float, int]]:
    """Seconds and bytes, by what is asked."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'portal.sqlite'}")
        database.create_all()
        for first in range(0, number, AT_A_TIME):
            _fill(database, seals, range(first, min(first + AT_A_TIME, number)), wanted=number // 2)
        now = BEGINNING + timedelta(days=700)
        with database.reading() as connection:

            def page(after: str = "", **wanted: str) -> queue.Page:
                return queue.page(connection, seals, BERGEN, Selection(**wanted), staff="staff-x", after=after, now=now)

            def search(typed: str) -> queue.Page:
                return searching.search(connection, seals, BERGEN, typed, now=now)

            further = page().following
            asked: dict[str, Callable[[], Any]] = {
                "first page": page,
                "next page": lambda: page(after=further),
                "a rare selection": lambda: page(need="safety", size="6"),
                "how many of each": lambda: queue.counts(connection, BERGEN),
                "whose date is late": lambda: settling.late_cases(
                    connection, BERGEN, now.date(), timedelta(days=37), most=11
                ),
                "a whole name": lambda: search(f"Olena {_name(number // 2)}"),
                "a name that all have": lambda: search("Olena"),
            }
            assert len(search(f"Olena {_name(number // 2)}").lines) == 1
            found = {name: (_fastest(function), _peak(function)) for name, function in asked.items()}
        database.close()
    return found


def _fastest(function: Callable[[], Any]) -> float:
    """Of so many rounds, the one that nothing else on this machine has disturbed."""
    function()
    gc.collect()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return min(times)


def _peak(function: Callable[[], Any]) -> int:
    tracemalloc.start()
    function()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def _fill(database: Database, seals: Seals, numbers: range, *, wanted: int) -> None:
    """Households of which only those that any page can reach are sealed and found as in an installation."""
    given = next(iter(looked_for(seals, BERGEN, "Olena")))
    sent, cases, words = [], [], []
    details = b""
    for number in numbers:
        id_, at = f"{number:036}", BEGINNING + timedelta(seconds=number * 40)
        common = {"id": id_, "reference": f"{number:09}", "service": "x", "question_set": "2022-06", "languages": "uk"}
        looked_up = {"code_lookup": id_, "birth_lookup": id_, "submitted_at": at, "keep_until": at}
        sent.append({**common, **looked_up, "version": 1, "seal": "health"})
        if reached := number < 2 * queue.LOOKED_AT or number == wanted or not details:
            needs = ["daily_help"] if number % 7 == 0 else []
            details = concerns.sealed(seals, id_, {"needs": needs, "planned": {}, "unsettled": []})
        cases.append(_case(id_, number, at) | {"details": details})
        if reached:
            person = Person("1", {"name": {"given": "Olena", "family": _name(number)}})
            found_by = lookups(seals, BERGEN, Answers(people=[person]), f"{number:09}")
        else:
            found_by = {given, *(f"{(number + part) * SCATTERED % 2**256:064x}" for part in (1, 2))}
        words += [{"municipality": BERGEN, "lookup": each, "case_id": id_} for each in found_by]
    words.sort(key=lambda word: word["lookup"])
    with database.transaction() as connection:
        connection.exec_driver_sql("PRAGMA cache_size = -1000000")
        connection.execute(insert(submissions), sent)
        connection.execute(insert(municipal_cases), cases)
        connection.execute(insert(municipal_case_words), words)
        connection.exec_driver_sql("PRAGMA cache_size = -2000")


def _case(id_: str, number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": id_,
        "municipality": BERGEN,
        "submission_id": id_,
        "lives_there": True,
        "wishes_to": False,
        "has_found_home": False,
        "waiting_since": at,
        "people": 1 + number % 6,
        "minors": number % 3,
        "pets": number % 5 == 0,
        "permit_granted": number % 4 != 0,
        "unsettled": 1 + number % 6,
        "changed_at": at,
        "seal": "health",
    }


def _name(number: int) -> str:
    """A family name that nobody else has."""
    syllables = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")
    return "".join(syllables[int(digit)] for digit in f"{number:06}").capitalize()
