"""Reads what the case system tells about cases, and keeps each piece of news exactly once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from integrations.case_system import CaseEvent, CaseSystem
from portal.storage.case_events import case_events, cursor, move_cursor
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.once import insert_once
from portal.storage.sealing import Kind, Seals

CURSOR = "case-events"
Hearing = Callable[[Connection, CaseEvent], None]


def nobody_listens(connection: Connection, event: CaseEvent) -> None:
    """Nobody but the pages that read the events wants to know."""


async def read_on(database: Database, seals: Seals, case_system: CaseSystem, hearing: Hearing = nobody_listens) -> int:
    """Read from where we stopped to the end; how many events were new.

    `hearing` is called once for each new event about a submission of ours, in the transaction that keeps it.
    Raises what `CaseSystem.events` raises; what was read until then is kept.
    """
    new = 0
    while True:
        seen = await database.read(cursor, CURSOR)
        page = await case_system.events(seen)
        if page.next == (seen or "") or (not page.events and seen is None):
            return new
        new += await database.write(_keep, seals, seen, page.events, page.next, hearing)
        if not page.events:
            return new


def _keep(
    connection: Connection,
    seals: Seals,
    seen: str | None,
    events: list[CaseEvent],
    following: str,
    hearing: Hearing,
) -> int:
    now = datetime.now(UTC)
    if not move_cursor(connection, CURSOR, seen, following, now):
        return 0
    new = 0
    for event in events:
        if not keep(connection, seals, event, now):
            continue
        if _seal_of(connection, event.submission_id) is not None:
            hearing(connection, event)
        new += 1
    return new


def keep(connection: Connection, seals: Seals, event: CaseEvent, now: datetime) -> bool:
    """Keep one piece of news; False where it was kept before."""
    known_by = _seal_of(connection, event.submission_id)
    seal = known_by or "protected"
    row = {
        "id": event.id,
        "type": event.type,
        "time": event.time,
        "submission_id": event.submission_id,
        "known": known_by is not None,
        "seal": seal,
        "data": seals.seal(seal, _place(event.id), json.dumps(event.data).encode()),
        "received_at": now,
    }
    return insert_once(connection, case_events, row)


def story_of(connection: Connection, seals: Seals, submission_id: str) -> list[CaseEvent]:
    """All that happened to the case of a submission, oldest first."""
    mine = select(case_events).where(case_events.c.submission_id == submission_id)
    rows = connection.execute(mine.order_by(case_events.c.time, case_events.c.received_at, case_events.c.id))
    return [
        CaseEvent(
            row.id,
            row.type,
            row.time,
            row.submission_id,
            # Emptied, once the time of its application is over.
            json.loads(seals.open(row.seal, _place(row.id), row.data)) if row.data else {},
        )
        for row in rows
    ]


def unknown_events(connection: Connection) -> int:
    """How many events tell of submissions that are not ours, and wait for a person to wonder about them."""
    query = select(func.count()).select_from(case_events).where(case_events.c.known.is_(False))
    return connection.scalar(query) or 0


def _seal_of(connection: Connection, submission_id: str) -> Kind | None:
    subject = f"submission/{submission_id}"
    return connection.scalar(select(errands.c.seal).where(errands.c.subject == subject).limit(1))


def _place(event_id: str) -> str:
    return f"case_events|data|{event_id}"
