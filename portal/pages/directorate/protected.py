"""The households that must not be found: a short list for named handlers, and the way to open one of them.

The list says when a case came and by which reference it is known, and nothing of the people in it.
"""

from datetime import timedelta

from starlette.responses import Response

from forms.kit.text import TextProblem, clean
from locales import lazy as _
from locales import speaking
from portal.access import openings
from portal.access.openings import NotPossible, Opening, ProtectedCase
from portal.delivery.messages import Letter, owe_message
from portal.pages.apply.summary import sections
from portal.pages.apply.visit import Visit
from portal.submissions.cases import as_draft
from portal.web.call import Call
from portal.web.problems import Problem

QUEUE = _("Cases that certain people follow up")
TOO_SHORT = _("Say in at least 20 characters why you need to open the case, without anybody's name.")
NOT_NOW = _(
    "This cannot be done now. It may have been done already, the fifteen minutes may be over, or another person "
    "has to do it."
)
# Nothing of the case: others may read along.
SUBJECT = _("Something in the portal has to be looked at")
TEXT = _("Somebody has asked to open a case. Sign in and look at it:")
LETTER_LANGUAGE = "nb"
USEFUL_FOR = timedelta(days=2)


def show(call: Call) -> Response:
    """The queue, and what other handlers ask one to agree to."""
    call.note("read the protected queue")
    return _queue(call)


def read(call: Call) -> Response:
    """The case, as long as it is open for this handler; otherwise the way to open it."""
    case, opening = _case_of(call), _mine(call)
    if opening is None or not opening.is_open(call.now):
        return call.go(f"directorate/protected/{case.id}/open")
    sent = as_draft(call.connection, call.house.seals, case.id)
    assert sent is not None
    call.note("read", about=case.id, fields=["everything", f"opening {opening.id}"])
    shown = list(sections(Visit(call, sent)))
    return call.page("directorate/protected_case.html", title=QUEUE, case=case, opening=opening, sections=shown)


def ask(call: Call) -> Response:
    """Why the case has to be opened; or that another person has to agree still."""
    return _asking(call, _case_of(call))


def open_it(call: Call) -> Response:
    """Ask for another handler's yes; where life is in danger, open at once."""
    case, reason = _case_of(call), _reason(call)
    if reason is None:
        return _asking(call, case, wrong=TOO_SHORT)
    urgent = call.form.get("urgent") == "yes"
    by, seals = call.identity.staff, call.house.seals
    try:
        opening = openings.ask(call.connection, seals, case.id, by, reason, urgent=urgent)
    except NotPossible:
        return _asking(call, case, wrong=NOT_NOW)
    call.note("opened for danger to life" if urgent else "asked to open", about=case.id, fields=[opening])
    _tell(call)
    return call.go(f"directorate/protected/{case.id}")


def agree(call: Call) -> Response:
    """Another handler agrees; the hour begins."""
    try:
        case = openings.agree(call.connection, call.form.get("opening"), call.identity.staff)
    except NotPossible:
        return _queue(call, wrong=NOT_NOW)
    call.note("agreed to open", about=case, fields=[call.form.get("opening")])
    return call.go("directorate/protected?saved")


def close(call: Call) -> Response:
    """Done with the case before the hour is over."""
    try:
        case = openings.close(call.connection, call.form.get("opening"), call.identity.staff)
    except NotPossible:
        return _queue(call, wrong=NOT_NOW)
    call.note("closed", about=case, fields=[call.form.get("opening")])
    return call.go("directorate/protected")


def _case_of(call: Call) -> ProtectedCase:
    """The case that the address names. Raises Problem 404, also for one that is not in the queue."""
    found = openings.case(call.connection, call.parts["case"])
    if found is None:
        raise Problem(404)
    return found


def _mine(call: Call) -> Opening | None:
    """The newest opening of this case that this handler has asked for."""
    mine = openings.of_case(call.connection, call.house.seals, call.parts["case"], call.identity.staff)
    return mine[0] if mine else None


def _reason(call: Call) -> str | None:
    try:
        reason = clean(call.form.get("reason"), limit=500, lines=True)
    except TextProblem:
        return None
    return reason if len(reason) >= openings.SHORTEST_REASON else None


def _tell(call: Call) -> None:
    """Those who watch over security hear of it with the next letters that leave: within a minute, and nothing more."""
    settings, now = call.house.settings, call.now
    with speaking(LETTER_LANGUAGE):
        subject, text = str(SUBJECT), f"{TEXT}\n\n{settings.origin}/{LETTER_LANGUAGE}/directorate/openings\n"
    for to in settings.security_addresses:
        letter = Letter("email", to, subject, text)
        useless = now + USEFUL_FOR
        owe_message(
            call.connection,
            call.house.seals,
            "",
            letter,
            about="notice",
            kind="answers",
            due_at=now,
            useless_after=useless,
        )


def _queue(call: Call, wrong: str = "") -> Response:
    now, me = call.now, call.identity.staff
    known = {case.id: case for case in openings.cases(call.connection)}
    lately = [each for each in openings.listed(call.connection, call.house.seals) if each.case in known]
    return call.page(
        "directorate/protected.html",
        title=QUEUE,
        status=422 if wrong else 200,
        errors=[{"href": "#main", "message": wrong}] if wrong else [],
        cases=list(known.values()),
        asked=[(each, known[each.case]) for each in lately if each.waits(now) and each.asked_by != me],
        mine={each.case: each for each in lately if each.asked_by == me and (each.waits(now) or each.is_open(now))},
        saved="saved" in call.form and call.method == "GET",
        now=now,
    )


def _asking(call: Call, case: ProtectedCase, wrong: str = "") -> Response:
    opening = _mine(call)
    begun = opening is not None and (opening.waits(call.now) or opening.is_open(call.now))
    return call.page(
        "directorate/open_case.html",
        title=QUEUE,
        status=422 if wrong else 200,
        errors=[{"href": "#main" if begun else "#reason", "message": wrong}] if wrong else [],
        case=case,
        waits=opening if opening is not None and opening.waits(call.now) else None,
        is_open=opening is not None and opening.is_open(call.now),
        typed=call.form.get("reason"),
        urgent=call.form.get("urgent") == "yes",
    )
