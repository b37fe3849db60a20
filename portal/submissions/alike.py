"""Which people of two applications seem to be one and the same, and by what: told in codes and masked numbers."""

from dataclasses import dataclass

from forms.kit.answers import Answers, Person
from forms.kit.names import name_key
from forms.questions.situation import born, name_of

SHOWN_DIGITS = 3


@dataclass(frozen=True)
class Alike:
    """Person number `one` of the first application and `other` of the second: the kinds of number they share."""

    one: int
    other: int
    numbers: list[str]
    name_and_birth: bool


def people_alike(first: Answers, second: Answers) -> list[Alike]:
    """Everybody who may stand in both, in the order of the first."""
    found = []
    for one, person in enumerate(first.people, 1):
        for other, candidate in enumerate(second.people, 1):
            numbers = sorted(kind for kind, _value in _numbers(person) & _numbers(candidate))
            named = bool(_named(first, person) & _named(second, candidate))
            if numbers or named:
                found.append(Alike(one, other, numbers, named))
    return found


def masked(value: str) -> str:
    """A number of which only the last digits can be read: enough to compare, too little to use."""
    return "•" * max(len(value) - SHOWN_DIGITS, 3) + value[-SHOWN_DIGITS:]


def _numbers(person: Person) -> set[tuple[str, str]]:
    # A registration number is a family's, not a person's, so it tells nothing of who somebody is.
    numbers = person.said("numbers", "numbers") or []
    return {(number["kind"], number["value"]) for number in numbers if number["kind"] != "reg"}


def _named(answers: Answers, person: Person) -> set[tuple[str | None, str]]:
    names = {name_of(person), person.said("name", "native_script") or ""} - {""}
    return {(born(answers, person), name_key(name)) for name in names}
