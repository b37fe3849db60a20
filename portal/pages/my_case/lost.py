"""The reference is lost: a code to the telephone or e-mail, the year of birth, and a choice where several share it."""

from starlette.responses import Response

from forms.kit.step import StepForm
from forms.questions.after_sending import CodeAndYear, LostReference
from locales import lazy as _
from portal.delivery.messages import Way
from portal.pages.one_form import asked_of, form_page
from portal.submissions import found_again
from portal.web.call import Call
from portal.web.problems import Problem

TITLE = _("The reference is lost")
DOES_NOT_FIT = _("The code and the year do not fit together, or the code is too old. Look at both once more.")


def ask(call: Call) -> Response:
    """Which telephone or e-mail was given."""
    return _page(call, "lost", LostReference(None, {}, asked_of(call)))


def send(call: Call) -> Response:
    """Send a code, and ask for it; the same page whether one was sent or not."""
    call.form.refuse_repeated()
    form = LostReference(call.form, {}, asked_of(call))
    if "switch" in call.form:
        return _page(call, "lost", form)
    if not form.validate():
        return _page(call, "lost", form, status=422)
    assert call.session is not None
    way: Way = "sms" if form.answers["way"] == "sms" else "email"
    contact = form.answers["phone" if way == "sms" else "email"]
    found_again.ask_for_code(call.connection, call.house.seals, call.session.id, way, contact, call.language)
    return call.go("resume/lost/code")


def ask_for_code(call: Call) -> Response:
    """Where code and year are written."""
    return _page(call, "lost_code", CodeAndYear(None, {}, asked_of(call)))


def find(call: Call) -> Response:
    """Where both are right, the application opens; where several people share the telephone, they choose."""
    call.form.refuse_repeated()
    form = CodeAndYear(call.form, {}, asked_of(call))
    if "switch" in call.form:
        return _page(call, "lost_code", form)
    if not form.validate():
        return _page(call, "lost_code", form, status=422)
    assert call.session is not None
    code, year = form["code"].data, form["year"].data
    found = found_again.find(call.connection, call.house.seals, call.session.id, code, year)
    if not found:
        form.questions()[0].errors.append(DOES_NOT_FIT)
        return _page(call, "lost_code", form, status=422)
    return _opened(call, found[0]) if len(found) == 1 else call.go("resume/lost/choose")


def choose(call: Call) -> Response:
    """Which of them is one's own, by initials and the end of the reference."""
    assert call.session is not None
    choices = found_again.choices(call.connection, call.house.seals, call.session.id)
    return call.page("my_case/lost_choose.html", title=TITLE, choices=choices) if choices else call.go("resume/lost")


def chosen(call: Call) -> Response:
    """The application that was chosen opens, in a new visit."""
    assert call.session is not None
    allowed = found_again.choices(call.connection, call.house.seals, call.session.id)
    if call.form.get("application") not in [choice.submission_id for choice in allowed]:
        raise Problem(404)
    return _opened(call, call.form.get("application"))


def _opened(call: Call, submission_id: str) -> Response:
    assert call.session is not None
    # The code to telephone or e-mail is the second proof already.
    shared = call.session.shared_phone
    call.start_session(submission_id=submission_id, shared_phone=shared, proved_at=call.now)
    return call.go("my-case")


def _page(call: Call, name: str, form: StepForm, status: int = 200) -> Response:
    return form_page(call, f"my_case/{name}.html", TITLE, form, status)
