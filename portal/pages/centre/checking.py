"""Checking together: the answers in the resident's language with nothing else around, and their yes."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from forms.centre_mapping import JOURNEY
from forms.questions.beginning import Declarations
from locales import LANGUAGES
from locales import lazy as _
from portal.pages.apply.summary import lines
from portal.pages.centre.household import Household, centre_of, household_of
from portal.pages.centre.without_network import notebook_for
from portal.pages.one_form import asked_of, errors_of
from portal.submissions import registering
from portal.web.call import Call
from portal.web.form import Form


def show(call: Call) -> Response:
    """All answers, for the resident to read or hear; first in the language the resident was asked in."""
    household = household_of(call)
    if JOURNEY.first_open(household.asked()) is not None:
        return call.go(household.address(household.open_page()))
    call.note("read", about=household.draft.id, fields=["everything"])
    return _page(household, _form(call, None))


def send(call: Call) -> Response:
    """The resident says yes, and it is sent; pressed twice, the same receipt is shown."""
    centre, id_ = centre_of(call), call.parts["household"]
    if registering.receipt(call.connection, centre, id_) is not None:
        return call.go(f"centre/{id_}/receipt")
    household = household_of(call)
    if JOURNEY.first_open(household.asked()) is not None:
        return call.go(household.address(household.open_page()))
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(household, form)
    if not form.validate():
        return _page(household, form, status=422)
    registering.send(
        call.connection,
        call.house.seals,
        centre,
        household.draft,
        staff=call.identity.staff,
        language=call.language,
        source=call.house.settings.source,
        today=call.today,
    )
    call.note("sent", about=id_)
    call.renew_staff_cookie()
    return call.go(household.address("receipt"))


def _sections(household: Household) -> Iterator[dict[str, Any]]:
    for place in household.path:
        questions = household.form(place).questions()
        rows = [
            {"key": question.label.text, "lines": lines(question)} for question in questions if not question.empty()
        ]
        yield {"title": household.title(place), "rows": rows}


def _form(call: Call, typed: Form | None) -> Declarations:
    return Declarations(typed, {}, asked_of(call))


def _page(household: Household, form: Declarations, status: int = 200) -> Response:
    call, draft = household.call, household.draft
    spoken = draft.answers.said("on-behalf", "language")
    return call.page(
        "centre/check.html",
        title=_("Look through the answers together"),
        status=status,
        sections=list(_sections(household)),
        questions=form.questions(),
        errors=errors_of(form.unclear()),
        notebook=notebook_for(call, "check"),
        has_form=True,
        back=call.address(household.address("together")),
        name=household.name(1),
        already_there=household.already_there(),
        link=call.address(household.address("link")),
        spoken=LANGUAGES[spoken] if spoken in LANGUAGES and spoken != call.language else None,
        in_spoken=f"/{spoken}/{household.address('check')}",
    )
