"""A step: one question or a small group of them on one page, and when it is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Form

from forms.kit.answers import Asked
from forms.kit.fields import Question


class StepForm(Form):
    """The questions of one page. `data` is JSON-able; empty answers are left out of it.

    Where several stand on one page, each has a `prefix` that keeps the names of their fields apart.
    """

    def __init__(self, typed: Any, stored: Mapping[str, Any], asked: Asked, prefix: str = "") -> None:
        # WTForms hands its Meta to every field; ours tells the questions who is asked.
        super().__init__(formdata=typed, data=dict(stored), prefix=prefix, meta={"asked": asked})

    def questions(self) -> list[Question]:
        """The questions as they stand on the page."""
        return list(self._fields.values())  # type: ignore[arg-type]  # our forms hold nothing but questions

    @property
    def answers(self) -> dict[str, Any]:
        """What is to be stored: question -> answer, without the empty ones and those that are not asked now."""
        asked = [question for question in self.questions() if not question.hangs_in_the_air(self)]
        return {question.short_name: question.data for question in asked if not question.empty()}

    def validate(self, extra_validators: Any = None) -> bool:
        """True when every question that is asked has a good answer."""
        return all([question.validate(self) for question in self.questions()])

    def unclear(self) -> Iterator[tuple[str, str]]:
        """(id of the field, message) for every error on the page, in the order of the page."""
        for question in self.questions():
            yield from question.unclear()


def always(_: Asked) -> bool:
    """Asked of everybody."""
    return True


@dataclass(frozen=True)
class Step:
    """A page of a journey.

    `title` speaks to the reader; `title_of_other` is used instead when the page is about another member of the
    household and may hold %(name)s. `health` keeps the answers under a key of their own.
    """

    slug: str
    form: type[StepForm]
    title: str
    section: str
    title_of_other: str = ""
    intro: str = ""
    per_person: bool = False
    when: Callable[[Asked], bool] = always
    health: bool = False
