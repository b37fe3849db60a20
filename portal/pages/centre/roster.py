"""The roster of one's own centre: how far everybody is, who has waited longest, and who is found by name or number."""

from typing import Any

from starlette.responses import Response

from locales import lazy as _
from portal.pages.centre.household import centre_of
from portal.pages.centre.without_network import notebook_for
from portal.submissions import roster
from portal.submissions.roster import STATES, Line, State
from portal.web.call import Call

NAMES: dict[State, str] = {
    "not_begun": _("Not begun"),
    "begun": _("Begun"),
    "waits": _("Waits for the household"),
    "sent": _("Sent"),
    "accepted": _("Accepted"),
}
# Where somebody can do something, the nearest to the end first.
TO_DO: tuple[State, ...] = ("waits", "begun", "not_begun")
LONGEST_SEARCH = 100


def show(call: Call) -> Response:
    """One state at a time, fifty at a time."""
    chosen = call.form.get("state")
    unit = centre_of(call).code
    counted = roster.counts(call.connection, unit)
    first: State = next((each for each in TO_DO if counted[each]), "sent")
    state: State = next((each for each in STATES if each == chosen), first)
    lines, more = roster.page(call.connection, call.house.seals, unit, state, call.form.get("after"))
    call.note("read the roster", about=unit, fields=["name", state])
    return _page(call, lines, counted, state=state, following=lines[-1].key if more else "")


def search(call: Call) -> Response:
    """By any words of a name in either script, a number, a birth date; what is typed never stands in an address."""
    typed = call.form.get("who")[:LONGEST_SEARCH]
    unit = centre_of(call).code
    lines = roster.found(call.connection, call.house.seals, unit, typed, call.today)
    call.note("searched the roster", about=unit, fields=["name"])
    # Whoever looks for one person looks at one: that is told to this person, too.
    for line in lines:
        call.note("found by searching", about=line.id, fields=["name"] if line.name else ["reference"])
    return _page(call, lines, roster.counts(call.connection, unit), typed=typed, searched=True)


def _page(call: Call, lines: list[Line], counted: dict[State, int], **context: Any) -> Response:
    return call.page(
        "centre/roster.html",
        title=_("The people you register"),
        lines=lines,
        states=[(state, NAMES[state], number, number >= roster.COUNTED) for state, number in counted.items()],
        names=NAMES,
        notebook=notebook_for(call, "", opens=False),
        **{"state": "", "following": "", "typed": "", "searched": False, **context},
    )
