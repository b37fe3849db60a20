"""Before the first question: what one needs, who reads it, whose phone it is; and the code to come back with."""

from starlette.responses import Response

from forms.questions.beginning import WhosePhone
from forms.settlement_application import JOURNEY
from locales import lazy as _
from portal.pages.apply.visit import path_of, visit_of
from portal.pages.one_form import asked_of, form_page
from portal.submissions import drafts
from portal.web.call import Call
from portal.web.form import Form

TITLE = _("Apply for settlement")


def before_you_begin(call: Call) -> Response:
    """What the application is, and one question: whose phone this is."""
    return _page(call, _form(call, None))


def begin(call: Call) -> Response:
    """A new draft in a new visit; its first question is the birth date."""
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    if call.session is not None and call.session.draft_id and not call.session.over:
        # Pressed twice, or pressed Back: the draft that was begun goes on.
        return call.go("apply/tasks")
    draft = drafts.begin(call.connection, call.house.seals, call.house.settings.question_set)
    call.start_session(draft_id=draft.id, shared_phone=form["phone"].data == "shared")
    return call.go("apply/start")


def code(call: Call) -> Response:
    """The resume code, to write down or print."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    following = JOURNEY.first_open(visit.asked)
    return call.page(
        "apply/code.html",
        title=_("Your code"),
        code=visit.draft.code,
        keep_until=visit.draft.keep_until,
        longer=visit.draft.longer,
        following=call.address(path_of(following) if following else "apply/check-answers"),
    )


def keep_longer(call: Call) -> Response:
    """Keep the draft for thirty days after the last change instead of seven."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    visit.draft.longer = True
    visit.save()
    return call.go("apply/code")


def _form(call: Call, typed: Form | None) -> WhosePhone:
    return WhosePhone(typed, {}, asked_of(call))


def _page(call: Call, form: WhosePhone, status: int = 200) -> Response:
    return form_page(call, "apply/begin.html", TITLE, form, status)
