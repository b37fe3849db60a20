"""An application that was sent, as its applicant looks at it again."""

import hmac
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from forms.kit.answers import Answers
from portal.delivery import stories_of
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions.asked import asked_of_each
from portal.submissions.drafts import Draft
from portal.submissions.status import Act, Facts


def facts_of(connection: Connection, seals: Seals, submission_id: str, viewer: str | None = None) -> Facts | None:
    """All that tells how far an application has come; None where there is none of this id.

    `viewer` is the id of an adult who came by a way of their own; None for the applicant.
    """
    return facts_of_each(connection, seals, [submission_id], viewer).get(submission_id)


def facts_of_each(
    connection: Connection, seals: Seals, ids: Collection[str], viewer: str | None = None
) -> dict[str, Facts]:
    """By submission, all that tells how far it has come; nothing for an id that there is not."""
    acts, stories = _acts_of_each(connection, ids, viewer), stories_of(connection, seals, ids)
    asked = asked_of_each(connection, seals, ids)
    facts = {}
    for id_, row in rows_of(connection, ids).items():
        answers = answers_of(seals, row)
        adults = [person for person in answers.people if "permit" in person.steps] if answers else []
        facts[id_] = Facts(
            submitted_at=row.submitted_at,
            acts=acts[id_],
            events=stories[id_],
            withdrawn_at=row.withdrawn_at,
            # Without one permit in the household nothing can begin; with one, the others may follow.
            permit_granted=not adults or any(person.said("permit", "status") == "granted" for person in adults),
            people=frozenset(person.id for person in answers.people) if answers else None,
            without_permit=frozenset(person.id for person in adults if person.said("permit", "status") != "granted"),
            asked=asked[id_],
        )
    return facts


def row_of(connection: Connection, submission_id: str, *, to_change: bool = False) -> Row[Any] | None:
    """The row of a submission; with `to_change` nobody else can change it until the transaction ends."""
    return rows_of(connection, [submission_id], to_change=to_change).get(submission_id)


def rows_of(connection: Connection, ids: Collection[str], *, to_change: bool = False) -> dict[str, Row[Any]]:
    """The rows of submissions by id, always in the same order, so that nobody waits for one another in a ring."""
    query = select(submissions).where(submissions.c.id.in_(ids)).order_by(submissions.c.id)
    rows = connection.execute(query.with_for_update() if to_change else query).all()
    return {row.id: row for row in rows}


def id_of(connection: Connection, reference: str) -> str | None:
    """The id of the application with this reference."""
    found: str | None = connection.scalar(select(submissions.c.id).where(submissions.c.reference == reference))
    return found


def frozen_of(seals: Seals, row: Row[Any]) -> dict[str, Any] | None:
    """What was sealed with a submission: its answers, its record, its resume code; None once its time is over."""
    if row.answers is None:
        return None
    opened: dict[str, Any] = json.loads(seals.open(row.seal, f"submissions|answers|{row.id}", row.answers))
    return opened


def answers_of(seals: Seals, row: Row[Any]) -> Answers | None:
    """The answers as they are now; None once their time is over."""
    frozen = frozen_of(seals, row)
    return Answers.from_json(frozen["answers"]) if frozen else None


def has_number(connection: Connection, seals: Seals, submission_id: str, number: str) -> bool:
    """Whether the applicant, and nobody else of the household, has this national identity number or D-number."""
    row = row_of(connection, submission_id)
    answers = answers_of(seals, row) if row is not None else None
    given = (answers.people[0].said("numbers", "numbers") or []) if answers else []
    wanted = seals.lookup("own number", number)
    known = [
        seals.lookup("own number", each["value"])
        for each in given
        if each["kind"] in ("national_identity_number", "d_number")
    ]
    return any(hmac.compare_digest(each, wanted) for each in known)


def as_draft(connection: Connection, seals: Seals, submission_id: str) -> Draft | None:
    """The answers as they were last sent, to be read like those of a draft; None once their time is over."""
    row = row_of(connection, submission_id)
    frozen = frozen_of(seals, row) if row is not None else None
    if row is None or frozen is None:
        return None
    answers = Answers.from_json(frozen["answers"])
    return Draft(row.id, row.question_set, frozen["code"], answers, row.keep_until)


def acts_of(connection: Connection, submission_id: str, viewer: str | None = None) -> list[Act]:
    """What was sent about an application, oldest first, without what another adult has sent for themselves."""
    return _acts_of_each(connection, [submission_id], viewer)[submission_id]


def _acts_of_each(connection: Connection, ids: Collection[str], viewer: str | None) -> Mapping[str, list[Act]]:
    subjects = {f"submission/{id_}": id_ for id_ in ids}
    columns = errands.c.subject, errands.c.type, errands.c.owed_at, errands.c.delivered_at
    shown = or_(errands.c.of_person.is_(None), errands.c.of_person == viewer)
    theirs = select(*columns).where(errands.c.subject.in_(subjects), shown)
    acts: dict[str, list[Act]] = defaultdict(list)
    for subject, *act in connection.execute(theirs.order_by(errands.c.sequence)):
        acts[subjects[subject]].append(Act(*act))
    return acts
