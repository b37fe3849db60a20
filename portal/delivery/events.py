"""Reads what the case system tells about cases, and keeps each piece of news exactly once."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from integrations.case_system import CaseEvent, CaseSystem
from portal.storage.case_events import case_events, cursor, move_cursor
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.once import insert_those_new
from portal.storage.sealing import Kind, Seals

CURSOR = "case-events"
Hearing = Callable[[Connection, Sequence[CaseEvent]], None]


def nobody_listens(connection: Connection, news: object) -> None:
    """Nobody but the pages that read the events wants to know."""


async def read_on(database: Database, seals: Seals, case_system: CaseSystem, hearing: Hearing = nobody_listens) -> int:
    """Read from where we stopped to the end; how many events were new.

    `hearing` is called once for each page, with what was new there about submissions of ours, in the transaction that
    keeps it.
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
    seals_used = _seals_of(connection, {event.submission_id for event in events})
    new = _keep_events(connection, seals, events, seals_used, now)
    if ours := [event for event in new if event.submission_id in seals_used]:
        hearing(connection, ours)
    return len(new)


def keep(connection: Connection, seals: Seals, events: Sequence[CaseEvent], now: datetime) -> list[CaseEvent]:
    """Keep these pieces of news; those that were not kept before."""
    return _keep_events(connection, seals, events, _seals_of(connection, {e.submission_id for e in events}), now)


def _keep_events(
    connection: Connection, seals: Seals, events: Sequence[CaseEvent], used: Mapping[str, Kind], now: datetime
) -> list[CaseEvent]:
    told = {event.id: event for event in events}
    rows = []
    for event in told.values():
        seal = used.get(event.submission_id, "protected")
        rows.append(
            {
                "id": event.id,
                "type": event.type,
                "time": event.time,
                "submission_id": event.submission_id,
                "known": event.submission_id in used,
                "seal": seal,
                "data": seals.seal(seal, _place(event.id), json.dumps(event.data).encode()),
                "received_at": now,
            }
        )
    new = insert_those_new(connection, case_events, rows)
    return [event for event in told.values() if event.id in new]


def story_of(connection: Connection, seals: Seals, submission_id: str) -> list[CaseEvent]:
    """All that happened to the case of a submission, oldest first."""
    return stories_of(connection, seals, [submission_id])[submission_id]


def stories_of(connection: Connection, seals: Seals, ids: Collection[str]) -> Mapping[str, list[CaseEvent]]:
    """By submission, all that happened to its case, oldest first."""
    theirs = select(case_events).where(case_events.c.submission_id.in_(ids))
    rows = connection.execute(theirs.order_by(case_events.c.time, case_events.c.received_at, case_events.c.id))
    stories: dict[str, list[CaseEvent]] = defaultdict(list)
    for row in rows:
        # Emptied, once the time of its application is over.
        data = json.loads(seals.open(row.seal, _place(row.id), row.data)) if row.data else {}
        stories[row.submission_id].append(CaseEvent(row.id, row.type, row.time, row.submission_id, data))
    return stories


def unknown_events(connection: Connection) -> int:
    """How many events tell of submissions that are not ours, and wait for a person to wonder about them."""
    query = select(func.count()).select_from(case_events).where(case_events.c.known.is_(False))
    return connection.scalar(query) or 0


def _seals_of(connection: Connection, ids: Collection[str]) -> dict[str, Kind]:
    """By submission of ours, which key seals what is told of it: the most guarded of those used so far."""
    subjects = {f"submission/{id_}": id_ for id_ in ids}
    owed = select(errands.c.subject, errands.c.seal).where(errands.c.subject.in_(subjects))
    # "answers", "health", "protected": the last of them in the alphabet is the most guarded.
    rows = connection.execute(owed.distinct().order_by(errands.c.seal)).all()
    return {subjects[row.subject]: row.seal for row in rows}


def _place(event_id: str) -> str:
    return f"case_events|data|{event_id}"
