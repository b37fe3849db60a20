"""What an adult does for themselves: answer about health unseen by the rest of the household, or leave it."""

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Connection, update

from forms.kit.answers import Answers, Person, Step
from forms.questions.situation import OWN_WAY, born, is_minor, name_of
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns, drafts, duplicates, own_ways
from portal.submissions.after_sending import household_as_it_is, in_turn, owe
from portal.submissions.cases import frozen_of
from portal.submissions.drafts import WRITTEN_IN, Draft
from portal.submissions.own_ways import OwnWay

AMENDED = "no.settlement.application.amended.v1"


def answer_alone(
    connection: Connection,
    seals: Seals,
    way: OwnWay,
    steps: dict[str, Step],
    *,
    source: str,
    today: date,
) -> None:
    """Send one's own answers about health as a change that nobody else of the household is shown. Raises NotOpen."""
    sequence, row = in_turn(connection, way.submission_id)
    frozen = frozen_of(seals, row)
    assert frozen is not None
    own_ways.keep(connection, seals, way.submission_id, way.person_id, steps=steps)
    answers = Answers.from_json(frozen["answers"])
    private = own_ways.private_steps(connection, seals, way.submission_id)
    household = household_as_it_is(connection, seals, row, frozen, answers, private, row.languages.split(), today)
    data = {"household": household, "reason": "correction"}
    owe(connection, seals, row, sequence, AMENDED, data, source, row.seal, of_person=way.person_id)
    newer = update(submissions).where(submissions.c.id == row.id)
    connection.execute(newer.values(version=row.version + 1))
    concerns.refresh(connection, seals, way.submission_id)


def leave(
    connection: Connection,
    seals: Seals,
    way: OwnWay,
    *,
    with_children: Collection[str],
    effective_on: str | None,
    question_set: str,
    source: str,
    today: date,
) -> Draft:
    """Leave the household: it is told who is no longer part of it, and nothing of where they are. Raises NotOpen.

    The adult goes on with an application of their own, begun with what was answered about themselves.
    """
    sequence, row = in_turn(connection, way.submission_id)
    frozen = frozen_of(seals, row)
    assert frozen is not None
    before = Answers.from_json(frozen["answers"])
    going = {way.person_id, *with_children}
    after = _without(before, going, today)
    private = {
        person_id: steps
        for person_id, steps in own_ways.private_steps(connection, seals, way.submission_id).items()
        if person_id not in going
    }
    household = household_as_it_is(connection, seals, row, frozen, after, private, row.languages.split(), today)
    data: dict[str, Any] = {"household": household, "reason": "left_household"}
    if effective_on:
        data["effective_on"] = effective_on
    owe(connection, seals, row, sequence, AMENDED, data, source, row.seal)
    kept = own_ways.redacted(household, set(private))
    kept["declarations"] = frozen["record"]["data"]["declarations"]
    anew = json.dumps({**frozen, "answers": after.to_json(), "record": {**frozen["record"], "data": kept}}).encode()
    sealed = seals.seal(row.seal, f"submissions|answers|{row.id}", anew)
    values = {"version": row.version + 1, "answers": sealed}
    connection.execute(update(submissions).where(submissions.c.id == row.id).values(values))
    duplicates.remember(connection, seals, after, row.id)
    concerns.refresh(connection, seals, way.submission_id)
    drafts.rewrite_change(connection, seals, row.id, lambda begun: _without(begun, going, today))
    people = [person for person in before.people if person.id in going]
    mine = next(person for person in before.people if person.id == way.person_id)
    return begin_alone(connection, seals, way, born(before, mine), people, question_set)


def begin_after_leaving(connection: Connection, seals: Seals, way: OwnWay, question_set: str) -> Draft:
    """The same for somebody whom the applicant has told to have left."""
    assert way.left is not None
    me = Person(way.person_id, way.left)
    return begin_alone(connection, seals, way, me.said("name", "born"), [me], question_set)


def begin_alone(
    connection: Connection, seals: Seals, way: OwnWay, birth: str | None, people: list[Person], question_set: str
) -> Draft:
    """A draft of one's own with these `people`; address, contact and wishes of the household do not come along."""
    draft = drafts.begin(connection, seals, question_set)
    first_me = sorted(people, key=lambda person: person.id != way.person_id)
    draft.answers.people = [_coming_along(person, way) for person in first_me]
    language = first_me[0].steps["name"][WRITTEN_IN]
    draft.answers.household["start"] = {"born": birth, WRITTEN_IN: language}
    drafts.save(connection, seals, draft)
    own_ways.forget(connection, way)
    return draft


def children_of(answers: Answers, today: date) -> list[Person]:
    """The children of a household, who may leave together with an adult."""
    return [person for person in answers.people[1:] if is_minor(answers, person, today)]


def _coming_along(person: Person, way: OwnWay) -> Person:
    # Who is responsible for a child is asked again: the adults around it have changed.
    steps = {slug: step for slug, step in person.steps.items() if slug not in (OWN_WAY, "guardian")}
    return Person(person.id, steps | (way.steps if person.id == way.person_id else {}))


def _without(answers: Answers, going: Collection[str], today: date) -> Answers:
    """Those who stay. Where the adult responsible for a child goes, this adult is outside the household now."""
    staying = drafts.copy_of(answers)
    names = {person.id: name_of(person) for person in answers.people}
    staying.people = [person for person in staying.people if person.id not in going]
    for person in staying.people:
        if person.said("guardian", "who") in going and is_minor(staying, person, today):
            adult = person.steps["guardian"]["who"]
            person.steps["guardian"] |= {"who": "outside", "name": names[adult]}
    return staying
