"""Requests for another municipality, as each of those concerned may see them.

The directorate sees all of a request. The two municipalities see that it was made, between which of them, and why by
code; the words were written to the directorate. Where safety is the reason, neither is told the reason or the other:
whoever is fled from may have friends there. A household that must not be found has no row at all.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from portal.storage.change_requests import change_request_parties, change_requests, place_of
from portal.storage.sealing import Kind, Seals
from portal.storage.submissions import submissions

MOST = 100
SAFETY = "safety"


@dataclass(frozen=True)
class ChangeRequest:
    """A request as somebody may see it; None for what was not said, and where `hidden` for what they may not see."""

    id: str
    asked_at: datetime
    municipality: str | None
    wanted: str | None
    reason: str | None
    words: str | None = None
    language: str | None = None
    reference: str | None = None
    hidden: bool = False


def keep(
    connection: Connection, seals: Seals, row: Row[Any], request_id: str, data: dict[str, Any], at: datetime
) -> None:
    """Let those concerned see the request of the household in `row`; nobody, where it must not be found."""
    if row.seal == "protected":
        return
    sealed = seals.seal(row.seal, place_of(request_id), json.dumps(data).encode())
    connection.execute(
        insert(change_requests).values(id=request_id, submission_id=row.id, asked_at=at, seal=row.seal, details=sealed)
    )
    parties = sorted({data["municipality"], data.get("wanted") or data["municipality"]})
    rows = [{"request_id": request_id, "municipality": municipality} for municipality in parties]
    # An applicant works for no municipality.
    connection.execute(insert(change_request_parties), rows, execution_options={"all_units": True})


def forget(connection: Connection, submission_ids: list[str]) -> None:
    """The answers are gone, or the household must not be found any more."""
    connection.execute(delete(change_requests).where(change_requests.c.submission_id.in_(submission_ids)))


def own(connection: Connection, seals: Seals, submission_id: str) -> list[tuple[datetime, dict[str, Any]]]:
    """What the household itself has asked for: when, and the data of the record."""
    mine = select(change_requests).where(change_requests.c.submission_id == submission_id)
    rows = connection.execute(mine.order_by(change_requests.c.asked_at)).all()
    return [(row.asked_at, json.loads(seals.open(row.seal, place_of(row.id), row.details))) for row in rows]


def seen_by(connection: Connection, seals: Seals, municipality: str | None) -> list[ChangeRequest]:
    """The latest requests, newest first: those that concern a municipality, or for the directorate (None) all."""
    newest = _query(municipality).order_by(change_requests.c.asked_at.desc(), change_requests.c.id).limit(MOST)
    return [_as_seen(seals, row, municipality) for row in connection.execute(newest)]


def one(connection: Connection, seals: Seals, municipality: str | None, request_id: str) -> ChangeRequest | None:
    """One request, as far as it may be seen; None where there is none, or it does not concern this municipality."""
    row = connection.execute(_query(municipality).where(change_requests.c.id == request_id)).one_or_none()
    return None if row is None else _as_seen(seals, row, municipality)


def _query(municipality: str | None) -> Any:
    query = (
        select(change_requests, submissions.c.reference)
        .join(submissions, submissions.c.id == change_requests.c.submission_id)
        .where(submissions.c.withdrawn_at.is_(None), submissions.c.seal != "protected")
    )
    if municipality is None:
        return query
    party = change_request_parties.c
    return query.join(change_request_parties, party.request_id == change_requests.c.id).where(
        party.municipality == municipality
    )


def _as_seen(seals: Seals, row: Row[Any], municipality: str | None) -> ChangeRequest:
    seal: Kind = row.seal
    said: dict[str, Any] = json.loads(seals.open(seal, place_of(row.id), row.details))
    now, wanted, reason = said["municipality"], said.get("wanted"), said["reason"]
    if municipality is None:
        words, language = said.get("details"), said.get("details_language")
        return ChangeRequest(row.id, row.asked_at, now, wanted, reason, words, language, row.reference)
    if reason == SAFETY:
        here = {"municipality": now if municipality == now else None, "wanted": None if municipality == now else wanted}
        return ChangeRequest(row.id, row.asked_at, reason=None, hidden=True, **here)
    # Whoever is only wished for has nothing to do with the application yet.
    reference = row.reference if municipality == now else None
    return ChangeRequest(row.id, row.asked_at, now, wanted, reason, reference=reference)


__all__ = ["ChangeRequest", "forget", "keep", "one", "own", "seen_by"]
