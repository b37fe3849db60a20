"""What an applicant was asked by a municipality or the directorate, and what was answered."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, select

from portal.storage.asked_questions import asked_questions, place_of
from portal.storage.sealing import Seals

Asker = Literal["municipality", "directorate"]


@dataclass(frozen=True)
class Asked:
    """What was asked at one time; `given` are the answers in the words of the record schema, None before there are.

    `answered_by` is the id of an adult who came by a way of their own, None for the applicant.
    """

    id: str
    asked_by: Asker
    municipality: str | None
    questions: tuple[str, ...]
    asked_at: datetime
    answer_by: date | None
    answered_at: datetime | None = None
    given: list[dict[str, str]] | None = None
    answered_by: str | None = None


def asked_of(connection: Connection, seals: Seals, submission_id: str) -> list[Asked]:
    """All that was ever asked about an application and is still kept, oldest first."""
    return asked_of_each(connection, seals, [submission_id])[submission_id]


def asked_of_each(connection: Connection, seals: Seals, ids: Collection[str]) -> Mapping[str, list[Asked]]:
    """By submission, all that was ever asked about it and is still kept, oldest first."""
    theirs = select(asked_questions).where(asked_questions.c.submission_id.in_(ids))
    asked: dict[str, list[Asked]] = defaultdict(list)
    for row in connection.execute(theirs.order_by(asked_questions.c.asked_at, asked_questions.c.id)):
        asked[row.submission_id].append(opened(seals, row))
    return asked


def opened(seals: Seals, row: Row[Any]) -> Asked:
    """A row of the table, readable."""
    body = json.loads(seals.open(row.seal, place_of(row.id), row.body))
    return Asked(
        row.id,
        cast(Asker, row.asked_by),
        body["municipality"],
        tuple(body["questions"]),
        row.asked_at,
        row.answer_by,
        row.answered_at,
        body.get("given"),
        body.get("by"),
    )
