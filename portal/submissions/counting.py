"""Counts for the figures what has changed since it last counted, a little at a time while people go on."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from integrations.case_system import CaseEvent
from portal.storage import figures
from portal.storage.case_events import cursor, move_cursor
from portal.storage.database import Database
from portal.storage.figures import Place, counted
from portal.storage.once import one_after_another
from portal.storage.sealing import Kind, Seals
from portal.submissions.cases import facts_of, frozen_of, row_of
from portal.submissions.figures import OSLO, OVER, STOCK, Known, known_of, parts_of
from portal.submissions.municipal_story import SETTLED, Act, acts_about
from portal.submissions.status import status_of

CURSOR = "figures"
A_FEW = 200
# A transaction that began before the last count may have ended after it.
OVERLAP = timedelta(minutes=10)
# After the answers are gone: who has not been settled by then is no longer counted as waiting.
REMEMBERED = timedelta(days=365)


def count(database: Database, seals: Seals, now: datetime) -> int:
    """Count what has happened since the last time; how many applications were looked at. May be stopped at any time."""
    with database.reading() as connection:
        last = cursor(connection, CURSOR)
        ids = figures.changed_since(connection, datetime.fromisoformat(last) - OVERLAP if last else None)
    for begin in range(0, len(ids), A_FEW):
        with database.transaction() as connection:
            _count_these(connection, seals, ids[begin : begin + A_FEW], now)
    with database.transaction() as connection:
        figures.keep_month(connection, f"{now.astimezone(OSLO):%Y-%m}", STOCK)
        move_cursor(connection, CURSOR, last, now.isoformat(), now)
    return len(ids)


def counted_at(connection: Connection) -> datetime | None:
    """When the figures were counted last; None before the first time."""
    last = cursor(connection, CURSOR)
    return datetime.fromisoformat(last) if last else None


def kept_of(connection: Connection, seals: Seals, submission_id: str) -> dict[str, Any] | None:
    """What is kept about an application so that its settlement can be counted; None where nothing is."""
    row = connection.execute(select(counted).where(counted.c.id == submission_id)).one_or_none()
    if row is None or row.kept is None:
        return None
    opened: dict[str, Any] = json.loads(seals.open(row.seal, _place(submission_id), row.kept))
    return opened


def _count_these(connection: Connection, seals: Seals, ids: Iterable[str], now: datetime) -> None:
    one_after_another(connection, CURSOR)
    changes: Counter[Place] = Counter()
    for submission_id in ids:
        changes.update(_change_of(connection, seals, submission_id, now))
    figures.add(connection, changes)


def _change_of(connection: Connection, seals: Seals, submission_id: str, now: datetime) -> Counter[Place]:
    """What one application adds now that it did not add before, and less what it no longer does."""
    row = row_of(connection, submission_id)
    new = connection.execute(select(counted.c.id).where(counted.c.id == submission_id)).first() is None
    earlier = kept_of(connection, seals, submission_id)
    if row is None or not (new or earlier):
        return Counter()
    frozen = frozen_of(seals, row)
    if frozen:
        known = known_of(frozen["record"]["data"])
    elif earlier:
        known = Known.from_json(earlier["known"])
    else:
        # It was withdrawn before anybody could count it.
        return Counter()
    facts = facts_of(connection, seals, submission_id)
    assert facts is not None
    ours = (as_told(act) for act in acts_about(connection, seals, submission_id) if act.type == SETTLED)
    facts = replace(facts, people=frozenset(known.people), events=[*facts.events, *ours])
    status = status_of(facts)
    parts = parts_of(known, facts, status)
    forgotten = frozen is None and row.keep_until < now - REMEMBERED
    if forgotten:
        parts = Counter({place: number for place, number in parts.items() if place.figure not in STOCK})
    kept: dict[str, object] | None = None
    if frozen is not None or not (forgotten or status.stage in OVER):
        kept = {"known": asdict(known), "parts": [[*place, number] for place, number in parts.items()]}
    _keep(connection, seals, submission_id, row.seal, kept, new=new)
    changes = Counter(parts)
    changes.subtract({Place(*place): number for *place, number in earlier["parts"]} if earlier else {})
    return changes


def as_told(act: Act) -> CaseEvent:
    """A settlement date that a municipality registered here counts like one that the case system tells of."""
    return CaseEvent(f"{act.type}|{act.data['person_id']}|{act.at}", "person.settled", act.at, "", act.data)


def _keep(
    connection: Connection, seals: Seals, submission_id: str, seal: Kind, kept: dict[str, object] | None, *, new: bool
) -> None:
    sealed = seals.seal(seal, _place(submission_id), json.dumps(kept).encode()) if kept is not None else None
    values = {"seal": seal, "kept": sealed}
    if new:
        connection.execute(insert(counted).values(id=submission_id, **values))
    else:
        connection.execute(update(counted).where(counted.c.id == submission_id).values(**values))


def _place(submission_id: str) -> str:
    return f"counted|kept|{submission_id}"
