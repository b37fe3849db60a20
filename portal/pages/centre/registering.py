"""Registering: a page for each person and one for what they share; what is right is saved, what is wrong is shown."""

from starlette.responses import Response

from forms.kit.answers import Person
from forms.kit.journey import Place
from forms.kit.step import StepForm
from locales import lazy as _
from portal.pages.centre.household import Household, household_of
from portal.pages.centre.without_network import notebook_for
from portal.pages.one_form import errors_of
from portal.web.call import Call
from portal.web.problems import Problem

MOST_PEOPLE = 30


def show(call: Call) -> Response:
    """The questions about a person, or about the household."""
    household = household_of(call)
    places = _places(household)
    call.note("read", about=household.draft.id, fields=[place.step.slug for place in places])
    return _page(household, [(place, household.form(place)) for place in places])


def save(call: Call) -> Response:
    """Keep every group of questions that is answered well; the page stays while something is open or wrong."""
    household = household_of(call)
    places = _places(household)
    forms = [(place, household.form(place, call.form)) for place in places]
    if "switch" in call.form or "rows" in call.form:
        return _page(household, forms)
    good = {place.step.slug: form.validate() for place, form in forms}
    if call.form.get("seen") != household.fingerprint(places):
        return _page(household, forms, checked=True, elsewhere=True, status=409)
    for place, form in forms:
        if good[place.step.slug]:
            household.draft.answer(place, form.answers, call.language, by=call.identity.staff)
    household.save()
    call.note("wrote", about=household.draft.id, fields=[slug for slug, fine in good.items() if fine])
    if not all(good.values()):
        return _page(household, forms, checked=True, status=422)
    if any(not place.answered(household.draft.answers) for place in _places(household)):
        # The answers have opened further questions about the same person.
        return call.go(household.address(_this_page(call)))
    if call.form.get("then") == "add":
        return _add_person(household)
    return call.go(household.address(household.open_page()))


def remove(call: Call) -> Response:
    """A member who does not belong to the household is taken out, with all answers."""
    household = household_of(call)
    people = household.draft.answers.people
    member = household.draft.answers.person(call.parts["number"])
    if member is None or len(people) == 1 or member is people[0]:
        raise Problem(404)
    people.remove(member)
    household.save()
    call.note("took a person out", about=household.draft.id)
    return call.go(household.address(household.open_page()))


def _add_person(household: Household) -> Response:
    people = household.draft.answers.people
    if len(people) < MOST_PEOPLE:
        people.append(Person.new())
        household.save()
    return household.call.go(household.address(f"person/{len(people)}"))


def _places(household: Household) -> list[Place]:
    places = household.places(household.call.parts.get("number"))
    if not places:
        raise Problem(404)
    return places


def _this_page(call: Call) -> str:
    return f"person/{call.parts['number']}" if "number" in call.parts else "together"


def _kind(number: int | None) -> str:
    return {None: "together", 1: "first"}.get(number, "person")


def _page(
    household: Household,
    forms: list[tuple[Place, StepForm]],
    *,
    checked: bool = False,
    elsewhere: bool = False,
    status: int = 200,
) -> Response:
    call, number = household.call, household.call.parts.get("number")
    unclear = [each for _place, form in forms for each in form.unclear()] if checked else []
    people = household.draft.answers.people
    answered = [place.answered(household.draft.answers) for place, _form in forms]
    taken_over = household.draft.answers.said("on-behalf", "taken_over") == "yes"
    return call.page(
        "centre/registering.html",
        title=_("Register a household"),
        status=status,
        name=household.name(1),
        heading=household.name(number) if number else _("The household together"),
        groups=[
            {
                "slug": place.step.slug,
                "title": household.title(place),
                "questions": form.questions(),
                "written": household.written(place),
                "by_resident": taken_over and place.answered(household.draft.answers),
            }
            for place, form in forms
            if form.questions()
        ],
        me=call.identity.staff,
        notebook=notebook_for(call, _kind(number)),
        already_there=household.already_there(),
        link=call.address(household.address("link")),
        errors=errors_of(unclear),
        # What the answers have opened since they were saved, or where somebody stopped.
        open_yet=[
            {"href": f"#{place.step.slug}", "title": household.title(place)}
            for (place, form), done in zip(forms, answered, strict=True)
            if any(answered) and not done and not checked and form.questions()
        ],
        has_form=True,
        elsewhere=elsewhere,
        seen=household.fingerprint([place for place, _form in forms]),
        people=[(household.name(n), call.address(household.address(f"person/{n}"))) for n in range(1, len(people) + 1)],
        here=number,
        together=call.address(household.address("together")),
        stop=call.address(household.address("stop")),
        remove=call.address(household.address(f"person/{number}/remove")) if number and number > 1 else "",
    )
