"""What reviewers should look at, and what the applicant can still do something about."""

from datetime import date
from typing import Literal

from forms.kit.answers import Answers, Person
from forms.kit.dates import add_months, age_on
from forms.questions.situation import adults, born, is_applicant, is_minor

Warning_ = Literal[
    "minor_without_parent",
    "identifiers_differ_in_family",
    "after_six_months",
    "permit_not_granted",
    "possible_duplicate",
    "under_15_alone",
]
MONTHS_TO_APPLY_IN = 6


def warnings(answers: Answers, today: date, *, duplicate: bool) -> list[Warning_]:
    """The warnings of a household, in the order of the record schema."""
    minors = [person for person in answers.people if is_minor(answers, person, today)]
    asked_permit = [p for p in answers.people if p not in minors or is_applicant(answers, p)]
    # Nobody who lives in a centre has to apply, so there is no time that could be over.
    in_a_centre = bool(answers.said("on-behalf", "how"))
    found: dict[Warning_, bool] = {
        "minor_without_parent": any(person.said("guardian", "kind") != "parent" for person in minors),
        "identifiers_differ_in_family": len(_registration_numbers(answers)) > 1,
        "after_six_months": not in_a_centre and any(_late(person, today) for person in asked_permit),
        "permit_not_granted": any(person.said("permit", "status") != "granted" for person in asked_permit),
        "possible_duplicate": duplicate,
        "under_15_alone": not adults(answers, today) and any(_alone_under_15(answers, p, today) for p in minors),
    }
    return [warning for warning, applies in found.items() if applies]


def _registration_numbers(answers: Answers) -> set[str]:
    return {
        number["value"]
        for person in answers.people
        for number in person.said("numbers", "numbers") or []
        if number["kind"] == "reg"
    }


def _late(person: Person, today: date) -> bool:
    informed = person.said("permit", "informed_on")
    return bool(informed) and add_months(date.fromisoformat(informed), MONTHS_TO_APPLY_IN) < today


def _alone_under_15(answers: Answers, person: Person, today: date) -> bool:
    known = born(answers, person)
    cared_for = person.said("guardian", "kind") in ("parent", "accompanying_person")
    return known is not None and age_on(known, today) < 15 and not cared_for
