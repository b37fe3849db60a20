"""What the answers so far say about a household: who is a child, who applies, who must not be found."""

from datetime import date

from forms.kit.answers import Answers, Asked, Person
from forms.kit.dates import age_on

# A note among somebody's answers: the way of their own is taken.
OWN_WAY = "own-way"


def born(answers: Answers, person: Person) -> str | None:
    """The birth date: the applicant's was asked at the very beginning. ISO 8601, perhaps only a year or a month."""
    if is_applicant(answers, person):
        return answers.said("start", "born")  # type: ignore[no-any-return]
    return person.said("name", "born")  # type: ignore[no-any-return]


def is_applicant(answers: Answers, person: Person) -> bool:
    """The first person of the household applies for all."""
    return bool(answers.people) and answers.people[0].id == person.id


def is_minor(answers: Answers, person: Person, today: date) -> bool:
    """Under 18; somebody whose birth date is only partly known and who may be under 18 counts as a minor."""
    known = born(answers, person)
    return known is not None and age_on(known, today) < 18


def adults(answers: Answers, today: date) -> list[Person]:
    """Those of the household who are certainly 18 or older."""
    return [person for person in answers.people if born(answers, person) and not is_minor(answers, person, today)]


def grown_up(answers: Answers, today: date) -> list[Person]:
    """Those about whom it was told which adult is responsible, and who are 18 by now."""
    return [person for person in answers.people if "guardian" in person.steps and not is_minor(answers, person, today)]


def forget_guardians_who_are_none(answers: Answers, today: date) -> None:
    """A child whose adult was taken out, or turns out to be a child as well, is to be asked about again."""
    possible = {None, "outside", *(adult.id for adult in adults(answers, today))}
    for person in answers.people:
        if person.said("guardian", "who") not in possible:
            del person.steps["guardian"]


def answers_alone(person: Person) -> bool:
    """An adult who came by a way of their own answers about health alone, unseen by the rest of the household."""
    return OWN_WAY in person.steps


def needs_are_asked(asked: Asked) -> bool:
    """Questions about health are part of what the household answers together."""
    return asked.person is None or not answers_alone(asked.person)


def protected(asked: Asked) -> bool:
    """Somebody in the household must not be found."""
    return bool(asked.answers.said("protection", "protected") == "yes")


def young_applicant(asked: Asked) -> bool:
    """The applicant is under 18: the pages speak to a young reader."""
    first = asked.answers.person(1)
    return first is not None and is_minor(asked.answers, first, asked.today)


def about_applicant(asked: Asked) -> bool:
    return asked.person is not None and is_applicant(asked.answers, asked.person)


def about_minor(asked: Asked) -> bool:
    return asked.person is not None and is_minor(asked.answers, asked.person, asked.today)


def about_adult(asked: Asked) -> bool:
    return asked.person is not None and not about_minor(asked)


def about_adult_or_applicant(asked: Asked) -> bool:
    return about_adult(asked) or about_applicant(asked)


def name_of(person: Person) -> str:
    """Given and family name as in the passport; empty before the name is known."""
    return " ".join(filter(None, (person.said("name", "given"), person.said("name", "family"))))
