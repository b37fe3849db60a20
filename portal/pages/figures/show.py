"""The pages with figures: of the country for everybody, of a municipality for itself, of all for the directorate."""

from typing import Any

from starlette.responses import Response

from forms.codes.municipality_codes import municipalities
from locales import lazy as _
from portal.pages.figures.open_data import is_over
from portal.pages.figures.sections import AT_LEAST, AT_MOST, View, bounded, month_name, number, sections
from portal.submissions.counting import counted_at
from portal.submissions.published import ALL, months, timings
from portal.submissions.published_places import Places, places
from portal.web.call import Call


def of_the_country(call: Call) -> Response:
    """For everybody: months that are over, so that nobody can watch a number change from day to day."""
    over = [month for month in months(call.connection) if is_over(call, month)]
    return _page(call, over, ALL, _("Figures of settlement"))


def of_own_municipality(call: Call) -> Response:
    """A municipality about itself, small numbers hidden as for everybody: the page is there to be passed on."""
    where = call.identity.unit.municipality or ""
    name = municipalities.label(where, call.language) if where in municipalities else call.identity.unit.name
    return _page(call, months(call.connection), where, _("Figures of your municipality"), name=name)


def of_all(call: Call) -> Response:
    """The directorate: the whole country, and each municipality in a line."""
    counted = months(call.connection)
    month = _chosen(call, counted)
    lines = _lines(call, month) if month else []
    return _page(call, counted, ALL, _("Figures of all municipalities"), lines=lines)


def _page(call: Call, listed: list[str], municipality: str, title: str, **more: Any) -> Response:
    month = _chosen(call, listed)
    view = View(call.connection, month, municipality, call.language)
    return call.page(
        "figures/figures.html",
        title=title,
        months=[(each, month_name(each, call.language)) for each in listed],
        month=month,
        month_name=month_name(month, call.language) if month else "",
        sections=list(sections(view)) if month else [],
        counted_at=counted_at(call.connection),
        open_data=bool(month) and is_over(call, month),
        **{"name": "", "lines": [], **more},
    )


def _chosen(call: Call, listed: list[str]) -> str:
    asked = call.form.get("month")
    return asked if asked in listed else next(iter(listed), "")


def _lines(call: Call, month: str) -> list[tuple[str, list[str]]]:
    """Each municipality with its applications, those who wait, those settled, how long they waited, and its places."""
    view = View(call.connection, month, ALL, call.language)
    applied, waiting, settled = (view.table(family) for family in ("applications", "waiting", "settled"))
    room = places(call.connection, month)
    counted = {*applied.municipalities(), *waiting.municipalities(), *settled.municipalities()}
    known = (counted | room.keys()) & set(municipalities)
    lines = []
    for where in sorted(known, key=lambda code: municipalities.label(code, call.language)):
        moved = settled.shown(where, "settled")
        way = timings(call.connection, month, where).get("decided_settled") if moved else None
        numbers = [applied.shown(where, "applications"), waiting.shown(where, "waiting"), moved]
        lines.append(
            (
                municipalities.label(where, call.language),
                [
                    *(number(view, each) for each in numbers),
                    number(view, way.months) if way else "–",
                    *_room(view, room.get(where)),
                ],
            )
        )
    return lines


def _room(view: View, found: Places | None) -> tuple[str, str, str]:
    """Places decided, used and free."""
    if found is None:
        return "–", "–", "–"
    used = bounded(view, found.used, AT_LEAST, whole=found.whole)
    return number(view, found.decided), used, bounded(view, found.free, AT_MOST, whole=found.whole)
