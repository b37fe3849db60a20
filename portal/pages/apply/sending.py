"""The end of the journey: look at all answers, declare, send, and the receipt."""

import segno
from starlette.responses import Response

from forms.questions.beginning import Declarations
from forms.settlement_application import JOURNEY
from locales import lazy as _
from portal.pages.apply.summary import sections
from portal.pages.apply.visit import Visit, visit_of
from portal.pages.one_form import asked_of, errors_of
from portal.submissions import sending
from portal.submissions.warnings import warnings
from portal.web import sessions
from portal.web.call import Call
from portal.web.form import Form


def check_answers(call: Call) -> Response:
    """Every answer in words, each with a way to change it."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    missing = JOURNEY.first_open(visit.asked)
    if missing is not None or visit.draft.amends:
        return visit.go(missing)
    return visit.page(
        "apply/check_answers.html",
        title=_("Check your answers"),
        sections=list(sections(visit)),
        notices=warnings(visit.draft.answers, call.today, duplicate=False),
    )


def declare(call: Call) -> Response:
    """What is declared by sending."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    missing = JOURNEY.first_open(visit.asked)
    if missing is not None or visit.draft.amends:
        return visit.go(missing)
    return _page(visit, _form(call, None))


def send(call: Call) -> Response:
    """Send once; pressed twice, the same receipt is shown."""
    visit = visit_of(call)
    assert call.session is not None
    draft_id = call.session.draft_id
    if visit is None:
        if draft_id and sending.receipt(call.connection, draft_id):
            return _to_receipt(call, draft_id)
        return call.go("resume")
    if call.session.over:
        return call.go("resume/time-up")
    missing = JOURNEY.first_open(visit.asked)
    if missing is not None or visit.draft.amends:
        return visit.go(missing)
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(visit, form, checked="checked" in call.form)
    if not form.validate():
        return _page(visit, form, checked=True, status=422)
    settings = call.house.settings
    sending.send(
        call.connection,
        call.house.seals,
        visit.draft,
        language=call.language,
        source=settings.source,
        today=call.today,
    )
    return _to_receipt(call, visit.draft.id)


def receipt(call: Call) -> Response:
    """The reference, what happens next, and nothing personal."""
    assert call.session is not None and call.session.submission_id is not None
    found = sending.receipt(call.connection, call.session.submission_id)
    if found is None:
        return call.go("resume")
    return call.page("apply/receipt.html", title=_("Received"), receipt=found, qr=qr_code(found.reference))


def qr_code(text: str) -> str:
    """The text as a picture that a phone can read: the address of an SVG image within the page."""
    return str(segno.make(text, error="m", micro=False).svg_data_uri(scale=4, border=2))


def _to_receipt(call: Call, submission_id: str) -> Response:
    assert call.session is not None
    sessions.became_submission(call.connection, call.session, submission_id)
    call.renew_cookie()
    return call.go("apply/receipt")


def _form(call: Call, typed: Form | None) -> Declarations:
    return Declarations(typed, {}, asked_of(call))


def _page(visit: Visit, form: Declarations, *, checked: bool = False, status: int = 200) -> Response:
    if checked and status == 200:
        form.validate()
    errors = errors_of(form.unclear()) if checked else []
    return visit.call.page(
        "apply/declarations.html",
        title=_("Send the application"),
        status=status,
        questions=form.questions(),
        errors=errors,
        checked=checked,
        has_form=True,
    )
