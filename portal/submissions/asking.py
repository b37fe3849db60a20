"""Something is asked: what a municipality or the directorate needs to know of an applicant, and what was answered."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select, update

from forms.questions.asked import FORMS
from integrations.case_system import CaseEvent
from portal.storage.asked_questions import asked_questions, place_of
from portal.storage.once import insert_once
from portal.storage.sealing import Seals
from portal.submissions import concerns, record
from portal.submissions.after_sending import in_turn, owe
from portal.submissions.asked import Asker, opened
from portal.submissions.cases import row_of


def ask(
    connection: Connection,
    seals: Seals,
    submission_id: str,
    *,
    asked_by: Asker,
    municipality: str | None,
    questions: Sequence[str],
    answer_by: date | None,
    asked_at: datetime,
    told_at: datetime | None = None,
) -> None:
    """Ask an applicant by codes of the record schema; the same asked again at the same moment is asked once.

    What the schema does not know is asked as "other". `told_at` says that a message about it is owed already; otherwise
    the worker owes one. An application that was withdrawn, or that is not ours, is asked nothing.
    """
    row = row_of(connection, submission_id)
    if row is None or row.withdrawn_at is not None or row.answers is None:
        return
    codes = tuple(dict.fromkeys(code if code in FORMS else "other" for code in questions)) or ("other",)
    told = "|".join([submission_id, asked_by, municipality or "", record.instant(asked_at), *codes])
    asked_id = seals.lookup("asked question", told)
    body = {"municipality": municipality, "questions": codes}
    values = {
        "id": asked_id,
        "submission_id": submission_id,
        "asked_by": asked_by,
        "seal": row.seal,
        "body": seals.seal(row.seal, place_of(asked_id), json.dumps(body).encode()),
        "asked_at": asked_at,
        "answer_by": answer_by,
        "told_at": told_at,
    }
    insert_once(connection, asked_questions, values)


def ask_by_event(connection: Connection, seals: Seals, event: CaseEvent) -> None:
    """The directorate asks through the case system; of its news there is a message already."""
    if event.type != "information.requested":
        return
    try:
        answer_by = date.fromisoformat(str(event.data.get("answer_by")))
    except ValueError:
        answer_by = None
    ask(
        connection,
        seals,
        event.submission_id,
        asked_by="directorate",
        municipality=None,
        questions=[str(event.data.get("question_code"))],
        answer_by=answer_by,
        asked_at=event.time,
        told_at=datetime.now(UTC),
    )


def answer(
    connection: Connection,
    seals: Seals,
    submission_id: str,
    asked_id: str,
    answers: Sequence[dict[str, str]],
    *,
    language: str,
    source: str,
    by: str | None = None,
) -> None:
    """Owe the answers to the case system; what was answered before stays as it was.

    `answers` are in the words of the record schema, without the language of their texts. `by` is the adult who gave
    them, None for the applicant. Raises NotOpen.
    """
    sequence, row = in_turn(connection, submission_id)
    ours = (asked_questions.c.id == asked_id) & (asked_questions.c.submission_id == submission_id)
    found = connection.execute(select(asked_questions).where(ours).with_for_update()).one_or_none()
    if found is None or found.answered_at is not None:
        return
    now, asked = datetime.now(UTC), opened(seals, found)
    given = [{**each, "text_language": language} if "text" in each else each for each in answers]
    data: dict[str, Any] = {"asked_by": asked.asked_by, "answers": given, "at": record.instant(now)}
    if asked.municipality:
        data["municipality"] = asked.municipality
    owe(connection, seals, row, sequence, "no.settlement.information.given.v1", data, source, row.seal)
    body = {"municipality": asked.municipality, "questions": asked.questions, "given": given, "by": by}
    sealed = seals.seal(row.seal, place_of(asked_id), json.dumps(body).encode())
    connection.execute(update(asked_questions).where(ours).values(answered_at=now, seal=row.seal, body=sealed))
    concerns.refresh(connection, seals, submission_id)
