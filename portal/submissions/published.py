"""The figures of a month as anybody may see them: small numbers are hidden alike on every page and in every file.

If a municipality's own page hid less than the open data do, the two together would give a hidden number away.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select

from portal.storage import figures
from portal.storage.figures import Place
from portal.submissions import small_numbers
from portal.submissions.counting import counted_at
from portal.submissions.small_numbers import LEAST, Sum

# The whole country, or all parts together.
ALL = "*"
ELSEWHERE = ""

# Figures with the same total: what hides the total of one hides it in all.
FAMILIES: dict[str, tuple[str, ...]] = {
    "waiting": ("waiting_stage", "waiting_age", "waiting_minor"),
    "households": ("spoken", "interpreter"),
    "settled": ("settled_wait", "settled_age", "settled_minor", "settled_place"),
    "applications": ("applications",),
    "changes": ("changes",),
}
BORN = {"waiting_age": "waiting_born", "settled_age": "settled_born"}
# The age that somebody reaches this year: in Norway that is what decides about school.
AGES = ((5, "0-5"), (12, "6-12"), (15, "13-15"), (18, "16-18"), (55, "19-55"), (200, "56-"))


class Cell(NamedTuple):
    """A number in a table: `part` may be ALL, and then `figure` is a family."""

    municipality: str
    figure: str
    part: str


@dataclass(frozen=True)
class Table:
    """One family of figures of one month. A number is None where it is hidden."""

    numbers: Mapping[Cell, int]
    hidden: frozenset[Cell]

    def shown(self, municipality: str, figure: str, part: str = ALL) -> int | None:
        cell = Cell(municipality, figure, part)
        return None if cell in self.hidden else self.numbers.get(cell, 0)

    def parts(self, municipality: str, figure: str) -> dict[str, int | None]:
        """Every part that occurs somewhere, hidden or not."""
        there = {cell.part for cell in self.numbers if cell.municipality == ALL and cell.figure == figure} - {ALL}
        return {part: self.shown(municipality, figure, part) for part in sorted(there)}

    def municipalities(self) -> list[str]:
        """Those that have a number at all."""
        return sorted({cell.municipality for cell in self.numbers} - {ALL, ELSEWHERE})


class Timing(NamedTuple):
    """How long one part of the way took on average, in months, and for how many people."""

    months: float
    people: int


DAYS_IN_A_MONTH = 365.25 / 12


def table(connection: Connection, month: str, family: str) -> Table:
    """A family of figures; made once after each count."""
    kept = _kept(connection)
    if (month, family) not in kept.tables:
        kept.tables[month, family] = made(_numbers(connection, month, family), family)
    return kept.tables[month, family]


def months(connection: Connection) -> list[str]:
    """The months that have figures, the newest first; looked for once after each count."""
    kept = _kept(connection)
    if kept.months is None:
        kept.months = figures.months(connection)
    return list(kept.months)


@dataclass
class Kept:
    """What was made of the figures since they were counted last."""

    counted: datetime | None
    tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    months: list[str] | None = None


_OF_DATABASES: WeakKeyDictionary[Engine, Kept] = WeakKeyDictionary()


def _kept(connection: Connection) -> Kept:
    counted = counted_at(connection)
    kept = _OF_DATABASES.get(connection.engine)
    if kept is None or kept.counted != counted:
        kept = _OF_DATABASES[connection.engine] = Kept(counted)
    return kept


def _numbers(connection: Connection, month: str, family: str) -> dict[Place, int]:
    plain = [figure for figure in FAMILIES[family] if figure not in BORN]
    numbers = figures.numbers_of(connection, month, plain)
    for figure in FAMILIES[family]:
        if figure in BORN:
            grouped = figures.by_age(connection, month, BORN[figure], AGES)
            numbers |= {place._replace(figure=figure): number for place, number in grouped.items()}
    return numbers


def made(numbers: Mapping[Place, int], family: str) -> Table:
    """The table of these counts, with what must not be shown."""
    cells: Counter[Cell] = Counter()
    first = FAMILIES[family][0]
    for place, number in numbers.items():
        for municipality in (place.municipality, ALL):
            cells[Cell(municipality, place.figure, place.part)] += number
            if place.figure == first:
                cells[Cell(municipality, family, ALL)] += number
    elsewhere = [cell for cell in cells if cell.municipality == ELSEWHERE]
    return Table(cells, frozenset(small_numbers.hidden(cells, _sums(cells, family), elsewhere)))


def _sums(cells: Iterable[Cell], family: str) -> Iterable[Sum[Cell]]:
    """Down the municipalities for each part, and across the parts of each figure for each municipality."""
    down: dict[tuple[str, str], list[Cell]] = {}
    across: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        if cell.municipality != ALL:
            down.setdefault((cell.figure, cell.part), []).append(cell)
        if cell.part != ALL:
            across.setdefault((cell.municipality, cell.figure), []).append(cell)
    for (figure, part), parts in down.items():
        yield Sum(Cell(ALL, figure, part), parts)
    for (municipality, _figure), parts in across.items():
        yield Sum(Cell(municipality, family, ALL), parts)


def timings(connection: Connection, month: str, municipality: str) -> dict[str, Timing]:
    """Each part of the way that at least five people went who were settled in this month."""
    rows = figures.figures.c
    query = select(rows.figure, rows.part, func.sum(rows.number).label("number"))
    query = query.where(rows.month == month, rows.figure.in_(["days", "timed"])).group_by(rows.figure, rows.part)
    if municipality != ALL:
        query = query.where(rows.municipality == municipality)
    found = {(row.figure, row.part): row.number for row in connection.execute(query)}
    return {
        part: Timing(round(found.get(("days", part), 0) / people / DAYS_IN_A_MONTH, 1), people)
        for (figure, part), people in found.items()
        if figure == "timed" and people >= LEAST
    }
