"""Invented figures of a year, so that the pages with figures show something: a few households would all be hidden."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from portal.storage import figures
from portal.storage.figures import NOW, Place
from portal.submissions.figures import STOCK

# How many people a month a municipality settles in the demo.
PACE = {"0301": 42, "4601": 31, "1103": 24, "5001": 17, "3305": 9, "4204": 6, "1508": 3}
SHARES: dict[str, dict[str, int]] = {
    "waiting_stage": {"received": 2, "with_directorate": 9, "needs_you": 2, "ready": 14, "asked": 11, "agreed": 22},
    "waiting_minor": {"adult": 38, "parent": 17, "accompanying_person": 4, "representative": 1},
    "spoken": {"uk": 17, "ru": 8, "ar": 3, "ti": 2},
    "interpreter": {"none": 6, "uk": 15, "ru": 6, "ar": 3},
    "applications": {"private": 24, "amot": 9, "reception_centre": 5, "other": 1},
    "changes": {"amended": 6, "withdrawn": 1, "another_place": 2},
    "settled_wait": {"3": 40, "6": 13, "12": 5, "longer": 1, "?": 1},
    "settled_minor": {"adult": 38, "parent": 17, "accompanying_person": 4, "representative": 1},
    "settled_place": {"same": 47, "another": 13},
}
# Years of age, and how many of some sixty people are of that age.
AGES = {"2": 3, "5": 2, "8": 6, "11": 4, "14": 4, "17": 3, "25": 9, "34": 14, "45": 9, "61": 4, "74": 2}
DAYS = {"decided_settled": 61, "decided_applied": 12, "applied_agreed": 19, "agreed_settled": 36}


def invent(connection: Connection, today: date) -> None:
    """A year of figures for some municipalities, the same on every machine."""
    counts: Counter[Place] = Counter()
    for back in range(13):
        months = today.year * 12 + today.month - 1 - back
        month = f"{months // 12}-{months % 12 + 1:02}"
        for place, number in _month(month, months):
            counts[place] += number
        if back == 0:
            counts.update({place._replace(month=NOW): n for place, n in _month(month, months) if place.figure in STOCK})
    figures.add(connection, counts)


def _month(month: str, number: int) -> Iterator[tuple[Place, int]]:
    for where, pace in PACE.items():
        people = pace + (number * 7 + int(where)) % (pace // 2 + 2)
        for figure, shares in SHARES.items():
            of_people = figure.startswith(("waiting", "settled"))
            for part, each in _split(people if of_people else people // 2, shares):
                yield Place(month, where, figure, part), each
        for figure in ("waiting_born", "settled_born"):
            for age, each in _split(people, AGES):
                yield Place(month, where, figure, str(int(month[:4]) - int(age))), each
        for part, days in DAYS.items():
            yield Place(month, where, "days", part), people * (days + number % 9)
            yield Place(month, where, "timed", part), people


def _split(whole: int, shares: dict[str, int]) -> Iterator[tuple[str, int]]:
    """`whole` in these shares; the largest takes what rounding leaves over."""
    largest, everything, left = max(shares, key=shares.__getitem__), sum(shares.values()), whole
    for part, share in shares.items():
        if part != largest:
            left -= whole * share // everything
            yield part, whole * share // everything
    yield largest, left
