"""Who is responsible for a child is asked again when that adult is gone, or turns out to be a child."""

import pytest

from forms.kit.answers import Answers, Person
from forms.questions.situation import forget_guardians_who_are_none
from tests.forms.kit.page import TODAY


def household(parent_born: str = "1990", who: str = "parent") -> Answers:
    """An aunt who applies, a parent, and a child for whom `who` is responsible."""
    return Answers(
        {"start": {"born": "1970"}},
        [
            Person("aunt"),
            Person("parent", {"name": {"born": parent_born}}),
            Person("child", {"name": {"born": "2015"}, "guardian": {"kind": "parent", "who": who}}),
        ],
    )


def is_settled(answers: Answers) -> bool:
    """Whether it still stands who is responsible for the child."""
    forget_guardians_who_are_none(answers, TODAY)
    return "guardian" in answers.people[-1].steps


@pytest.mark.parametrize("who", ["parent", "aunt", "outside"])
def test_an_adult_stays_responsible(who: str) -> None:
    assert is_settled(household(who=who))


def test_nobody_is_an_answer_too() -> None:
    answers = household()
    answers.people[-1].steps["guardian"] = {"kind": "none"}
    assert is_settled(answers)


@pytest.mark.parametrize("born", ["2012-03-01", "2008"])
def test_who_is_or_may_be_a_child_is_responsible_for_nobody(born: str) -> None:
    assert not is_settled(household(parent_born=born))


def test_who_was_taken_out_is_responsible_for_nobody() -> None:
    answers = household()
    del answers.people[1]
    assert not is_settled(answers)
