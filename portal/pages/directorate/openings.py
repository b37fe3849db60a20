"""Every opening of a case that certain people follow up, for whoever looks through whether it was needed."""

from starlette.responses import Response

from locales import lazy as _
from portal.access import openings
from portal.access.openings import NotPossible
from portal.pages.directorate.protected import NOT_NOW
from portal.web.call import Call
from portal.web.problems import Problem

FOUND = {"in order": True, "not in order": False}


def show(call: Call) -> Response:
    """What waits to be looked through first, then the rest of ninety days."""
    call.note("read the openings")
    return _page(call)


def review(call: Call) -> Response:
    """Say of an opening that is over whether it was in order."""
    found, _sep, which = call.form.get("do").partition(":")
    if found not in FOUND:
        raise Problem(404)
    try:
        case = openings.review(call.connection, call.house.seals, which, call.identity.staff, in_order=FOUND[found])
    except NotPossible:
        return _page(call, wrong=NOT_NOW)
    call.note("looked through: " + found, about=case, fields=[which])
    return call.go("directorate/openings?saved")


def _page(call: Call, wrong: str = "") -> Response:
    now, listed = call.now, openings.listed(call.connection, call.house.seals)
    waiting = [each for each in listed if each.is_to_be_reviewed(now)]
    return call.page(
        "directorate/openings.html",
        title=_("Openings of cases"),
        status=422 if wrong else 200,
        errors=[{"href": "#main", "message": wrong}] if wrong else [],
        waiting=waiting,
        rest=[each for each in listed if each not in waiting],
        me=call.identity.staff,
        saved="saved" in call.form and call.method == "GET",
        now=now,
    )
