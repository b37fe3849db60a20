"""The beginning of a household: safety and consent before anything is written, or what a resident has begun alone."""

from typing import Any

from starlette.responses import Response

from forms.questions.beginning import Resume
from forms.questions.on_behalf import WORDS, ConsentToRegister
from locales import lazy as _
from portal.pages.centre.household import centre_of, household_of
from portal.pages.centre.without_network import notebook_for
from portal.pages.one_form import asked_of, errors_of
from portal.submissions import registering, residents
from portal.submissions.codes import understood
from portal.submissions.drafts import Draft
from portal.submissions.opening import TooManyTries, open_again
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

NOT_TOGETHER = _("This code and this birth date do not belong together. Look at both once more.")
SENT_ALREADY = _("This application was sent already. The same code shows how it stands.")


class Sent:
    """The code opens something that was sent."""


def ask_consent(call: Call) -> Response:
    """What the resident must know and agree to."""
    return _page(call, _consent(call, None), listed=call.form.get("resident"))


def begin(call: Call) -> Response:
    """Begin, if the resident agrees; who must not be found is never registered, and nothing is stored."""
    form, listed = _consent(call, call.form), call.form.get("resident")
    if "switch" in call.form:
        return _page(call, form, listed=listed)
    if form["protected"].data == "yes":
        return _another_way(call)
    if not form.validate():
        return _page(call, form, listed=listed, status=422)
    household = registering.begin(
        call.connection,
        call.house.seals,
        centre_of(call),
        call.identity.staff,
        call.house.settings.question_set,
        _said(form),
        call.language,
        listed,
    )
    call.note("began to register", about=household, fields=_said(form))
    return _to_first_page(call, household)


def ask_code(call: Call) -> Response:
    """The resident's own code and birth date, and the same consent."""
    return _page(call, _consent(call, None), code=_code(call, None))


def take_over(call: Call) -> Response:
    """What the resident has begun alone goes on here, if the code is right and the resident agrees."""
    form, code = _consent(call, call.form), _code(call, call.form)
    if "switch" in call.form:
        return _page(call, form, code=code)
    if form["protected"].data == "yes":
        return _another_way(call)
    if not all([code.validate(), form.validate()]):
        return _page(call, form, code=code, status=422)
    found = _opened(call, code)
    if not isinstance(found, Draft):
        code.questions()[0].errors.append(SENT_ALREADY if found else NOT_TOGETHER)
        return _page(call, form, code=code, status=422)
    if found.protected:
        return _another_way(call)
    household = registering.take_over(
        call.connection, call.house.seals, centre_of(call), call.identity.staff, found, _said(form), call.language
    )
    call.note("took over a draft", about=household, fields=_said(form))
    return _to_first_page(call, household)


def stop(call: Call) -> Response:
    """The resident takes the consent back: all that was written is deleted."""
    household = household_of(call)
    registering.stop(call.connection, call.house.seals, household.centre, household.draft.id)
    call.note("consent withdrawn", about=household.draft.id)
    call.renew_staff_cookie()
    return call.go("centre")


def _to_first_page(call: Call, household: str) -> Response:
    # From here on the Back button shows nothing of whoever sat here before.
    call.renew_staff_cookie()
    return call.go(f"centre/{household}/person/1")


def _opened(call: Call, form: Resume) -> Draft | Sent | None:
    code = understood(form["code"].data)
    try:
        found = open_again(call.connection, call.house.seals, code, form["born"].data) if code else None
    except TooManyTries as many:
        raise Problem(429) from many
    if found is None or isinstance(found, Draft):
        # What belongs to a centre already is nobody's to take, and nothing is said about it.
        taken = found is not None and (found.amends or found.answers.said("on-behalf", "how"))
        return None if taken else found
    return Sent()


def _another_way(call: Call) -> Response:
    return call.page("centre/another_way.html", title=_("Another way"))


def _said(form: ConsentToRegister) -> dict[str, Any]:
    return {name: value for name, value in form.answers.items() if name != "protected"}


def _consent(call: Call, typed: Form | None) -> ConsentToRegister:
    return ConsentToRegister(typed, {}, asked_of(call))


def _code(call: Call, typed: Form | None) -> Resume:
    return Resume(typed, {}, asked_of(call), prefix="their-")


def _name(call: Call, listed: str) -> str:
    """Whom the list of the centre names; "" where nobody was chosen from it."""
    row = registering.line(call.connection, centre_of(call), listed) if listed else None
    if row is None:
        return ""
    call.note("read", about=row.id, fields=["name"])
    return residents.opened(call.house.seals, row.id, row.sealed).name


def _page(
    call: Call, form: ConsentToRegister, *, listed: str = "", code: Resume | None = None, status: int = 200
) -> Response:
    unclear = [*(code.unclear() if code else ()), *form.unclear()]
    return call.page(
        "centre/consent.html",
        title=_("Before you register"),
        status=status,
        code=code.questions() if code else [],
        questions=form.questions(),
        words=WORDS,
        listed=listed,
        name=_name(call, listed),
        errors=errors_of(unclear),
        notebook=notebook_for(call, "consent"),
        has_form=True,
    )
