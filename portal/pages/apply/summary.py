"""The answers as people read them: for the check before sending, and wherever an answer is shown again."""

from collections.abc import Iterator
from typing import Any

from babel.dates import format_date

from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, ConfirmQuestion, Question, TextQuestion
from forms.kit.rows import Rows
from locales import spoken, written
from portal.pages.apply.visit import Visit, path_of


def sections(visit: Visit) -> Iterator[dict[str, Any]]:
    """A section for each step on the path: its heading, where to change it, and its answers."""
    for place in visit.journey.path(visit.asked):
        form = visit.form(place)
        rows = [
            {"key": question.label.text, "lines": lines(question), "href": ""}
            for question in form.questions()
            if not question.empty()
        ]
        if form.questions():
            yield {
                "about": (place.person.id if place.person else "", place.step.slug),
                "title": visit.title(place),
                "rows": rows,
                "href": visit.call.address(path_of(place)),
            }


def lines(question: Question) -> list[str]:
    """An answer in words, line by line."""
    if isinstance(question, Rows):
        return [" · ".join(filter(None, (" ".join(lines(each)) for each in row))) for row in question.rows]
    if isinstance(question, ConfirmQuestion):
        return []
    if isinstance(question, ChoiceQuestion):
        return [str(option.label) for option in question.options if option.value and option.checked]
    if isinstance(question, DateQuestion):
        return [in_words(question.data)] if question.data else []
    if isinstance(question, TextQuestion):
        return question.shown().split("\n") if not question.empty() else []
    return []


def in_words(day: str) -> str:
    """A date of ISO 8601 in the reader's language; a year or a month alone stays what it is."""
    from datetime import date

    if len(day) == 10:
        return format_date(date.fromisoformat(day), "long", locale=written(spoken()))
    return ".".join(reversed(day.split("-")))
