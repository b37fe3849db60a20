"""Residents as a centre knows them: a line of its roster, sealed, and the keyed hashes that find it again."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select

from forms.kit.answers import Answers, Person
from forms.kit.dates import DateProblem, parse_birth_date
from forms.kit.identifiers import normalise
from forms.kit.names import name_key
from forms.questions.situation import born, name_of
from portal.storage.centre_households import resident_lookups
from portal.storage.sealing import Seals

# Shorter than any number that tells who somebody is, longer than a birth date.
SHORTEST_NUMBER = 9
MOST_WORDS = 8
# Of a word that more residents share, nobody needs to know how many.
RARE = 200


@dataclass(frozen=True)
class Resident:
    """Somebody on the list of a centre; `born` and `duf` as they are stored elsewhere, "" where unknown."""

    given: str
    family: str
    born: str = ""
    duf: str = ""
    room: str = ""

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.given, self.family)))


def sealed(seals: Seals, id_: str, resident: Resident) -> bytes:
    """A resident, to be stored in the line of this id."""
    return seals.seal("answers", _place(id_), json.dumps(asdict(resident)).encode())


def opened(seals: Seals, id_: str, value: bytes | None) -> Resident:
    """The resident of a line; nothing but empty words once the centre's time is over."""
    return Resident(**json.loads(seals.open("answers", _place(id_), value))) if value else Resident("", "")


def of_person(answers: Answers, person: Person, room: str = "") -> Resident:
    """A person of a household as the roster shows them."""
    numbers = {each["kind"]: each["value"] for each in person.said("numbers", "numbers") or []}
    given, family = person.said("name", "given") or "", person.said("name", "family") or ""
    return Resident(given, family, born(answers, person) or "", numbers.get("duf", ""), room)


def lookups_of(seals: Seals, unit: str, resident: Resident) -> set[tuple[str, str]]:
    """(kind, hash) of everything by which this centre finds a resident on its list."""
    return _lookups(seals, unit, {resident.name}, resident.born, [resident.duf] if resident.duf else [])


def lookups_of_all(seals: Seals, unit: str, answers: Answers) -> set[tuple[str, str]]:
    """The same for everybody in a household, with names in either script and numbers of every kind."""
    found: set[tuple[str, str]] = set()
    for person in answers.people:
        names = {name_of(person), person.said("name", "native_script") or ""}
        # A registration number is a family's, not a person's.
        numbers = [n["value"] for n in person.said("numbers", "numbers") or [] if n["kind"] != "reg"]
        found |= _lookups(seals, unit, names - {""}, born(answers, person) or "", numbers)
    return found


def same(lookups: Iterable[tuple[str, str]]) -> set[str]:
    """Those hashes that two entries about one person have in common."""
    return {lookup for kind, lookup in lookups if kind == "same"}


def remember(connection: Connection, unit: str, id_: str, lookups: set[tuple[str, str]]) -> None:
    """Find the line of this id by these from now on, and by nothing else."""
    table = resident_lookups.c
    connection.execute(delete(resident_lookups).where(table.unit_code == unit, table.household_id == id_))
    rows = [{"unit_code": unit, "household_id": id_, "kind": kind, "lookup": each} for kind, each in sorted(lookups)]
    if rows:
        connection.execute(insert(resident_lookups), rows)


def with_any(connection: Connection, unit: str, lookups: Iterable[str]) -> set[str]:
    """The ids of the lines of this centre that one of these hashes belongs to."""
    table = resident_lookups.c
    query = select(table.household_id).where(table.unit_code == unit, table.lookup.in_(list(lookups)))
    return set(connection.execute(query).scalars())


def with_all(connection: Connection, unit: str, lookups: Iterable[str], most: int) -> list[str]:
    """The ids of up to `most` lines that all of these hashes belong to.

    Looked for from the rarest word on: half of a roster may be called Olena.
    """
    table = resident_lookups.c
    theirs = (table.unit_code == unit, table.kind == "search")

    def how_many(lookup: str) -> int:
        some = select(table.id).where(*theirs, table.lookup == lookup).limit(RARE)
        return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()

    rarest, *others = sorted(lookups, key=how_many)
    query = select(table.household_id).where(*theirs, table.lookup == rarest)
    for lookup in others:
        also = resident_lookups.alias().c
        same_line = (also.unit_code == unit, also.lookup == lookup, also.household_id == table.household_id)
        query = query.where(select(also.id).where(*same_line).exists())
    return list(connection.execute(query.limit(most)).scalars())


def asked_for(seals: Seals, unit: str, typed: str, today: date) -> list[str]:
    """The hashes that somebody must have to be found by what was typed: numbers, birth dates, words of names."""
    found = []
    for word in typed.split()[:MOST_WORDS]:
        number = normalise("duf", word)
        if re.fullmatch("[0-9]+", number) and len(number) >= SHORTEST_NUMBER:
            found.append(_search(seals, unit, "number", number))
        elif birth := as_birth_date(word, today):
            found.append(_search(seals, unit, "born", birth))
        else:
            found += [_search(seals, unit, "word", heard) for heard in name_key(word).split()]
    return found


def as_birth_date(text: str, today: date) -> str:
    """A birth date as it stands in lists: 17.5.1990, 1990-05-17, 1990; "" where it is none."""
    parts = re.split(r"[.\-/]", text.strip().rstrip("."))
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()
    if len(parts) not in (1, 3):
        return ""
    day, month, year = parts if len(parts) == 3 else ("", "", parts[0])
    try:
        return parse_birth_date(day, month, year, today)
    except DateProblem:
        return ""


def _lookups(seals: Seals, unit: str, names: set[str], birth: str, numbers: Iterable[str]) -> set[tuple[str, str]]:
    found = {("search", _search(seals, unit, "born", known)) for known in {birth, birth[:4]} - {""}}
    for number in numbers:
        found |= {("search", _search(seals, unit, "number", number)), ("same", _same(seals, unit, number))}
    for name in names:
        key = name_key(name)
        found |= {("search", _search(seals, unit, "word", word)) for word in key.split()}
        found.add(("same", _same(seals, unit, f"{birth}|{key}")))
    return found


def _search(seals: Seals, unit: str, what: str, value: str) -> str:
    return seals.lookup("resident by " + what, f"{unit}|{value}")


def _same(seals: Seals, unit: str, value: str) -> str:
    return seals.lookup("same resident", f"{unit}|{value}")


def _place(id_: str) -> str:
    return f"centre_households|sealed|{id_}"


def words_of(text: str) -> Iterator[str]:
    """The words of a full name in the order given name, family name: "Hrytsenko, Taras" is Taras Hrytsenko."""
    family, comma, given = text.partition(",")
    yield from (given.strip(), family.strip()) if comma else (text.rpartition(" ")[0], text.rpartition(" ")[2])
