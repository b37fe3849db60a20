"""The rows of a file with settlement dates: which household and which person each means, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from babel.dates import format_date
from sqlalchemy import Connection, Row, select

from forms.kit.answers import Person
from forms.kit.dates import DateProblem, as_date
from forms.kit.names import name_key
from forms.kit.text import ascii_digits, search_key
from forms.questions.situation import name_of
from locales import Text, spoken, written
from locales import lazy as _
from portal.storage.municipal_cases import municipal_cases
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns
from portal.submissions.cases import answers_of, row_of
from portal.submissions.codes import understood
from portal.submissions.municipal_story import told_of

# As many values as every database takes in one question.
AT_A_TIME = 200
SHORTEST_NUMBER = 5
WORDS = {"bosatt": False, "busett": False, "settled": False, "planlagt": True, "planlagd": True, "planned": True}
WHO = ("person", "name", "given", "family", "number")


class Wanted(NamedTuple):
    """One person's date as it is carried until somebody confirms it; `day` in ISO 8601."""

    submission_id: str
    person_id: str
    day: str
    planned: bool


@dataclass
class Entry:
    """A row of the file: what stands in it, what keeps it out, and whose date it would register.

    `known` says that all of it is registered or planned already, `empty` that there is no date in it.
    """

    number: int
    values: dict[str, str]
    problems: list[str] = field(default_factory=list)
    reference: str = ""
    day: date | None = None
    planned: bool = False
    names: list[str] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not self.problems and not self.values["day"]

    @property
    def known(self) -> bool:
        return not (self.problems or self.empty or self.wanted)


@dataclass(frozen=True)
class Household:
    """A household of the municipality in which people can be settled, as far as a row is compared with it."""

    case: Row[Any]
    people: Sequence[Person]
    settled: Mapping[str, date]
    planned: Mapping[str, str]

    def named(self, person: Person) -> str:
        return name_of(person) or str(Text("Person %(n)s", n=self.people.index(person) + 1))


def looked_at(
    connection: Connection, seals: Seals, municipality: str, entries: Sequence[Entry], today: date
) -> list[Entry]:
    """The rows, each with what was found out about it; nothing is stored."""
    for entry in entries:
        _read(entry)
    good = [entry for entry in entries if not (entry.problems or entry.empty)]
    households = _households(connection, seals, municipality, {entry.reference for entry in good})
    seen: dict[tuple[str, str], int] = {}
    for entry in good:
        _compare(entry, households, today, seen)
    return list(entries)


def _read(entry: Entry) -> None:
    """What can be said about a row without looking into any case."""
    if entry.problems or entry.empty:
        return
    entry.reference = understood(entry.values["reference"]) or ""
    if not entry.reference:
        entry.problems.append(_("The reference is missing or cannot be one: it looks like 7K3M-9QXD."))
    try:
        entry.day = as_date(entry.values["day"])
    except DateProblem:
        entry.problems.append(_("The date cannot be read: write it like 1.9.2026."))
    state = search_key(entry.values["state"])
    if state and state not in WORDS:
        entry.problems.append(_("Beside the date only bosatt or planlagt may stand, or nothing, which means bosatt."))
    entry.planned = WORDS.get(state, False)


def _households(
    connection: Connection, seals: Seals, municipality: str, references: set[str]
) -> dict[str, Household | None]:
    """The municipality's households by reference; None stands for one in which nobody can be settled."""
    table, wanted, found = municipal_cases.c, sorted(references), {}
    for start in range(0, len(wanted), AT_A_TIME):
        some = submissions.c.reference.in_(wanted[start : start + AT_A_TIME])
        mine = select(municipal_cases, submissions.c.reference).join(submissions)
        for case in connection.execute(mine.where(table.municipality == municipality, some)).all():
            found[case.reference] = _household(connection, seals, case)
    return found


