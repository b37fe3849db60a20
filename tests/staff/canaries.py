"""Households whose every field holds a word that stands nowhere else, so that it can be known wherever it comes up."""

import html
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

import httpx
from sqlalchemy import Connection

from forms.kit.answers import Answers, Person
from portal.access import demo_identities
from portal.storage.belonging import work_for
from portal.storage.sealing import Seals
from portal.submissions import drafts, registering, sending
from portal.submissions.registering import Centre
from tests.staff.sending import ORDINARY, PROTECTED, household


class Marked(NamedTuple):
    """A household: the id of its case, and its words by field."""

    id: str
    words: dict[str, str]


def mark(answers: Answers, bird: str, number: int) -> dict[str, str]:
    """Put a word of this bird into every field that holds words, numbers or a date; the words by field."""
    words: dict[str, str] = {}
    for place, person in enumerate(answers.people):
        words |= {f"{field} {place}": word for field, word in _mark_person(person, f"{bird}{'abc'[place]}").items()}
        numbers = person.said("numbers", "numbers") or []
        for each in numbers[:1]:
            each["value"] = words[f"number {place}"] = f"20269900{number}{place}{number}{place}"
    start = answers.household["start"]
    start["born"] = words["born"] = f"19{60 + number}-03-1{number}"
    contact = answers.household["contact"]
    contact["email"] = words["email"] = f"{bird}@bur.example".lower()
    contact["phone"] = words["phone"] = f"+479077077{number}"
    if answers.household["living"].get("street"):
        answers.household["living"]["street"] = words["street"] = f"{bird}bakken 7"
    for wish in (answers.household["wishes"].get("wishes") or [])[:1]:
        wish["note"] = words["wish"] = f"Naer {bird}redet"
    return words


def _mark_person(person: Person, bird: str) -> dict[str, str]:
    steps = person.steps
    words: dict[str, str] = {}
    for field in ("given", "family", "patronymic", "native_script"):
        if field in steps["name"]:
            steps["name"][field] = words[field] = f"{bird}{field.replace('_', '')}"
    for step, field in (("occupation", "title"), ("education", "field")):
        if step in steps:
            steps[step][field] = words[field] = f"{bird}{field}"
    for relation in (person.said("relations", "relations") or [])[:1]:
        relation["name"] = words["relation"] = f"{bird}relation"
    steps["needs"] = {"any": "yes", "categories": ["hearing"], "details": f"{bird}needs", "_in": "uk"}
    steps["consent"] = {"may_be_shared": "yes", "_in": "uk"}
    return words | {"needs": f"{bird}needs"}


def applied(connection: Connection, seals: Seals, bird: str, number: int, *, protected: bool = False) -> Marked:
    """A household that has applied for itself."""
    draft = drafts.begin(connection, seals, "2022-06")
    draft.answers = household(PROTECTED if protected else ORDINARY)
    words = mark(draft.answers, bird, number)
    drafts.save(connection, seals, draft)
    today = datetime.now(UTC).date()
    receipt = sending.send(connection, seals, draft, language="uk", source="urn:test", today=today)
    return Marked(draft.id, words | {"reference": receipt.reference, "code": draft.code})


def registered(connection: Connection, seals: Seals, who: str, bird: str, number: int, *, sent: bool) -> Marked:
    """A household that a centre is registering, or has registered and sent."""
    identity = demo_identities.identity_of(connection, who)
    assert identity is not None
    unit = identity.unit
    work_for(connection, unit.code)
    centre = Centre(unit.code, unit.kind, unit.organisation, unit.municipality or "")
    consent = {"how": "read_aloud", "language": "uk", "interpreter": "no"}
    id_ = registering.begin(connection, seals, centre, identity.staff, "2022-06", consent, "nb")
    draft = registering.load(connection, seals, centre, id_, to_change=True)
    assert draft is not None
    answers = household(ORDINARY)
    words = mark(answers, bird, number)
    draft.answers.people = answers.people
    draft.answers.household = {**answers.household, **draft.answers.household}
    drafts.save(connection, seals, draft)
    words.pop("street")  # a centre is not asked where its residents live
    if not sent:
        return Marked(id_, words)
    today = datetime.now(UTC).date()
    receipt = registering.send(
        connection, seals, centre, draft, staff=identity.staff, language="uk", source="urn:test", today=today
    )
    return Marked(id_, words | {"reference": receipt.reference, "code": draft.code})


def found(text: str, words: dict[str, str]) -> set[str]:
    """The fields whose words stand in a text, however they are written there."""
    said = re.sub(r"\s+", " ", html.unescape(text)).casefold()
    close = re.sub(r"[\s.·-]+", "", said)
    return {field for field, word in words.items() if any(way in said for way in _ways(word.casefold())) or
            (word.isdecimal() and word in close)}  # fmt: skip


def _ways(word: str) -> Iterable[str]:
    yield word
    if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
        year, month, day = word.split("-")
        yield from (f"{day}.{month}.{year}", f"{int(day)}. mars {year}", f'value="{year}"')
    if word.startswith("+47"):
        yield from (word[3:], " ".join(re.findall("..", word[3:])), f"{word[3:6]} {word[6:8]} {word[8:]}")


def readable(response: httpx.Response) -> str:
    """What an answer says, also inside a spreadsheet or another packed file."""
    if response.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
            return " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return response.text
