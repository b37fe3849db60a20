"""Coming back, to a draft or to what was sent: by the code on paper or the reference, and the birth date."""

from starlette.responses import Response

from forms.questions.beginning import Resume
from forms.settlement_application import JOURNEY
from locales import lazy as _
from portal.pages.apply.visit import Visit, path_of
from portal.pages.one_form import asked_of, form_page
from portal.submissions import handing_over, ways
from portal.submissions.codes import understood
from portal.submissions.drafts import Draft
from portal.submissions.opening import TooManyTries, open_again
from portal.submissions.own_ways import OwnWay
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

NOT_TOGETHER = _("This code and this birth date do not belong together. Look at both once more.")
KEPT_OUT = {"forgery", "switch", "rows"}


def show(call: Call) -> Response:
    """Ask for the code and the birth date."""
    return _page(call, _form(call, None))


def time_up(call: Call) -> Response:
    """The same, after the time was up."""
    return _page(call, _form(call, None), time_up=True)


def resume(call: Call) -> Response:
    """Open the draft or the case, or say that the two do not belong together: in the same words if there is none."""
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    code = understood(form["code"].data)
    try:
        # What cannot be a code is a slip of the pen, and no try to open anybody's application.
        found = open_again(call.connection, call.house.seals, code, form["born"].data) if code else None
    except TooManyTries as many:
        raise Problem(429) from many
    if found is None:
        form.questions()[0].errors.append(NOT_TOGETHER)
        return _page(call, form, status=422)
    assert call.session is not None
    if isinstance(found, OwnWay):
        call.start_session(
            submission_id=found.submission_id, person_id=found.person_id, shared_phone=call.session.shared_phone
        )
        return call.go("my-case" if found.taken_at else "my-case/own")
    if isinstance(found, str):
        handing_over.claimed(call.connection, found)
        ways.know(call.connection, call.house.seals, found)
        call.start_session(submission_id=found, shared_phone=call.session.shared_phone)
        return call.go("my-case")
    return _go_on_with(call, found)


def _go_on_with(call: Call, draft: Draft) -> Response:
    assert call.session is not None
    call.start_session(draft_id=draft.id, shared_phone=call.session.shared_phone)
    asked = draft.asked(call.language, call.today, synthetic_numbers=call.house.settings.synthetic_numbers)
    held = draft.held["place"] if draft.held else ""
    still_asked = held in [path_of(place) for place in JOURNEY.path(asked)]
    return call.go(held if still_asked else "apply/tasks")


def hold_for_later(visit: Visit, place: str, typed: Form) -> Response:
    """The time was up while somebody was typing: keep the page with the draft, and ask for the code again."""
    visit.draft.held = {"place": place, "fields": [pair for pair in typed.pairs if pair[0] not in KEPT_OUT]}
    visit.save()
    visit.call.end_session()
    return visit.call.go("resume/time-up")


def _form(call: Call, typed: Form | None) -> Resume:
    return Resume(typed, {}, asked_of(call))


def _page(call: Call, form: Resume, *, status: int = 200, time_up: bool = False) -> Response:
    return form_page(call, "apply/resume.html", _("Open your application again"), form, status, time_up=time_up)
