"""The path through a service follows from the answers, step by step and person by person, and forgets what left it."""

from itertools import pairwise
from typing import Any

import pytest

from forms.kit.answers import Answers, Asked, Person
from forms.kit.fields import TextQuestion
from forms.kit.journey import Journey, Place
from forms.kit.step import Step, StepForm
from tests.forms.kit.page import asked

ANSWERED: dict[str, Any] = {"word": "said"}


class Short(StepForm):
    """One question."""

    word = TextQuestion("A word")


class Long(Short):
    """The same, and where."""

    street = TextQuestion("A street")


def in_danger(about: Asked) -> bool:
    return bool(about.answers.said("danger", "word") == "yes")


def safe(about: Asked) -> bool:
    return not in_danger(about)


def grown_up(about: Asked) -> bool:
    return about.person is not None and about.person.said("name", "word") != "child"


JOURNEY = Journey(
    "a journey for tests",
    (
        Step("danger", Short, "Danger", "first"),
        Step("name", Short, "Name", "people", per_person=True),
        Step("work", Short, "Work", "people", per_person=True, when=grown_up),
        Step("home", Short, "Home", "home", when=in_danger),
        Step("home", Long, "Home", "home", when=safe),
        Step("pets", Short, "Pets", "home", when=safe),
        Step("hobby", Short, "Hobby", "last", per_person=True),
    ),
)


def household(**steps: dict[str, Any]) -> Answers:
    """Two people, Anna and a child, with these answers for the household."""
    anna = Person("a", {"name": {"word": "Anna"}})
    child = Person("c", {"name": {"word": "child"}})
    return Answers(steps, [anna, child])


def path(answers: Answers) -> list[tuple[str, int | None]]:
    return [(place.step.slug, place.number) for place in JOURNEY.path(asked(answers=answers))]


def test_neighbouring_steps_about_people_are_asked_person_by_person() -> None:
    assert path(household()) == [
        ("danger", None),
        ("name", 1),
        ("work", 1),
        ("name", 2),
        ("home", None),
        ("pets", None),
        ("hobby", 1),
        ("hobby", 2),
    ]


def test_an_answer_changes_the_path_at_once() -> None:
    answers = household(danger={"word": "yes"})
    assert ("pets", None) not in path(answers)
    answers.people[1].steps["name"] = {"word": "Borys"}
    assert ("work", 2) in path(answers)


def test_without_people_only_the_household_is_asked() -> None:
    assert path(Answers()) == [("danger", None), ("home", None), ("pets", None)]


def test_a_step_may_ask_otherwise_under_the_same_name() -> None:
    forms = [
        place.step.form
        for word in ("yes", "no")
        for place in JOURNEY.path(asked(answers=household(danger={"word": word})))
        if place.step.slug == "home"
    ]
    assert forms == [Short, Long]


def test_only_a_place_on_the_path_is_found() -> None:
    about = asked(answers=household(danger={"word": "yes"}))
    found = JOURNEY.find(about, "work", 1)
    assert found is not None and found.person is about.answers.people[0]
    for slug, number in (("work", 2), ("work", None), ("danger", 1), ("pets", None), ("name", 3), ("nothing", None)):
        assert JOURNEY.find(about, slug, number) is None


def test_the_first_open_place_is_the_first_that_is_not_answered() -> None:
    answers = household()
    first = JOURNEY.first_open(asked(answers=answers))
    assert first is not None and first.step.slug == "danger"
    answers.household["danger"] = {}
    following = JOURNEY.first_open(asked(answers=answers))
    assert following is not None and (following.step.slug, following.number) == ("work", 1)


def test_a_step_that_needs_no_answer_is_answered_once_it_was_saved() -> None:
    answers = household()
    place = JOURNEY.path(asked(answers=answers))[0]
    assert not place.answered(answers)
    answers.household["danger"] = {}
    assert place.answered(answers) and place.stored(answers) == {}


def test_when_all_is_answered_nothing_is_open() -> None:
    answers = household()
    for place in JOURNEY.path(asked(answers=answers)):
        holder = place.person.steps if place.person else answers.household
        holder.setdefault(place.step.slug, dict(ANSWERED))
    assert JOURNEY.first_open(asked(answers=answers)) is None


def test_one_goes_back_the_way_one_came() -> None:
    about = asked(answers=household())
    places = JOURNEY.path(about)
    for here, there in pairwise(places):
        assert JOURNEY.after(about, here) == there
        assert JOURNEY.before(about, there) == here
    assert JOURNEY.before(about, places[0]) is None
    assert JOURNEY.after(about, places[-1]) is None


def test_after_a_place_that_left_the_path_comes_the_end() -> None:
    about = asked(answers=household(danger={"word": "yes"}))
    (pets,) = (step for step in JOURNEY.steps if step.slug == "pets")
    assert JOURNEY.after(about, Place(pets)) is None


def test_what_is_no_longer_asked_is_forgotten_and_the_rest_is_kept() -> None:
    answers = household(danger={"word": "yes"}, pets=dict(ANSWERED), home={"word": "flat"})
    answers.people[1].steps |= {"work": dict(ANSWERED), "hobby": dict(ANSWERED)}
    JOURNEY.forget_what_is_not_asked(asked(answers=answers))
    assert answers.household == {"danger": {"word": "yes"}, "home": {"word": "flat"}}
    assert answers.people[1].steps == {"name": {"word": "child"}, "hobby": ANSWERED}


def test_questions_of_the_other_version_of_a_step_are_forgotten_and_notes_about_it_are_kept() -> None:
    home = {"word": "flat", "street": "Storgata", "_in": "uk"}
    safe_answers, other = household(home=dict(home)), household(danger={"word": "yes"}, home=dict(home))
    for answers in (safe_answers, other):
        JOURNEY.forget_what_is_not_asked(asked(answers=answers))
    assert safe_answers.household["home"] == home
    assert other.household["home"] == {"word": "flat", "_in": "uk"}


def test_what_belongs_to_no_step_of_the_journey_is_left_alone() -> None:
    answers = household(_note={"of": "another kind"})
    JOURNEY.forget_what_is_not_asked(asked(answers=answers))
    assert answers.household == {"_note": {"of": "another kind"}}


@pytest.mark.parametrize("number", [0, 3, -1, 10**9])
def test_people_are_counted_from_one_and_nobody_else_is_there(number: int) -> None:
    answers = household()
    assert answers.person(number) is None
    assert answers.person(1) is answers.people[0]


def test_answers_come_back_from_where_they_were_kept_as_they_were() -> None:
    answers = household(danger={"word": "так"})
    again = Answers.from_json(answers.to_json())
    assert again == answers
    assert again.people[0].said("name", "word") == "Anna" and again.people[0].said("name", "else") is None
    assert again.said("danger", "word") == "так" and again.said("nothing", "word") is None
