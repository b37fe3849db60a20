"""What somebody has answered so far: for the household, and for each of its people, step by step."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

Step = dict[str, Any]


@dataclass
class Person:
    """A member of the household, with the answers about this person by step."""

    id: str
    steps: dict[str, Step] = field(default_factory=dict)

    @classmethod
    def new(cls) -> Self:
        return cls(str(uuid.uuid4()))

    def said(self, step: str, question: str) -> Any:
        """The answer to one question, or None."""
        return self.steps.get(step, {}).get(question)


@dataclass
class Answers:
    """All answers of one household; JSON-able by `to_json` and back by `from_json`."""

    household: dict[str, Step] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)

    def said(self, step: str, question: str) -> Any:
        """The household's answer to one question, or None."""
        return self.household.get(step, {}).get(question)

    def person(self, number: int) -> Person | None:
        """The member by number, counted from 1; None when there is no such member."""
        return self.people[number - 1] if 1 <= number <= len(self.people) else None

    def holders(self) -> Iterator[tuple[int | None, dict[str, Step]]]:
        """The household's steps (number None), then each person's."""
        yield None, self.household
        for number, person in enumerate(self.people, 1):
            yield number, person.steps

    def to_json(self) -> dict[str, Any]:
        return {
            "household": self.household,
            "people": [{"id": person.id, "steps": person.steps} for person in self.people],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(data["household"], [Person(person["id"], person["steps"]) for person in data["people"]])


@dataclass(frozen=True)
class Asked:
    """Who is asked, when and in which language: all that a question may depend on."""

    answers: Answers
    language: str
    today: date
    question_set: str = "2022-06"
    person: Person | None = None
    synthetic_numbers: bool = False
