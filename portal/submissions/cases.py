"""An application that was sent, as its applicant looks at it again."""

import hmac
import json
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from forms.kit.answers import Answers
from portal.delivery import story_of
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions.asked import asked_of
from portal.submissions.drafts import Draft
from portal.submissions.status import Act, Facts


def facts_of(connection: Connection, seals: Seals, submission_id: str, viewer: str | None = None) -> Facts | None:
    """All that tells how far an application has come; None where there is none of this id.

    `viewer` is the id of an adult who came by a way of their own; None for the applicant.
    """
    row = row_of(connection, submission_id)
    if row is None:
        return None
    answers = answers_of(seals, row)
    adults = [person for person in answers.people if "permit" in person.steps] if answers else []
    return Facts(
        submitted_at=row.submitted_at,
        acts=acts_of(connection, submission_id, viewer),
        events=story_of(connection, seals, submission_id),
        withdrawn_at=row.withdrawn_at,
        # Without one permit in the household nothing can begin; with one, the others may follow.
        permit_granted=not adults or any(person.said("permit", "status") == "granted" for person in adults),
        people=frozenset(person.id for person in answers.people) if answers else None,
        without_permit=frozenset(person.id for person in adults if person.said("permit", "status") != "granted"),
        asked=asked_of(connection, seals, submission_id),
    )


def row_of(connection: Connection, submission_id: str, *, to_change: bool = False) -> Row[Any] | None:
    """The row of a submission; with `to_change` nobody else can change it until the transaction ends."""
    query = select(submissions).where(submissions.c.id == submission_id)
    return connection.execute(query.with_for_update() if to_change else query).one_or_none()


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
    columns = errands.c.type, errands.c.owed_at, errands.c.delivered_at
    shown = or_(errands.c.of_person.is_(None), errands.c.of_person == viewer)
    ours = select(*columns).where(errands.c.subject == f"submission/{submission_id}", shown)
    mine = ours.order_by(errands.c.sequence)
    return [Act(*row) for row in connection.execute(mine)]
