"""A municipality's queue on both databases: its first page, the next, and a search, with a thousand households and with
a million; and whether somebody has applied twice.

The goal is 1.2 times at most: a page costs the same however many households there are. All of them belong to one
municipality, and all have the same given name: worse than anything that can happen.
"""

import gc
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.delivery import fresh
from forms.kit.answers import Answers, Person
from portal.demo import settings_of
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_case_words, municipal_cases
from portal.storage.sealing import Seals
from portal.storage.submissions import same_person, submissions
from portal.submissions import concerns, duplicates, queue, searching, settling
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
    for name in ("sqlite", "postgresql"):
        sys.stdout.write(f"{name}\n")
        measure(name, FEW, MANY)


def measure(kind: str, few: int, many: int) -> None:
    """The same pages with so many households, and with many more: the time, and the most memory that a page takes.

    The two take turns, so that both have the machine in the same mood.
    """
    seals = Settings.read(settings_of(8574)).seals()
    with ExitStack() as opened:
        fast, slow = (opened.enter_context(_asked(kind, seals, number)) for number in (few, many))
        for name in fast:
            among_few, among_many = _fastest(fast[name], slow[name])
            sys.stdout.write(
                f"{name:22} {few}: {among_few * 1000:6.2f} ms {_peak(fast[name]) / 1000:6.0f} kB   "
                f"{many}: {among_many * 1000:6.2f} ms {_peak(slow[name]) / 1000:6.0f} kB   "
                f"{among_many / among_few:5.2f} times\n"
            )


@contextmanager
def _asked(kind: str, seals: Seals, number: int) -> Iterator[dict[str, Callable[[], Any]]]:
    """What is asked of a database with so many households."""
    with tempfile.TemporaryDirectory() as folder, fresh(kind, Path(folder)) as database:
        for first in range(0, number, AT_A_TIME):
            _fill(database, seals, range(first, min(first + AT_A_TIME, number)), wanted=number // 2)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # As an installation does by itself.
            connection.execute(text("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE"))
        now = BEGINNING + timedelta(days=700)
        with database.reading() as connection:

            def page(after: str = "", **wanted: str) -> queue.Page:
                return queue.page(connection, seals, BERGEN, Selection(**wanted), staff="staff-x", after=after, now=now)

            def search(typed: str) -> queue.Page:
                return searching.search(connection, seals, BERGEN, typed, now=now)

            further, one = page().following, _name(number // 2)
            twice = _household(number // 2)
            assert duplicates.exists(connection, seals, twice, "another")
            assert len(search(f"Olena {one}").lines) == 1
            yield {
                "first page": page,
                "next page": lambda: page(after=further),
                "a rare selection": lambda: page(need="safety", size="6"),
                "how many of each": lambda: queue.counts(connection, BERGEN),
                "whose date is late": lambda: settling.late_cases(
                    connection, BERGEN, now.date(), timedelta(days=37), most=11
                ),
                "a whole name": lambda: search(f"Olena {one}"),
                "a name that all have": lambda: search("Olena"),
                "applied twice": lambda: duplicates.exists(connection, seals, twice, "another"),
            }


def _fastest(*functions: Callable[[], Any]) -> list[float]:
    """Of so many rounds, for each the one that nothing else on this machine has disturbed."""
    for function in functions:
        function()
    gc.collect()
    times: list[list[float]] = [[] for _function in functions]
    for _round in range(ROUNDS):
        for function, took in zip(functions, times, strict=True):
            began = time.perf_counter()
            function()
            took.append(time.perf_counter() - began)
    return [min(took) for took in times]


def _peak(function: Callable[[], Any]) -> int:
    tracemalloc.start()
    function()
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def _fill(database: Database, seals: Seals, numbers: range, *, wanted: int) -> None:
    """Households of which only those that any page can reach are sealed and found as in an installation."""
    given = next(iter(looked_for(seals, BERGEN, "Olena")))
    sent, cases, words, people = [], [], [], []
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
            found_by = lookups(seals, BERGEN, _household(number), f"{number:09}")
            people += [{"submission_id": id_, "lookup": each} for each in duplicates.lookups(seals, _household(number))]
        else:
            found_by = {given, *(_scattered(number + part) for part in (1, 2))}
            people.append({"submission_id": id_, "lookup": _scattered(number + 3)})
        words += [{"municipality": BERGEN, "lookup": each, "case_id": id_} for each in found_by]
    words.sort(key=lambda word: word["lookup"])
    with database.transaction() as connection:
        if database.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -1000000")
        connection.execute(insert(submissions), sent)
        connection.execute(insert(municipal_cases), cases)
        connection.execute(insert(municipal_case_words), words)
        connection.execute(insert(same_person), [{**each, "shared": False} for each in people])
        if database.dialect == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -2000")


def _household(number: int) -> Answers:
    name = {"given": "Olena", "family": _name(number)}
    return Answers(household={"start": {"born": "1990-05-17"}}, people=[Person("1", {"name": name})])


def _scattered(number: int) -> str:
    return f"{number * SCATTERED % 2**256:064x}"


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
