"""What the municipality can receive: how it stands for this year and the next, and a page to report it anew."""

from datetime import date
from typing import Any

from starlette.responses import Response

from forms.capacity import Capacity
from locales import lazy as _
from portal.pages.municipality.municipality import municipality_of
from portal.pages.one_form import asked_of, form_page
from portal.submissions import capacity, places_used
from portal.submissions.capacity import Report
from portal.submissions.fitting import Reason, fitting
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

YES_NO = {True: "yes", False: "no"}
WHY: dict[Reason, str] = {
    "size": _("there is room for everybody"),
    "step_free": _("a home adapted to the needs is wanted, and this one is step-free"),
    "ask_step_free": _("a home adapted to the needs is wanted: find out whether this one is step-free"),
    "pets": _("there is a pet, and pets are allowed"),
    "ask_pets": _("there is a pet: find out whether pets are allowed"),
}
SAID: dict[bool | None, str] = {True: _("Yes"), False: _("No"), None: "–"}


def show(call: Call) -> Response:
    """This year and the next: places, the homes that are free or will be, and who would fit."""
    municipality = municipality_of(call)
    call.note("read the capacity", about=municipality)
    years = [_of_year(call, municipality, year) for year in _years(call)]
    return call.page("municipality/capacity.html", title=_("Capacity"), years=years, why=WHY)


def ask(call: Call) -> Response:
    """The last report of a year, to be changed."""
    report = _latest(call)
    call.note("read the capacity", about=municipality_of(call))
    return _page(call, _form(call, None, report), seen=report.number)


def save(call: Call) -> Response:
    """Report what is right, also to the case system; to say the same again changes nothing."""
    form, seen = _form(call, call.form, _latest(call)), call.form.get("seen")
    if "switch" in call.form or "rows" in call.form:
        return _page(call, form, seen=seen)
    if not form.validate():
        return _page(call, form, seen=seen, status=422)
    municipality = municipality_of(call)
    try:
        new = capacity.report(
            call.connection,
            call.house.seals,
            municipality,
            call.parts["year"],
            form.answers["decided_places"],
            [_as_reported(home) for home in form.answers.get("homes", [])],
            seen=int(seen) if seen.isascii() and seen.isdigit() else -1,
            staff=call.identity.staff,
            source=call.house.settings.source,
        )
    except capacity.ReportedMeanwhile:
        return _page(call, form, seen=_latest(call).number, meanwhile=True, status=409)
    if new:
        call.note("reported capacity", about=municipality, fields=[str(call.parts["year"])])
    return call.go("municipality/capacity")


def _years(call: Call) -> tuple[int, int]:
    return call.today.year, call.today.year + 1


def _of_year(call: Call, municipality: str, year: int) -> dict[str, Any]:
    report = capacity.latest(call.connection, municipality, year)
    used = places_used.used(call.connection, municipality, year)
    fits = fitting(call.connection, call.house.seals, municipality, report.homes)
    if fits:
        call.note("looked for who would fit", about=municipality, fields=["reference", "group of needs"])
    return {
        "year": year,
        "report": report,
        "used": used,
        "free": None if report.decided_places is None else report.decided_places - used,
        "homes": [{**_row(home), "fits": some} for home, some in zip(report.homes, fits, strict=True)],
    }


def _row(home: dict[str, Any]) -> dict[str, Any]:
    """A home as the table shows it."""
    said = {name: SAID[home.get(name)] for name in ("step_free", "pets")}
    return {"places": home["places"], "ready_from": date.fromisoformat(home["ready_from"]), **said}


def _latest(call: Call) -> Report:
    if call.parts["year"] not in _years(call):
        raise Problem(404)
    return capacity.latest(call.connection, municipality_of(call), call.parts["year"])


def _form(call: Call, typed: Form | None, report: Report) -> Capacity:
    stored = {"decided_places": report.decided_places, "homes": [_as_answered(home) for home in report.homes]}
    return Capacity(typed, stored, asked_of(call))


def _as_answered(home: dict[str, Any]) -> dict[str, Any]:
    return {name: YES_NO[value] if isinstance(value, bool) else value for name, value in home.items()}


def _as_reported(home: dict[str, Any]) -> dict[str, Any]:
    return {name: value == "yes" if name in ("step_free", "pets") else value for name, value in home.items()}


def _page(call: Call, form: Capacity, *, seen: object, meanwhile: bool = False, status: int = 200) -> Response:
    return form_page(
        call,
        "municipality/report_capacity.html",
        _("Report capacity"),
        form,
        status,
        year=call.parts["year"],
        seen=seen,
        meanwhile=meanwhile,
    )
