"""How the delivery to the case system stands, and what two people can do about a record that stopped."""

from starlette.responses import Response

from forms.kit.text import TextProblem, clean
from locales import lazy as _
from portal.access.deciding import may
from portal.delivery import NeedsAnotherPerson, ask_to_set_aside, overview, set_aside, try_again
from portal.web.call import Call
from portal.web.problems import Problem

SHORTEST_REASON = 20
TOO_SHORT = _("Give the reason in at least 20 characters: somebody else must be able to agree.")
NOT_ALONE = _("Another person has to agree. Nobody sets a record aside alone.")
DONE = {"again": "tried again", "ask": "asked to set aside", "agree": "set aside"}


def show(call: Call) -> Response:
    """What waits, since when, what went well last, and each record that stopped."""
    return _page(call)


def act(call: Call) -> Response:
    """Try a stopped record again, ask to set it aside, or agree to that as another person."""
    what, _sep, errand = call.form.get("do").partition(":")
    if what not in DONE or not may(call.identity, "steer the delivery"):
        raise Problem(404)
    staff = call.identity.staff
    if what == "again":
        try_again(call.connection, errand, call.now)
    elif what == "ask":
        reason = _reason(call)
        if reason is None:
            return _page(call, wrong=TOO_SHORT, about=errand)
        ask_to_set_aside(call.connection, errand, staff, reason)
    else:
        try:
            set_aside(call.connection, errand, staff, call.now)
        except NeedsAnotherPerson:
            return _page(call, wrong=NOT_ALONE, about=errand)
    call.note(DONE[what], about=errand)
    return call.go("directorate/delivery")


def _reason(call: Call) -> str | None:
    try:
        reason = clean(call.form.get("reason"), limit=500, lines=True)
    except TextProblem:
        return None
    return reason if len(reason) >= SHORTEST_REASON else None


def _page(call: Call, *, wrong: str = "", about: str = "") -> Response:
    seen = overview(call.connection)
    there = any(stopped.id == about for stopped in seen.stopped)
    return call.page(
        "directorate/delivery.html",
        title=_("Delivery to the case system"),
        status=422 if wrong else 200,
        errors=[{"href": f"#record-{about}" if there else "#main", "message": wrong}] if wrong else [],
        seen=seen,
        me=call.identity.staff,
        typed=call.form.get("reason") if wrong else "",
        about=about,
    )
