"""The sections of a page of figures: each a title, a definition, and a table that is drawn as bars too."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from sqlalchemy import Connection

from locales import lazy as _
from locales import written
from portal.pages.figures.words import BY_MONTH, FIGURES, NOT_KNOWN, PLACES, TIMES, Words, label_of
from portal.submissions.figures import ADULT, UNKNOWN
from portal.submissions.published import FAMILIES, Table, table, timings
from portal.submissions.published_places import Places, places

NOT_SHOWN = _("not shown")
AT_LEAST, AT_MOST = _("at least %(n)s"), _("at most %(n)s")
MONTHS_BACK = 12
LONGEST_BAR = 70
# Text in a drawing does not break by itself: so many characters fit into a line on the narrowest phone.
CHARACTERS, LINE, BAR = 32, 20, 30


@dataclass(frozen=True)
class Drawn:
    """A row as a bar: each line of its label with its height in the drawing, and where the bar begins."""

    row: "Row"
    lines: list[tuple[str, int]]
    top: int


@dataclass(frozen=True)
class Row:
    """A line of a table: `number` as it is read, and the length of its bar in percent; None where it is not shown."""

    label: str
    number: str
    bar: float | None
    more: str = ""


@dataclass(frozen=True)
class Section:
    """`id` is the figure's; `more` heads a further column, where there is one."""

    id: str
    words: Words
    rows: list[Row]
    total: str = ""
    more: str = ""

    @property
    def drawn(self) -> list[Drawn]:
        """The rows as bars below one another."""
        found, top = [], 0
        for row in self.rows:
            lines = textwrap.wrap(row.label, CHARACTERS)
            heights = [top + LINE * number - 4 for number in range(1, len(lines) + 1)]
            found.append(Drawn(row, list(zip(lines, heights, strict=True)), top + LINE * len(lines)))
            top = found[-1].top + BAR
        return found

    @property
    def height(self) -> int:
        """Of the drawing, in pixels."""
        return self.drawn[-1].top + BAR if self.rows else 0


@dataclass(frozen=True)
class View:
    """Whose figures are shown, of which month, to a reader of which language."""

    connection: Connection
    month: str
    municipality: str
    language: str

    def table(self, family: str) -> Table:
        return table(self.connection, self.month, family)


def sections(view: View) -> Iterator[Section]:
    """All that is shown, in the order in which it is asked for."""
    yield _of_figure(view, "waiting", "waiting_stage")
    yield _times(view)
    yield _waits(view)
    yield _month_by_month(view)
    yield _places(view)
    yield _of_figure(view, "settled", "settled_place")
    yield _of_figure(view, "waiting", "waiting_age")
    yield _of_figure(view, "settled", "settled_age")
    yield _of_figure(view, "waiting", "waiting_minor", without=ADULT)
    yield _of_figure(view, "settled", "settled_minor", without=ADULT)
    yield _of_figure(view, "households", "spoken")
    yield _of_figure(view, "households", "interpreter")
    yield _of_figure(view, "applications", "applications")
    yield _of_figure(view, "changes", "changes")


def bounded(view: View, found: int, bound: str, *, whole: bool) -> str:
    """A number of places, or what it is at least or at most where a part of it is hidden."""
    written_out = number(view, found)
    return written_out if whole else str(bound) % {"n": written_out}


def number(view: View, found: float | None) -> str:
    """A number as it is written in the reader's language, or that it is not shown."""
    return str(NOT_SHOWN) if found is None else str(format_decimal(found, locale=written(view.language)))


def month_name(month: str, language: str) -> str:
    """`november 2026`"""
    return str(format_date(date.fromisoformat(f"{month}-01"), "LLLL y", locale=written(language)))


def _of_figure(view: View, family: str, figure: str, without: str = "") -> Section:
    found = view.table(family)
    parts = found.parts(view.municipality, figure)
    known = FIGURES[figure].parts
    # Languages have no order of their own: the most frequent first, and those that are not shown not at all.
    if figure in ("spoken", "interpreter"):
        order = sorted((part for part in parts if parts[part]), key=lambda part: (part == UNKNOWN, -(parts[part] or 0)))
    else:
        order = [part for part in (*known, UNKNOWN) if part != without and (part in parts or part in known)]
    rows = _rows(view, [(label_of(figure, part, view.language), parts.get(part, 0)) for part in order])
    total = "" if without else number(view, found.shown(view.municipality, family))
    return Section(figure, FIGURES[figure], rows, total)


def _waits(view: View) -> Section:
    """By how long they waited, with the share of all that was settled until then."""
    found = view.table("settled")
    parts = found.parts(view.municipality, "settled_wait")
    labels = {**FIGURES["settled_wait"].parts, UNKNOWN: NOT_KNOWN}
    counted = [(part, parts.get(part, 0)) for part in labels]
    everybody = sum(each or 0 for part, each in counted if part != UNKNOWN)
    told = all(each is not None for part, each in counted if part != UNKNOWN)
    rows, so_far = [], 0
    for row, (part, each) in zip(_rows(view, [(str(labels[p]), n) for p, n in counted]), counted, strict=True):
        so_far += each or 0
        share = format_percent(so_far / everybody, locale=written(view.language)) if told and everybody else ""
        rows.append(Row(row.label, row.number, row.bar, share if part != UNKNOWN else ""))
    total = number(view, found.shown(view.municipality, "settled"))
    return Section("settled_wait", FIGURES["settled_wait"], rows, total, more=_("Share settled until then"))


def _times(view: View) -> Section:
    told = view.table("settled").shown(view.municipality, "settled")
    found = timings(view.connection, view.month, view.municipality) if told else {}
    months = [(str(label), found[part].months if part in found else None) for part, label in TIMES.parts.items()]
    return Section("times", TIMES, _rows(view, months))


def _month_by_month(view: View) -> Section:
    months = list(reversed([_earlier(view.month, back) for back in range(MONTHS_BACK)]))
    found = [
        (month_name(month, view.language), table(view.connection, month, "settled").shown(view.municipality, "settled"))
        for month in months
    ]
    return Section("months", BY_MONTH, _rows(view, found))


def _places(view: View) -> Section:
    found = places(view.connection, view.month).get(view.municipality)
    return Section("places", PLACES, list(_of_places(view, found)) if found else [])


def _of_places(view: View, found: Places) -> Iterator[Row]:
    most = max(found.decided, found.settled, found.agreed, 1)
    for part, label in PLACES.parts.items():
        each: int = getattr(found, part)
        bound = {"decided": "", "free": AT_MOST}.get(part, AT_LEAST)
        shown = bounded(view, each, bound, whole=found.whole or not bound)
        yield Row(str(label), shown, round(LONGEST_BAR * each / most, 1))


def _earlier(month: str, back: int) -> str:
    counted = int(month[:4]) * 12 + int(month[5:]) - 1 - back
    return f"{counted // 12}-{counted % 12 + 1:02}"


def _rows(view: View, found: list[tuple[str, float | None]] | list[tuple[str, int | None]]) -> list[Row]:
    most = max([each or 0 for _label, each in found], default=0)
    return [
        Row(label, number(view, each), None if each is None else round(LONGEST_BAR * each / most, 1) if most else 0.0)
        for label, each in found
    ]


__all__ = ["AT_LEAST", "AT_MOST", "FAMILIES", "Row", "Section", "View", "bounded", "month_name", "number", "sections"]
