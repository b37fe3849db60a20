"""A way in for each adult: the applicant hands over a code, and then the adult's own answers are theirs alone."""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from forms.kit.answers import Answers, Person, Step
from forms.questions.situation import OWN_WAY, adults, born, is_applicant
from portal.storage.once import one_after_another
from portal.storage.own_ways import own_ways, place_of
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import drafts
from portal.submissions.cases import answers_of, frozen_of, row_of
from portal.submissions.codes import new_code
from portal.submissions.drafts import HEALTH_STEPS, copy_of

CODE_LASTS = timedelta(days=7)
is_taken = own_ways.c.taken_at.is_not(None)


class Taken(Exception):
    """The way in is somebody's already: nobody gets a second code for it."""


@dataclass(frozen=True)
class OwnWay:
    """An adult's way in. `code` is what the adult writes down once it is `taken_at`.

    `steps` are the answers about health that nobody else of the household sees; `left` is all that was answered about
    somebody who is no longer part of the application.
    """

    id: str
    submission_id: str
    person_id: str
    handed_over_at: datetime
    taken_at: datetime | None
    code: str = ""
    contact: dict[str, str] = field(default_factory=dict)
    steps: dict[str, Step] = field(default_factory=dict)
    left: dict[str, Any] | None = None


def other_adults(answers: Answers, today: date) -> list[Person]:
    """Those who may get a way of their own: all adults but the applicant."""
    return [person for person in adults(answers, today) if not is_applicant(answers, person)]


def hand_over(connection: Connection, seals: Seals, submission_id: str, person_id: str, today: date) -> str | None:
    """A code for this adult, instead of any that was not used; None where there is no such adult. Raises Taken."""
    row = row_of(connection, submission_id, to_change=True)
    answers = answers_of(seals, row) if row is not None and row.withdrawn_at is None else None
    person = next((each for each in other_adults(answers, today) if each.id == person_id), None) if answers else None
    if row is None or answers is None or person is None:
        return None
    earlier = load(connection, seals, submission_id, person_id)
    if earlier is not None and earlier.taken_at:
        raise Taken
    connection.execute(_delete(submission_id, person_id))
    now, way_id, code = datetime.now(UTC), str(uuid.uuid4()), new_code()
    connection.execute(
        insert(own_ways).values(
            id=way_id,
            submission_id=submission_id,
            person_id=person_id,
            code_lookup=seals.lookup("resume code", code),
            birth_lookup=seals.lookup("birth of adult", f"{way_id}|{born(answers, person)}"),
            seal=row.seal,
            body=seals.seal(row.seal, place_of(way_id), b"{}"),
            handed_over_at=now,
            code_until=now + CODE_LASTS,
        )
    )
    return code


def of_code(connection: Connection, seals: Seals, code: str, birth: str) -> OwnWay | None:
    """The way in of this code and birth date; a code that was handed over counts for a week, and until it is taken."""
    query = select(own_ways).where(own_ways.c.code_lookup == seals.lookup("resume code", code))
    row = connection.execute(query).one_or_none()
    if row is None or row.birth_lookup != seals.lookup("birth of adult", f"{row.id}|{birth}"):
        return None
    return _opened(seals, row) if row.taken_at or row.code_until > datetime.now(UTC) else None


def take(connection: Connection, seals: Seals, way_id: str) -> OwnWay:
    """The adult takes the way in: the code handed over is dead, and the answers about health are theirs from now on.

    Raises Taken where somebody was faster.
    """
    one_after_another(connection, f"own way {way_id}")
    found = connection.execute(select(own_ways).where(own_ways.c.id == way_id).with_for_update()).one_or_none()
    if found is None or found.taken_at is not None:
        raise Taken
    row = row_of(connection, found.submission_id, to_change=True)
    frozen = frozen_of(seals, row) if row is not None and row.withdrawn_at is None else None
    if row is None or frozen is None:
        raise Taken
    answers = Answers.from_json(frozen["answers"])
    steps = {}
    for person in answers.people:
        if person.id == found.person_id:
            steps = {slug: step for slug, step in person.steps.items() if slug in HEALTH_STEPS}
    shared = without_private(answers, {found.person_id})
    _redact(frozen["record"]["data"], {found.person_id})
    anew = json.dumps({**frozen, "answers": shared.to_json()}).encode()
    sealed = seals.seal(row.seal, f"submissions|answers|{row.id}", anew)
    connection.execute(update(submissions).where(submissions.c.id == row.id).values(answers=sealed))
    drafts.rewrite_change(connection, seals, row.id, lambda begun: without_private(begun, {found.person_id}))
    code = new_code()
    values = {"code_lookup": seals.lookup("resume code", code), "taken_at": datetime.now(UTC)}
    connection.execute(update(own_ways).where(own_ways.c.id == way_id).values(values))
    keep(connection, seals, found.submission_id, found.person_id, code=code, steps=steps)
    taken = load(connection, seals, found.submission_id, found.person_id)
    assert taken is not None
    return taken


