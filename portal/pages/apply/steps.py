"""One step of the application: show its questions, and keep what is answered."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from forms.kit.fields import ChoicesQuestion, Question
from forms.kit.journey import Place
from forms.kit.rows import Rows
from forms.kit.step import StepForm
from forms.questions.person import with_earlier_numbers
from portal.pages.apply.resume import hold_for_later
from portal.pages.apply.summary import lines
from portal.pages.apply.visit import Visit, path_of, visit_of
from portal.pages.one_form import errors_of
from portal.submissions import drafts
from portal.submissions.cases import as_draft
from portal.web.call import Call
from portal.web.form import Form

# As many as a record holds.
MOST_PEOPLE = 30


def show(call: Call) -> Response:
    """The step with what was answered so far, or with the page that was held when the time was up."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    place = visit.place()
    if not visit.reached(place):
        return visit.go(visit.journey.first_open(visit.asked))
    held = visit.draft.held
    if held and held["place"] == path_of(place):
        typed = Form([(name, value) for name, value in held["fields"]])
        return page(visit, place, visit.form(place, typed), seen=typed.get("seen"))
    return page(visit, place, _asked_anew(visit, place) or visit.form(place))


def _asked_anew(visit: Visit, place: Place) -> StepForm | None:
    """For who has moved: the page without the day they came to where they lived before."""
    amends = visit.draft.amends
    if amends is None or amends.reason != "moved" or place.step.slug != "living":
        return None
    sent = as_draft(visit.call.connection, visit.call.house.seals, amends.submission_id)
    stored = place.stored(visit.draft.answers)
    if sent is None or stored.get("since") != place.stored(sent.answers).get("since"):
        return None
    return place.step.form(None, {**stored, "since": None}, visit.asked_at(place))


def save(call: Call) -> Response:
    """Keep the answers and go on; or show the page again with what is wrong, in whichever language was asked for."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    place = visit.place()
    form = visit.form(place, call.form)
    call.form.refuse_repeated(allowed=set(_names_of_boxes(form)))
    assert call.session is not None
    if call.session.over and "start" in visit.draft.answers.household:
        return hold_for_later(visit, path_of(place), call.form)
    if call.session.over:
        # Nothing is stored yet that could be protected, and no code was shown yet to come back with.
        call.start_session(draft_id=visit.draft.id, shared_phone=call.session.shared_phone)
    if not visit.reached(place):
        return visit.go(visit.journey.first_open(visit.asked))
    seen = call.form.get("seen")
    if "switch" in call.form:
        return page(visit, place, form, checked="checked" in call.form, seen=seen)
    if "rows" in call.form:
        return page(visit, place, form, seen=seen)
    if not form.validate():
        return page(visit, place, form, checked=True, status=422, seen=seen)
    given = form.answers
    if _changed_elsewhere(visit, place, given):
        return page(visit, place, form, status=409, elsewhere=visit.form(place))
    return _keep(visit, place, given)


def _keep(visit: Visit, place: Place, given: dict[str, Any]) -> Response:
    first_time = not place.answered(visit.draft.answers)
    if visit.draft.amends and visit.draft.amends.reason == "new_identifier" and place.step.slug == "numbers":
        # A new number takes no other one's place: whoever is known by the old one stays the same person.
        given = with_earlier_numbers(given, place.stored(visit.draft.answers))
    visit.draft.answer(place, given, visit.call.language)
    if visit.draft.held and visit.draft.held["place"] == path_of(place):
        visit.draft.held = None
    if place.step.slug == "members" and given["more"] == "yes":
        return add_person(visit)
    visit.save()
    if place.step.slug == "start" and first_time:
        return visit.call.go("apply/code")
    following = visit.journey.after(visit.asked, place)
    open_places = visit.journey.first_open(visit.asked)
    if visit.draft.amends:
        # The rest was answered when it was sent: only what a change leaves open is asked.
        return visit.go(open_places)
    # Who comes back to change one answer returns to the check when nothing else is open.
    return visit.go(following if open_places else None)


def add_person(visit: Visit) -> Response:
    """Another member: straight to the page that asks for the name."""
    from forms.kit.answers import Person

    people = visit.draft.answers.people
    # Pressed twice: the person added a moment ago has no name yet, and is not added once more.
    if "name" in people[-1].steps and len(people) < MOST_PEOPLE:
        people.append(Person.new())
    visit.draft.answers.household.pop("members", None)
    visit.save()
    return visit.call.go(f"apply/person/{len(people)}/name")


def page(
    visit: Visit,
    place: Place,
    form: StepForm,
    *,
    checked: bool = False,
    status: int = 200,
    seen: str = "",
    elsewhere: StepForm | None = None,
) -> Response:
    """The page of a step. `checked` shows what is wrong; `elsewhere` holds what another tab has saved meanwhile.

    `seen` says which stored answers the page was made from; it stays the same while what is typed is not saved.
    """
    if checked and status == 200:
        form.validate()
    errors = errors_of(form.unclear()) if checked else []
    template = {"young": "apply/young.html", "safe-way": "apply/safe_way.html", "members": "apply/members.html"}
    return visit.page(
        template.get(place.step.slug, "apply/step.html"),
        title=place.step.title,
        status=status,
        heading=visit.title(place),
        intro=place.step.intro,
        questions=form.questions(),
        errors=errors,
        checked=checked,
        has_form=True,
        back=_back(visit, place),
        seen=seen or drafts.fingerprint(visit.call.house.seals, visit.draft, place),
        people=[
            {
                "name": visit.name(Place(place.step, number, person)),
                "number": number,
                "applicant": number == 1,
            }
            for number, person in enumerate(visit.draft.answers.people, 1)
        ],
        elsewhere=[*_values(elsewhere)] if elsewhere else [],
    )


def _back(visit: Visit, place: Place) -> str:
    """The address of the step before; in a change, only what is asked about a newcomer is a path."""
    before = visit.journey.before(visit.asked, place)
    answered = place.answered(visit.draft.answers)
    if before is None or (visit.changing and (answered or before.number != place.number)):
        return visit.call.address("apply/tasks")
    return visit.call.address(path_of(before))


def _values(form: StepForm) -> Iterator[dict[str, Any]]:
    for question in form.questions():
        yield {"key": question.label.text, "lines": lines(question), "href": ""}


def _changed_elsewhere(visit: Visit, place: Place, given: dict[str, Any]) -> bool:
    """True when another tab saved something else here since this page was loaded."""
    seen = visit.call.form.get("seen")
    if seen == drafts.fingerprint(visit.call.house.seals, visit.draft, place):
        return False
    stored = {k: v for k, v in place.stored(visit.draft.answers).items() if k != drafts.WRITTEN_IN}
    return bool(stored) and stored != given


def _names_of_boxes(form: StepForm) -> Iterator[str]:
    questions: list[Question] = form.questions()
    for question in questions:
        if isinstance(question, ChoicesQuestion):
            yield question.name
        elif isinstance(question, Rows):
            yield from (each.name for row in question.rows for each in row if isinstance(each, ChoicesQuestion))
