"""An adult of the household who is not the applicant: takes a way of their own, and tells what is theirs alone."""

from typing import Any

from starlette.responses import Response

from forms.kit.answers import Asked
from forms.questions.own_way import Leaving, OwnContact, OwnNeeds
from locales import lazy as _
from portal.pages.apply.summary import lines
from portal.pages.one_form import asked_of, form_page
from portal.submissions import own_answers, own_ways
from portal.submissions.after_sending import NotOpen
from portal.submissions.cases import as_draft
from portal.submissions.drafts import WRITTEN_IN, Draft
from portal.submissions.own_ways import OwnWay, Taken
from portal.web.call import Call
from portal.web.form import Form

TITLE = _("Your own way in")


def show(call: Call) -> Response:
    """What a way of one's own is; once it is taken, the code and what can be told."""
    way = way_of(call)
    if way is None:
        return call.go("my-case")
    assert call.session is not None
    if way.taken_at is None:
        return call.page("my_case/take_own_way.html", title=TITLE)
    if not call.session.proved_at:
        return call.go("my-case/proof")
    contact = [line for question in _contact(call, None, way).questions() for line in lines(question)]
    return call.page("my_case/own_way.html", title=TITLE, way=way, contact=contact, gone=way.left is not None)


def take(call: Call) -> Response:
    """The code that was handed over is used up; pressed by several at once, only one gets the way in."""
    way = way_of(call)
    assert call.session is not None
    if way is None:
        return call.go("my-case")
    try:
        own_ways.take(call.connection, call.house.seals, way.id)
    except Taken:
        if call.session.proved_at:
            return call.go("my-case/own")
        call.end_session()
        return call.page("my_case/taken.html", title=TITLE, status=409)
    session = call.session
    call.start_session(
        submission_id=session.submission_id,
        person_id=session.person_id,
        shared_phone=session.shared_phone,
        proved_at=call.now,
    )
    return call.go("my-case/own")


def ask_contact(call: Call) -> Response:
    """Where codes are sent to."""
    way = way_of(call)
    return call.go("my-case") if way is None else _contact_page(call, _contact(call, None, way))


def keep_contact(call: Call) -> Response:
    """Kept for codes, and shown to nobody else."""
    call.form.refuse_repeated()
    way = way_of(call)
    if way is None:
        return call.go("my-case")
    form = _contact(call, call.form, way)
    if "switch" in call.form:
        return _contact_page(call, form)
    if not form.validate():
        return _contact_page(call, form, status=422)
    own_ways.keep(call.connection, call.house.seals, way.submission_id, way.person_id, contact=form.answers)
    return call.go("my-case/own")


def ask_needs(call: Call) -> Response:
    """Health and everyday life, as answered so far."""
    way, sent = way_of(call), _sent(call)
    if way is None or sent is None or way.left is not None:
        return call.go("my-case/own")
    return _needs_page(call, _needs(call, None, way))


def send_needs(call: Call) -> Response:
    """Sent as a change that nobody else of the household is shown."""
    call.form.refuse_repeated(allowed={"categories"})
    way, sent = way_of(call), _sent(call)
    if way is None or sent is None or way.left is not None:
        return call.go("my-case/own")
    form = _needs(call, call.form, way)
    if "switch" in call.form:
        return _needs_page(call, form)
    if not form.validate():
        return _needs_page(call, form, status=422)
    steps = _as_steps(form.answers, call.language)
    if steps == way.steps:
        return call.go("my-case/own")
    try:
        own_answers.answer_alone(
            call.connection, call.house.seals, way, steps, source=call.house.settings.source, today=call.today
        )
    except NotOpen:
        return call.page("my_case/gone.html", title=_("Your answers"))
    # There it is said that the change was sent.
    return call.go("my-case")


def ask_leaving(call: Call) -> Response:
    """What leaving means, and which children go along."""
    way, sent = way_of(call), _sent(call)
    if way is None or sent is None or way.left is not None:
        return call.go("my-case/own")
    return _leaving_page(call, _leaving(call, None, sent))


def leave(call: Call) -> Response:
    """Out of the household's application, and on with one of one's own."""
    call.form.refuse_repeated(allowed={"children"})
    way, sent = way_of(call), _sent(call)
    if way is None or sent is None:
        return call.go("my-case/own")
    if way.left is not None:
        return _go_on_alone(call, own_answers.begin_after_leaving(call.connection, call.house.seals, way, _set(call)))
    form = _leaving(call, call.form, sent)
    if "switch" in call.form:
        return _leaving_page(call, form)
    if not form.validate():
        return _leaving_page(call, form, status=422)
    try:
        draft = own_answers.leave(
            call.connection,
            call.house.seals,
            way,
            with_children=form.answers.get("children", []),
            effective_on=form.answers.get("effective_on"),
            question_set=_set(call),
            source=call.house.settings.source,
            today=call.today,
        )
    except NotOpen:
        return call.page("my_case/gone.html", title=_("Your answers"))
    return _go_on_alone(call, draft)


def _set(call: Call) -> str:
    return call.house.settings.question_set


def _go_on_alone(call: Call, draft: Draft) -> Response:
    assert call.session is not None
    call.start_session(draft_id=draft.id, shared_phone=call.session.shared_phone)
    return call.go("apply/code")


def way_of(call: Call) -> OwnWay | None:
    """The way in of this visit; None for the applicant, and where it is gone."""
    session = call.session
    if session is None or session.person_id is None or session.submission_id is None:
        return None
    return own_ways.load(call.connection, call.house.seals, session.submission_id, session.person_id)


def leads_nowhere(call: Call) -> bool:
    """True for an adult who has left the household, or whose way was never taken: nothing here is theirs."""
    own = way_of(call)
    is_applicant = call.session is not None and call.session.person_id is None
    return not is_applicant and (own is None or own.left is not None or own.taken_at is None)


def _sent(call: Call) -> Draft | None:
    assert call.session is not None and call.session.submission_id is not None
    return as_draft(call.connection, call.house.seals, call.session.submission_id)


def _as_steps(given: dict[str, Any], language: str) -> dict[str, Any]:
    consent = {"may_be_shared": given.pop("may_be_shared"), WRITTEN_IN: language} if "may_be_shared" in given else None
    return {"needs": {**given, WRITTEN_IN: language}} | ({"consent": consent} if consent else {})


def _contact(call: Call, typed: Form | None, way: OwnWay) -> OwnContact:
    return OwnContact(typed, way.contact, asked_of(call))


def _needs(call: Call, typed: Form | None, way: OwnWay) -> OwnNeeds:
    stored = way.steps.get("needs", {}) | way.steps.get("consent", {})
    return OwnNeeds(typed, stored, asked_of(call))


def _leaving(call: Call, typed: Form | None, sent: Draft) -> Leaving:
    return Leaving(typed, {}, Asked(sent.answers, call.language, call.today))


def _contact_page(call: Call, form: OwnContact, status: int = 200) -> Response:
    return form_page(call, "my_case/own_contact.html", _("Your own telephone or e-mail"), form, status)


def _needs_page(call: Call, form: OwnNeeds, status: int = 200) -> Response:
    return form_page(call, "my_case/own_needs.html", _("Your health and everyday life"), form, status)


def _leaving_page(call: Call, form: Leaving, status: int = 200) -> Response:
    return form_page(call, "my_case/leave_household.html", _("Leave the household"), form, status)
