"""A municipality answers about a household; each answer, also a changed one, is a record that the case system gets."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from portal.storage.sealing import Seals
from portal.submissions import asking, concerns, record
from portal.submissions.after_sending import owe
from portal.submissions.cases import row_of
from portal.submissions.municipal_case import (
    By,
    ChangedMeanwhile,
    NoSuchCase,
    begin_to_change,
    fingerprint,
    may_be_answered,
)
from portal.submissions.municipal_story import RESPONDED, acts_about


def answer(connection: Connection, seals: Seals, by: By, case_id: str, given: dict[str, Any], seen: str) -> None:
    """Answer for the municipality with what the form `municipality_answer` gave; `seen` is the page's fingerprint.

    The same answer sent again by the same person changes nothing. Raises NoSuchCase, ChangedMeanwhile.
    """
    case, sequence = begin_to_change(connection, seals, by, case_id)
    if not may_be_answered(case):
        raise NoSuchCase
    now = datetime.now(UTC)
    data = {"municipality": by.municipality, **_in_the_words_of_the_schema(given), "staff": by.staff}
    if fingerprint(connection, seals, case) != seen:
        if data == _last_answer(connection, seals, case.submission_id, by):
            return
        raise ChangedMeanwhile
    row = row_of(connection, case.submission_id)
    assert row is not None
    data["at"] = record.instant(now)
    owe(connection, seals, row, sequence, RESPONDED, data, by.source, row.seal)
    if "questions" in data:
        asking.ask(
            connection,
            seals,
            case.submission_id,
            asked_by="municipality",
            municipality=by.municipality,
            questions=data["questions"],
            answer_by=date.fromisoformat(given["answer_by"]),
            asked_at=now,
        )
    concerns.refresh(connection, seals, case.submission_id)


def _in_the_words_of_the_schema(given: dict[str, Any]) -> dict[str, Any]:
    names = {"answer": "answer", "ready_from": "ready_from", "reason": "reason", "to_know": "questions", "note": "note"}
    return {names[name]: value for name, value in given.items() if name in names}


def _last_answer(connection: Connection, seals: Seals, submission_id: str, by: By) -> dict[str, Any] | None:
    acts = [act.data for act in acts_about(connection, seals, submission_id) if act.type == RESPONDED]
    mine = [data for data in acts if data["municipality"] == by.municipality]
    return {name: value for name, value in mine[-1].items() if name != "at"} if mine else None
