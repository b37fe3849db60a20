"""The page on which a municipality answers whether it can receive a household."""

from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from forms.kit.step import StepForm
from forms.municipality_answer import JOURNEY
from locales import lazy as _
from portal.pages.municipality.case import CHANGED
from portal.pages.municipality.work import address_of, by, case_of
from portal.pages.one_form import asked_of, errors_of
from portal.submissions import answering, municipal_case
from portal.submissions.municipal_case import ChangedMeanwhile, NoSuchCase
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

(STEP,) = JOURNEY.steps


def ask(call: Call) -> Response:
    """The questions, empty: a changed answer is a new answer."""
    return _page(call, _answerable(call), _form(call, None))


def answer(call: Call) -> Response:
    """Store the answer and owe it to the case system; pressed twice, it is one."""
    case, form = _answerable(call), _form(call, call.form)
    if "switch" in call.form:
        return _page(call, case, form)
    if not form.validate():
        return _page(call, case, form, status=422, checked=True)
    try:
        answering.answer(call.connection, call.house.seals, by(call), case.id, form.answers, call.form.get("seen"))
    except NoSuchCase as gone:
        raise Problem(404) from gone
    except ChangedMeanwhile:
        return _page(call, case_of(call), form, status=409, elsewhere=True)
    call.note("answered", about=case.submission_id, fields=form.answers)
    return call.go(address_of(case))


def _answerable(call: Call) -> Row[Any]:
    case = case_of(call)
    if not municipal_case.may_be_answered(case):
        raise Problem(404)
    return case


def _form(call: Call, typed: Form | None) -> StepForm:
    return STEP.form(typed, {}, asked_of(call))


def _page(
    call: Call, case: Row[Any], form: StepForm, *, status: int = 200, checked: bool = False, elsewhere: bool = False
) -> Response:
    unclear = form.unclear() if checked else ()
    return call.page(
        "municipality/form.html",
        title=STEP.title,
        status=status,
        intro=_("The answer goes to IMDi at once. You may answer anew if something changes; the last answer counts."),
        questions=form.questions(),
        errors=errors_of(unclear),
        has_form=True,
        elsewhere=CHANGED if elsewhere else "",
        seen=municipal_case.fingerprint(call.connection, call.house.seals, case),
        back=call.address(address_of(case)),
        button_text=_("Send the answer"),
        people=[],
    )
