"""Everything the portal keeps about an application, as far as each adult of the household may have it.

The applicant gets all but what another adult has answered, asked for or been sent alone; that adult gets the shared
answers and their own.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from forms.kit.answers import Answers
from forms.questions.situation import adults
from portal.delivery import story_of
from portal.storage.messages import messages
from portal.storage.sealing import Seals
from portal.storage.ways import ended_of
from portal.submissions import change_requests, drafts, own_ways
from portal.submissions.asked import asked_of
from portal.submissions.cases import acts_of, as_draft, frozen_of, row_of
from portal.submissions.counting import kept_of
from portal.submissions.own_ways import OwnWay


def kept(
    connection: Connection, seals: Seals, submission_id: str, own: OwnWay | None, today: date
) -> dict[str, Any] | None:
    """All of it; `own` is the way in of the adult who asks, None for the applicant. None where there is nothing."""
    row = row_of(connection, submission_id)
    if row is None:
        return None
    viewer = own.person_id if own else None
    return {
        "reference": row.reference,
        "submitted_at": row.submitted_at,
        "withdrawn_at": row.withdrawn_at,
        "keep_until": row.keep_until if row.answers else None,
        **_answered(seals, row, own, today),
        "change_begun": None if own else _change_begun(connection, seals, submission_id),
        "own_way": {"since": own.taken_at, "contact": own.contact, "answers": own.steps} if own else None,
        "sent": [
            {"type": act.type, "at": act.at, "delivered_at": act.delivered_at}
            for act in acts_of(connection, submission_id, viewer)
        ],
        "asked": _asked(connection, seals, submission_id, viewer),
        "requests": [
            {"at": at, "data": data} for at, data in change_requests.own(connection, seals, submission_id) if not own
        ],
        "news": [
            {"type": event.type, "time": event.time, "data": event.data}
            for event in story_of(connection, seals, submission_id)
        ],
        "kept_for_figures": kept_of(connection, seals, submission_id),
        "messages": _messages(connection, submission_id, viewer),
        "ways_ended": {} if own else ended_of(connection, submission_id),
    }


def _answered(seals: Seals, row: Row[Any], own: OwnWay | None, today: date) -> dict[str, Any]:
    """The record and the answers; what the other adults have said of their health goes to nobody else."""
    frozen = frozen_of(seals, row)
    if frozen is None:
        return {"record": None, "answers": None}
    if own is None:
        return {"record": frozen["record"], "answers": frozen["answers"]}
    answers = Answers.from_json(frozen["answers"])
    others = {person.id for person in adults(answers, today)} - {own.person_id}
    record = {**frozen["record"], "data": own_ways.redacted(frozen["record"]["data"], others)}
    return {"record": record, "answers": own_ways.seen_by(answers, own, today).to_json()}


def _change_begun(connection: Connection, seals: Seals, submission_id: str) -> dict[str, Any] | None:
    sent = as_draft(connection, seals, submission_id)
    begun = drafts.change_begun(connection, seals, sent) if sent else None
    return {"answers": begun.answers.to_json(), "keep_until": begun.keep_until} if begun else None


def _asked(connection: Connection, seals: Seals, submission_id: str, viewer: str | None) -> list[dict[str, Any]]:
    """What was asked; the answers are those of whoever gave them."""
    return [
        {
            "asked_by": asked.asked_by,
            "municipality": asked.municipality,
            "questions": list(asked.questions),
            "asked_at": asked.asked_at,
            "answer_by": asked.answer_by,
            "answered_at": asked.answered_at,
            "given": asked.given if asked.answered_by == viewer else None,
        }
        for asked in asked_of(connection, seals, submission_id)
    ]


def _messages(connection: Connection, submission_id: str, viewer: str | None) -> list[dict[str, Any]]:
    theirs = select(messages).where(messages.c.submission_id == submission_id, messages.c.of_person == viewer)
    return [
        {"way": letter.way, "about": letter.about, "owed_at": letter.owed_at, "sent_at": letter.sent_at}
        for letter in connection.execute(theirs.order_by(messages.c.owed_at))
    ]
