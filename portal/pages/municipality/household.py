"""A household as a municipality reads it: by the codes of its answers, in the reader's language.

Free words stay in the language they were written in. Numbers and birth dates are covered until somebody uncovers them
with a reason; needs are read only as far as people agreed, by who is asked; how the household is reached, where exactly
it lives and the names of its relations are there for the municipality that is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from forms.codes import languages
from forms.kit.answers import Answers, Asked, Person
from forms.kit.dates import age_on
from forms.kit.fields import Question
from forms.kit.rows import Rows
from forms.questions.asked import FOR_STAFF, FORMS
from forms.questions.situation import born, name_of
from forms.settlement_application import JOURNEY
from locales import Text
from portal.pages.apply.summary import lines
from portal.submissions.drafts import WRITTEN_IN
from portal.submissions.need_groups import shares

# The name stands above the group; the birth date is covered.
IN_THE_HEADING = {("name", "given"), ("name", "family"), ("name", "born")}
NOT_SHOWN = {"start", "young", "protection", "safe-way", "members", "numbers", "needs", "consent"}
ONLY_WHEN_ASKED = {
    ("contact", ""),
    ("living", "street"),
    ("living", "postal_code"),
    ("living", "city"),
    ("guardian", "name"),
    ("guardian", "phone"),
}
# In the words of whoever answered, so they need somebody who reads that language.
FREE_WORDS = {("wishes", "note"), ("occupation", "title"), ("education", "field"), ("needs", "details")}
NORDIC = ("nb", "nn")


@dataclass(frozen=True)
class Line:
    """Some words of an answer; `language` where they are somebody's own and not in Norwegian."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Group:
    """What was answered about one person, or about the household as a whole."""

    title: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Reading:
    """Who reads the answers: in which language, on which day, and whether the municipality is asked."""

    language: str
    today: date
    question_set: str
    is_asked: bool


def groups(answers: Answers, reading: Reading) -> Iterator[Group]:
    """Each person with age and role, then what the household shares."""
    for number, person in enumerate(answers.people, 1):
        rows = list(_rows(answers, reading, person))
        yield Group(name_of(person) or str(Text("Person %(n)s", n=number)), [_age(answers, person, reading), *rows])
    yield Group(str(Text("The household together")), list(_rows(answers, reading, None)))


def needs_of(answers: Answers, reading: Reading) -> list[Group]:
    """What people agreed to share about health: for the municipality that is asked."""
    found = []
    for person in answers.people:
        if shares(person):
            rows = [row for row in _rows(answers, reading, person, only="needs") if row["lines"]]
            found.append(Group(name_of(person), rows))
    return found


def numbers_of(answers: Answers, reading: Reading) -> list[Group]:
    """Numbers and birth dates of everybody."""
    found = []
    for person in answers.people:
        born_on = {"key": Text("Birth date"), "lines": [Line(_day(born(answers, person) or ""))]}
        found.append(Group(name_of(person), [born_on, *_rows(answers, reading, person, only="numbers")]))
    return found


def given(answers: list[dict[str, Any]], language: str, today: date) -> list[dict[str, Any]]:
    """What the household answered to questions: the question in words, codes in words, own words as written."""
    return [{"key": FOR_STAFF[each["question"]], "lines": list(_given(each, language, today))} for each in answers]


def _given(each: dict[str, Any], language: str, today: date) -> Iterator[Line]:
    form = FORMS[each["question"]](None, each, Asked(Answers(), language, today))
    written = each.get("text_language", "")
    for question in form.questions():
        own = question.short_name == "text" and written not in NORDIC
        yield from (Line(text, written if own else "") for text in lines(question))


def _age(answers: Answers, person: Person, reading: Reading) -> dict[str, Any]:
    known = born(answers, person)
    age = str(age_on(known, reading.today)) if known else "?"
    return {"key": Text("Age"), "lines": [Line(age)]}


def _rows(answers: Answers, reading: Reading, about: Person | None, only: str = "") -> Iterator[dict[str, Any]]:
    whole = Asked(answers, reading.language, reading.today, reading.question_set, None, True)
    for place in JOURNEY.path(whole):
        slug = place.step.slug
        if (place.person.id if place.person else None) != (about.id if about else None):
            continue
        if slug != only if only else slug in NOT_SHOWN:
            continue
        stored = place.stored(answers)
        form = place.step.form(None, stored, replace(whole, person=place.person))
        for question in form.questions():
            hidden = {(slug, ""), (slug, question.short_name)} & ONLY_WHEN_ASKED and not reading.is_asked
            if question.empty() or question.kind == "hidden" or hidden or (slug, question.short_name) in IN_THE_HEADING:
                continue
            written = str(stored.get(WRITTEN_IN, ""))
            yield {"key": question.label.text, "lines": _lines(slug, question, written, reading)}


def _lines(slug: str, question: Question, written: str, reading: Reading) -> list[Line]:
    if isinstance(question, Rows):
        return [line for row in question.rows for line in _of_row(slug, row, written, reading)]
    if (slug, question.short_name) == ("languages", "written_language"):
        # The applicant chose it by its own name, in its own letters.
        return [Line(languages.label(question.data, reading.language))]
    own = (slug, question.short_name) in FREE_WORDS and written not in NORDIC
    return [Line(text, written if own else "") for text in lines(question)]


def _of_row(slug: str, row: list[Question], written: str, reading: Reading) -> Iterator[Line]:
    """A row of answers as one line; own words in it stand on a line of their own."""
    coded: list[str] = []
    own: list[str] = []
    for question in row:
        if question.empty() or ((slug, question.short_name) == ("relations", "name") and not reading.is_asked):
            continue
        (own if (slug, question.short_name) in FREE_WORDS else coded).append(" ".join(lines(question)))
    yield Line(" · ".join(filter(None, coded)))
    for words in own:
        yield Line(words, "" if written in NORDIC else written)


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