def load(connection: Connection, seals: Seals, submission_id: str, person_id: str) -> OwnWay | None:
    """The way in of an adult; None where there is none."""
    row = connection.execute(select(own_ways).where(_of(submission_id, person_id))).one_or_none()
    return _opened(seals, row) if row is not None else None


def with_id(connection: Connection, seals: Seals, way_id: str) -> OwnWay | None:
    """The way in of this id; None where there is none."""
    row = connection.execute(select(own_ways).where(own_ways.c.id == way_id)).one_or_none()
    return _opened(seals, row) if row is not None else None


def keep(connection: Connection, seals: Seals, submission_id: str, person_id: str, **changed: Any) -> None:
    """Keep what the adult has told for themselves."""
    row = connection.execute(select(own_ways).where(_of(submission_id, person_id)).with_for_update()).one()
    body = json.loads(seals.open(row.seal, place_of(row.id), row.body)) | changed
    sealed = seals.seal(row.seal, place_of(row.id), json.dumps(body).encode())
    connection.execute(update(own_ways).where(own_ways.c.id == row.id).values(body=sealed))


def private_steps(connection: Connection, seals: Seals, submission_id: str) -> dict[str, dict[str, Step]]:
    """By person, the answers about health that only this adult and the case system know."""
    return private_steps_of_each(connection, seals, [submission_id])[submission_id]


def private_steps_of_each(
    connection: Connection, seals: Seals, ids: Collection[str]
) -> Mapping[str, dict[str, dict[str, Step]]]:
    """By submission and person, the answers about health that only this adult and the case system know."""
    steps: dict[str, dict[str, dict[str, Step]]] = defaultdict(dict)
    for row in connection.execute(select(own_ways).where(own_ways.c.submission_id.in_(ids), is_taken)):
        steps[row.submission_id][row.person_id] = _opened(seals, row).steps
    return steps


def without_private(answers: Answers, people: set[str]) -> Answers:
    """The answers as the rest of the household may see them, with a note where somebody answers alone."""
    shared = copy_of(answers)
    for person in shared.people:
        if person.id in people:
            person.steps = {slug: step for slug, step in person.steps.items() if slug not in HEALTH_STEPS}
            person.steps[OWN_WAY] = {"taken": True}
    return shared


def with_private(answers: Answers, private: dict[str, dict[str, Step]]) -> Answers:
    """All answers, as only the record holds them."""
    whole = copy_of(answers)
    for person in whole.people:
        if person.id in private:
            person.steps |= private[person.id]
    return whole


def seen_by(answers: Answers, way: OwnWay, today: date) -> Answers:
    """The answers as this adult may see them: one's own about health, and of no other adult."""
    others = {person.id for person in adults(answers, today) if person.id != way.person_id}
    seen = with_private(without_private(answers, others), {way.person_id: way.steps})
    for person in seen.people:
        if person.id == way.person_id:
            person.steps.pop(OWN_WAY, None)
    return seen


def redacted(household: dict[str, Any], people: set[str]) -> dict[str, Any]:
    """The household of a record without what these people answer alone: for keeping, and for the rest to take along."""
    copy: dict[str, Any] = json.loads(json.dumps(household))
    _redact(copy, people)
    return copy


def _redact(household: dict[str, Any], people: set[str]) -> None:
    for person in household["persons"]:
        if person["person_id"] in people:
            person.get("mapping", {}).pop("needs", None)


def note_who_left(connection: Connection, seals: Seals, before: Answers, after: Answers, submission_id: str) -> None:
    """Who is no longer part of the application keeps their own answers, to begin an application of their own with."""
    staying = {person.id for person in after.people}
    for person in before.people:
        if person.id in staying:
            continue
        way = load(connection, seals, submission_id, person.id)
        if way is not None and way.taken_at:
            steps = {slug: step for slug, step in person.steps.items() if slug != OWN_WAY} | way.steps
            keep(connection, seals, submission_id, person.id, left=steps)
        else:
            connection.execute(_delete(submission_id, person.id))


def forget(connection: Connection, way: OwnWay) -> None:
    """The adult comes by this way no more."""
    connection.execute(_delete(way.submission_id, way.person_id))


def _of(submission_id: str, person_id: str) -> Any:
    return (own_ways.c.submission_id == submission_id) & (own_ways.c.person_id == person_id)


def _delete(submission_id: str, person_id: str) -> Any:
    return delete(own_ways).where(_of(submission_id, person_id))


def _opened(seals: Seals, row: Row[Any]) -> OwnWay:
    body = json.loads(seals.open(row.seal, place_of(row.id), row.body))
    return OwnWay(row.id, row.submission_id, row.person_id, row.handed_over_at, row.taken_at, **body)
