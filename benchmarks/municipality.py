"""A municipality's queue: its first page, the next, and a search, with a thousand households and with a million.

The goal is 1.2 times at most: a page costs the same however many households there are. All of them belong to one
municipality, and all have the same given name: worse than anything that can happen.
"""

import gc
import statistics
import sys
import tempfile
import time
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
from portal.submissions import concerns, queue
from portal.submissions.finding import lookups
from portal.submissions.queue import Selection

FEW, MANY = 1_000, 1_000_000
AT_A_TIME = 5_000
BERGEN = "4601"
ROUNDS = 30
BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure, and print ratios."""
    measure(FEW, MANY)


def measure(few: int, many: int) -> None:
    """The same pages with so many households, and with many more."""
    seals = Settings.read(settings_of(8574)).seals()
    times = [_times(seals, number) for number in (few, many)]
    for name, fast in times[0].items():
        slow = times[1][name]
        sys.stdout.write(
            f"{name:28} {few}: {fast * 1000:7.2f} ms   {many}: {slow * 1000:7.2f} ms   {slow / fast:5.2f} times\n"
        )


def _times(seals: Seals, number: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{Path(folder) / 'portal.sqlite'}")
        database.create_all()
        for first in range(0, number, AT_A_TIME):
            _fill(database, seals, range(first, min(first + AT_A_TIME, number)))
        now = BEGINNING + timedelta(days=700)
        with database.reading() as connection:

            def page(**wanted: str) -> queue.Page:
                chosen = Selection(**{name: value for name, value in wanted.items() if name != "after"})
                after = wanted.get("after", "")
                return queue.page(connection, seals, BERGEN, chosen, staff="staff-x", after=after, now=now)

            further = page().following
            asked: dict[str, Callable[[], Any]] = {
                "first page": page,
                "next page": lambda: page(after=further),
                "a rare selection": lambda: page(need="safety", size="6"),
                "how many of each": lambda: queue.counts(connection, BERGEN),
                "search by name": lambda: queue.search(
                    connection, seals, BERGEN, f"Olena {_name(number // 2)}", now=now
                ),
            }
            found = {name: _median(function) for name, function in asked.items()}
        database.close()
    return found


def _median(function: Callable[[], Any]) -> float:
    function()
    gc.collect()
    times = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        function()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _fill(database: Database, seals: Seals, numbers: range) -> None:
    sent, cases, words = [], [], []
    for number in numbers:
        id_, at = f"{number:036}", BEGINNING + timedelta(seconds=number * 40)
        common = {"id": id_, "reference": f"{number:09}", "service": "x", "question_set": "2022-06", "languages": "uk"}
        looked_up = {"code_lookup": id_, "birth_lookup": id_, "submitted_at": at, "keep_until": at}
        sent.append({**common, **looked_up, "version": 1, "seal": "health"})
        details = {"needs": ["daily_help"] if number % 7 == 0 else [], "planned": {}, "unsettled": []}
        cases.append(
            {
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
                "details": concerns.sealed(seals, id_, details),
            }
        )
        person = Person("1", {"name": {"given": "Olena", "family": _name(number)}})
        found_by = lookups(seals, BERGEN, Answers(people=[person]), f"{number:09}")
        words += [{"municipality": BERGEN, "lookup": each, "case_id": id_} for each in sorted(found_by)]
    with database.transaction() as connection:
        connection.execute(insert(submissions), sent)
        connection.execute(insert(municipal_cases), cases)
        connection.execute(insert(municipal_case_words), words)


def _name(number: int) -> str:
    """A family name that few others have."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:06}").capitalize()
