"""The households of one's own centre, and the beginning of a new one: safety and consent before anything is written."""

from starlette.responses import Response

from forms.kit.answers import Answers, Asked
from forms.questions.on_behalf import ConsentToRegister
from locales import lazy as _
from portal.pages.centre.household import centre_of, household_of
from portal.submissions import registering
from portal.web.call import Call
from portal.web.form import Form


def show(call: Call) -> Response:
    """Under way, sent, accepted; who has waited longest at the top."""
    households = registering.listed(call.connection, call.house.seals, centre_of(call))
    call.note("read the roster", fields=["name"])
    return call.page("centre/roster.html", title=_("Residents of the centre"), households=households)


def ask_consent(call: Call) -> Response:
    """What the resident must know and agree to."""
    return _page(call, _form(call, None))


def begin(call: Call) -> Response:
    """Begin, if the resident agrees; who must not be found is never registered, and nothing is stored."""
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if form["protected"].data == "yes":
        return call.page("centre/another_way.html", title=_("Another way"))
    if not form.validate():
        return _page(call, form, status=422)
    consent = {name: value for name, value in form.answers.items() if name != "protected"}
    household = registering.begin(
        call.connection,
        call.house.seals,
        centre_of(call),
        call.identity.staff,
        call.house.settings.question_set,
        consent,
        call.language,
    )
    call.note("began to register", about=household, fields=consent)
    return call.go(f"centre/{household}/person/1")


def stop(call: Call) -> Response:
    """The resident takes the consent back: all that was written is deleted."""
    household = household_of(call)
    registering.stop(call.connection, household.centre, household.draft.id)
    call.note("consent withdrawn", about=household.draft.id)
    return call.go("centre")


def _form(call: Call, typed: Form | None) -> ConsentToRegister:
    return ConsentToRegister(typed, {}, Asked(Answers(), call.language, call.today))


def _page(call: Call, form: ConsentToRegister, status: int = 200) -> Response:
    errors = [{"href": f"#{id_}", "message": message} for id_, message in form.unclear()]
    return call.page(
        "centre/consent.html",
        title=_("Before you register"),
        status=status,
        questions=form.questions(),
        errors=errors,
        has_form=True,
    )
