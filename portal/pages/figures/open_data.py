"""The figures of a month as open data: for everybody, since small numbers are hidden and nobody stands in them.

Only months that are over are given out: from two versions of a running month one could tell who came in between.
"""

import re
from collections.abc import Iterator

from starlette.responses import JSONResponse, Response

from forms.codes.municipality_codes import municipalities
from locales import lazy as _
from portal.pages.figures.words import FIGURES, PLACES, TIMES, label_of
from portal.submissions.counting import counted_at
from portal.submissions.published import ALL, FAMILIES, Table, months, table, timings
from portal.submissions.published_places import places
from portal.web.call import OSLO, Call
from portal.web.downloaded_tables import Row, to_keep
from portal.web.problems import Problem

FILE = re.compile(r"(\d{4}-\d{2})\.(csv|json)")
WHOLE_COUNTRY = _("The whole country")
ALTOGETHER = _("Altogether")
HEADINGS = (
    _("Month"),
    _("Municipality number"),
    _("Municipality"),
    _("Figure"),
    _("Part"),
    _("Number"),
    _("Hidden"),
    _("Definition"),
)


def download(call: Call) -> Response:
    """`2026-10.csv` or `2026-10.json`."""
    found = FILE.fullmatch(call.parts["file"])
    if found is None or found[1] not in months(call.connection) or not is_over(call, found[1]):
        raise Problem(404)
    month, kind = found.groups()
    rows = list(_rows(call, month))
    if kind == "json":
        return JSONResponse(_as_json(call, month, rows), headers={"content-disposition": _named(month, kind)})
    return to_keep(f"figures-{month}", "csv", iter([[str(each) for each in HEADINGS], *rows]))


def is_over(call: Call, month: str) -> bool:
    """Whether the month has ended in Norway."""
    return month < f"{call.now.astimezone(OSLO):%Y-%m}"


def _rows(call: Call, month: str) -> Iterator[Row]:
    """The definition of a figure stands in the lines of the whole country."""
    for family, members in FAMILIES.items():
        found = table(call.connection, month, family)
        for where in (ALL, *(code for code in found.municipalities() if code in municipalities)):
            place = _place(call, where)
            for figure in members:
                words = FIGURES[figure]
                about = words.definition if where == ALL else ""
                shown = [(str(ALTOGETHER), found.shown(where, family)), *_parts(call, found, where, figure)]
                for part, each in shown:
                    yield [month, *place, str(words.title), part, each, "x" if each is None else "", about]
            if family == "settled" and found.shown(where, "settled"):
                for part, way in timings(call.connection, month, where).items():
                    about = TIMES.definition if where == ALL else ""
                    yield [month, *place, str(TIMES.title), str(TIMES.parts[part]), way.months, "", about]
    yield from _places(call, month)


def _places(call: Call, month: str) -> Iterator[Row]:
    """What is decided, and what is used and free where no part of that is hidden."""
    found = places(call.connection, month)
    for where in sorted(found, key=lambda code: (code != ALL, code)):
        about = PLACES.definition if where == ALL else ""
        for part, label in PLACES.parts.items():
            each = getattr(found[where], part) if found[where].whole or part == "decided" else None
            shown = [str(label), each, "x" if each is None else "", about]
            yield [month, *_place(call, where), str(PLACES.title), *shown]


def _parts(call: Call, found: Table, where: str, figure: str) -> list[tuple[str, int | None]]:
    return [
        (label_of(figure, part, call.language), each)
        for part, each in found.parts(where, figure).items()
        if each is None or each > 0
    ]


def _place(call: Call, where: str) -> tuple[str, str]:
    return ("", str(WHOLE_COUNTRY)) if where == ALL else (where, municipalities.label(where, call.language))


def _as_json(call: Call, month: str, rows: list[Row]) -> dict[str, object]:
    last = counted_at(call.connection)
    names = ("municipality", "municipality_name", "figure", "part", "number")
    words = {str(each.title): each.definition for each in (*FIGURES.values(), TIMES, PLACES)}
    return {
        "month": month,
        "counted_at": last.isoformat() if last else None,
        "language": call.language,
        "definitions": words,
        # A number that is not shown is null: from 1 to 4, or another by which such a one could be worked out.
        "rows": [dict(zip(names, row[1:6], strict=True)) for row in rows],
    }


def _named(month: str, kind: str) -> str:
    return f'attachment; filename="figures-{month}.{kind}"'
