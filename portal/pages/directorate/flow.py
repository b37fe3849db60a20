"""Taking out how applications go: with a reason, freshly signed in, and for many with a colleague who agrees."""

from datetime import date

from starlette.responses import Response

from forms.codes.municipality_codes import municipalities
from forms.kit.dates import DateProblem, as_date
from locales import lazy as _
from portal.pages.my_case.stages import WORDS
from portal.pages.staff.taking_out import NO_LONGER, TOO_SHORT, act_on_a_file, kind_of, reason_of, table_to_keep
from portal.submissions import flow, taking_out
from portal.submissions.flow import Chosen, Going
from portal.submissions.status import Stage
from portal.submissions.taking_out import EVERYWHERE, Asked, TooMany
from portal.web.call import Call
from portal.web.downloaded_tables import Row

# The applicant's own page says "from you"; this file is read by others.
FROM_THE_APPLICANT = {str(Stage.NEEDS_YOU): _("Waits for something from the applicant")}
STAGES = {str(stage): each.title for stage, each in WORDS.items()} | FROM_THE_APPLICANT
HEADINGS = (
    _("Reference"),
    _("Sent on"),
    _("Days since then"),
    _("How it stands"),
    _("Since"),
    _("People"),
    _("Of these settled"),
    _("Municipality asked or agreed last"),
    _("Asked on"),
    _("Agreed on"),
    _("Last settlement date"),
    _("Records that wait to be delivered"),
)
NO_DAY = {
    "first": _("Write the first day, for example 1.9.2026."),
    "last": _("Write the last day, for example 30.9.2026."),
}
BACKWARDS = _("The last day lies before the first.")
NONE_SENT = _("There is no such application.")
TOO_MANY = _("More than 500 applications were sent on these days. Choose fewer days.")
GROWN = _("There are more applications in this selection now than when you asked. Ask anew.")


def show(call: Call) -> Response:
    """The form, and the requests of one's unit."""
    return _page(call, {})


def act(call: Call) -> Response:
    """Ask for a file, agree to a colleague's, or fetch one's own."""
    return act_on_a_file(call, "directorate/flow", _ask, _fetch) or _page(call, {"main": NO_LONGER}, status=409)


def _ask(call: Call) -> Response:
    wrong: dict[str, str] = {}
    first, last = _day(call, "first", wrong), _day(call, "last", wrong)
    stage, reason = call.form.get("stage"), reason_of(call)
    if not reason:
        wrong["why"] = TOO_SHORT
    found: list[Going] = []
    if first and last:
        chosen = Chosen(first, last, stage if stage in STAGES else "")
        try:
            found = flow.going(call.connection, call.house.seals, chosen)
            if not found:
                wrong["first"] = BACKWARDS if last < first else NONE_SENT
        except TooMany:
            wrong["first"] = TOO_MANY
    if wrong or not (first and last):
        return _page(call, wrong)
    asked = Asked(call.identity.unit.code, call.identity.staff, EVERYWHERE)
    export = taking_out.ask(call.connection, asked, chosen.address, kind_of(call), reason, len(found), call.now)
    call.note("asked for a file", about=export, fields=[chosen.address, str(len(found))])
    return call.go("directorate/flow")


def _fetch(call: Call, export: str) -> Response:
    wanted = taking_out.to_fetch(call.connection, call.identity.unit.code, export, call.identity.staff, call.now)
    try:
        found = flow.going(call.connection, call.house.seals, Chosen.of_address(wanted.selection))
    except TooMany:
        return _page(call, {"main": GROWN}, status=409)
    if len(found) > wanted.people:
        return _page(call, {"main": GROWN}, status=409)
    for each in found:
        call.note("took out in a file", about=each.id, fields=[export])
    rows = [[str(heading) for heading in HEADINGS], *(_row(each, call) for each in found)]
    return table_to_keep(f"flow-{call.today}", wanted.kind, rows)


def _row(each: Going, call: Call) -> Row:
    return [
        each.reference,
        each.sent_on,
        (call.today - each.sent_on).days,
        str(STAGES[str(each.stage)]),
        each.since,
        each.people,
        each.settled,
        municipalities.label(each.municipality, call.language) if each.municipality else "",
        each.asked_on,
        each.agreed_on,
        each.last_settled_on,
        each.undelivered,
    ]


def _day(call: Call, name: str, wrong: dict[str, str]) -> date | None:
    try:
        return as_date(call.form.get(name))
    except DateProblem:
        wrong[name] = NO_DAY[name]
        return None


def _page(call: Call, wrong: dict[str, str], *, status: int = 422) -> Response:
    return call.page(
        "directorate/flow.html",
        title=_("Take out how applications go"),
        status=status if wrong else 200,
        errors=[{"href": f"#{where}", "message": said} for where, said in wrong.items()],
        wrong=wrong,
        typed={name: call.form.get(name) if wrong else "" for name in ("first", "last", "stage", "kind", "why")},
        stages=list(STAGES.items()),
        exports=taking_out.of_unit(call.connection, call.identity.unit.code, call.now),
        me=call.identity.staff,
    )
