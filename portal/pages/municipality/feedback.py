"""Feedback on the work that prepared settlements: what one's municipality has said, and a page to say more."""

import uuid

from starlette.responses import Response

from forms.feedback import ABOUT, TOPICS, Feedback
from locales import lazy as _
from portal.pages.municipality.municipality import municipality_of
from portal.pages.municipality.work import address_of, case_of
from portal.pages.one_form import asked_of, form_page
from portal.submissions import feedback
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

ABOUT_NAMES = {option.value: option.label for option in ABOUT}
TOPIC_NAMES = {option.value: option.label for option in TOPICS}


def show(call: Call) -> Response:
    """What one's own municipality has said, newest first."""
    municipality = municipality_of(call)
    call.note("read the feedback", about=municipality)
    given = feedback.given_by(call.connection, municipality)
    return call.page(
        "municipality/feedback.html",
        title=_("Feedback"),
        given=given,
        about_names=ABOUT_NAMES,
        topic_names=TOPIC_NAMES,
    )


def ask(call: Call) -> Response:
    """What it is about, and a few words."""
    _submission_id(call)
    return _page(call, _form(call, None), once=str(uuid.uuid4()))


def send(call: Call) -> Response:
    """Send it to IMDi; pressed twice, it is sent once."""
    call.form.refuse_repeated({"topics"})
    submission_id, once, form = _submission_id(call), _once(call), _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form, once=once)
    if not form.validate():
        return _page(call, form, once=once, status=422)
    new = feedback.give(
        call.connection,
        call.house.seals,
        once,
        municipality_of(call),
        form.answers,
        submission_id=submission_id,
        staff=call.identity.staff,
        source=call.house.settings.source,
    )
    if new:
        call.note("gave feedback", about=submission_id or municipality_of(call), fields=form.answers["topics"])
    return call.go(address_of(case_of(call)) if submission_id else "municipality/feedback")


def _submission_id(call: Call) -> str | None:
    """The household that the address names, if it is a case of one's own municipality. Raises Problem 404."""
    return case_of(call).submission_id if "case" in call.parts else None


def _once(call: Call) -> str:
    try:
        return str(uuid.UUID(call.form.get("once")))
    except ValueError as made_up:
        raise Problem(400) from made_up


def _form(call: Call, typed: Form | None) -> Feedback:
    return Feedback(typed, {}, asked_of(call))


def _page(call: Call, form: Feedback, *, once: str, status: int = 200) -> Response:
    return form_page(
        call,
        "municipality/give_feedback.html",
        _("Give feedback"),
        form,
        status,
        once=once,
        back=call.address(address_of(case_of(call)) if "case" in call.parts else "municipality/feedback"),
        of_household="case" in call.parts,
    )