def _household(connection: Connection, seals: Seals, case: Row[Any]) -> Household | None:
    if case.agreed_on is None or case.closed_at is not None:
        return None
    row = row_of(connection, case.submission_id)
    answers = answers_of(seals, row) if row is not None else None
    if answers is None:
        return None
    settled = told_of(connection, seals, case.submission_id, None).settled
    return Household(case, answers.people, settled, concerns.details_of(seals, case)["planned"])


def _compare(
    entry: Entry, households: Mapping[str, Household | None], today: date, seen: dict[tuple[str, str], int]
) -> None:
    """Hold a row against its household; `seen` tells in which row somebody stood already."""
    if entry.reference not in households:
        entry.problems.append(_("No household that concerns the municipality has this reference."))
        return
    household, day = households[entry.reference], entry.day
    assert day is not None
    if household is None:
        entry.problems.append(_("It is not agreed that this household comes to you, or the case is over."))
        return
    people = _people(entry, household)
    if not isinstance(people, list):
        entry.problems.append(people)
        return
    waiting = [person for person in people if person.id not in household.settled]
    if not waiting:
        dates = {household.settled[person.id] for person in people}
        if entry.planned or day not in dates:
            said = ", ".join(_in_words(each) for each in sorted(dates))
            entry.problems.append(
                _("Registered already: %(day)s. A wrong date is corrected on the page of the household.", day=said)
            )
        return
    if wrong := _wrong_day(household, day, today, planned=entry.planned):
        entry.problems.append(wrong)
        return
    wanted = [
        Wanted(household.case.submission_id, person.id, day.isoformat(), entry.planned)
        for person in waiting
        if not (entry.planned and household.planned.get(person.id) == day.isoformat())
    ]
    keys = [(each.submission_id, each.person_id) for each in wanted]
    if earlier := next((seen[key] for key in keys if key in seen), None):
        entry.problems.append(_("The same person stands in row %(n)s.", n=earlier))
        return
    seen |= dict.fromkeys(keys, entry.number)
    entry.wanted, entry.names = wanted, [household.named(person) for person in waiting]


def _people(entry: Entry, household: Household) -> list[Person] | str:
    """Who is meant: those to whom all that stands in the row belongs, or everybody; or what is wrong with it."""
    said = [value for name in WHO if (value := entry.values[name])]
    if not said:
        return list(household.people)
    found = [
        person
        for number, person in enumerate(household.people, 1)
        if all(_is_meant(value, number, person) for value in said)
    ]
    if len(found) == 1:
        return found
    if found:
        return _("More than one person in this household fits: write the number of the person as in the list.")
    return _("Nobody in this household is called that, or has this number.")


def _is_meant(value: str, number: int, person: Person) -> bool:
    """Whether somebody is named by the place in the household, by a number of their own, or by words of the name."""
    digits = _plain(value)
    if value.isascii() and value.isdigit() and len(value) < SHORTEST_NUMBER:
        return int(value) == number
    if len(digits) >= SHORTEST_NUMBER and any(sign.isdigit() for sign in digits):
        numbers = person.said("numbers", "numbers") or []
        # A registration number is a family's, not a person's.
        return digits in {_plain(each["value"]) for each in numbers if each["kind"] != "reg"}
    words = set(name_key(value).split())
    names = (name_of(person), person.said("name", "native_script") or "")
    return bool(words) and any(words <= set(name_key(name).split()) for name in names)


def _plain(number: str) -> str:
    """A number without what spreadsheets and people add to it or take from it."""
    signs = "".join(sign for sign in ascii_digits(number).upper() if sign.isascii() and sign.isalnum())
    return signs.lstrip("0")


def _wrong_day(household: Household, day: date, today: date, *, planned: bool) -> str:
    if day < household.case.agreed_on:
        agreed = _in_words(household.case.agreed_on)
        return _("It was agreed on %(day)s: the date cannot lie before that.", day=agreed)
    if not planned and day > today:
        return _("This day has not come yet. Write planlagt beside it, or look at the date.")
    if planned and day < today:
        return _("This day has passed, so it cannot be planned. Write bosatt beside it, or look at the date.")
    return ""


def _in_words(day: date) -> str:
    return str(format_date(day, "long", locale=written(spoken())))
