"""Pairs of applications that seem to be about the same people: found, decided on by a person, and pointed out no more.

A decision changes neither application: it is a row of its own, and can be undone. Who must not be found is in no pair.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, literal, or_, select, tuple_, update

from portal.storage.duplicate_decisions import duplicate_decisions, holds
from portal.storage.municipal_cases import municipal_cases
from portal.storage.once import insert_once
from portal.storage.submissions import same_person, submissions

Decision = Literal["same", "family", "different"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
MOST = 50
A_FEW = 100

_one, _other = submissions.alias("one"), submissions.alias("other")


class DecidedMeanwhile(Exception):
    """Somebody else has decided otherwise since the page was opened."""


@dataclass(frozen=True)
class Pair:
    """Two applications, the smaller id first; `decision` where somebody has decided."""

    one: str
    other: str
    decision: Row[Any] | None = None


def undecided(connection: Connection, municipality: str | None) -> list[tuple[Pair, datetime, datetime]]:
    """The pairs that wait, with the days they were sent, who has waited longest first; at most `MOST`.

    `municipality`: only pairs of which both are its own; None for the directorate. What two share is read in the order
    in which it was sent, a few rows at a time, until there are enough pairs: most share several things.
    """
    found: dict[tuple[str, str], tuple[datetime, datetime]] = {}
    rows: Sequence[Row[Any]] = []
    while len(found) < MOST:
        rows = connection.execute(_sharing(municipality, rows[-1] if rows else None)).all()
        found |= {(row.one, row.other): (row.since, row.too) for row in rows}
        if len(rows) < A_FEW:
            break
    pairs = [(Pair(*ids), since, too) for ids, (since, too) in list(found.items())[:MOST]]
    return sorted(pairs, key=lambda waiting: min(waiting[1:]))


def _sharing(municipality: str | None, after: Row[Any] | None) -> Select[Any]:
    """What two applications share that wait for a decision: a few rows, `after` one that was read before."""
    first, second = same_person.alias("first"), same_person.alias("second")
    alike = and_(first.c.lookup == second.c.lookup, first.c.submission_id < second.c.submission_id)
    query = (
        select(
            first.c.id.label("first"),
            second.c.id.label("second"),
            _one.c.id.label("one"),
            _other.c.id.label("other"),
            _one.c.submitted_at.label("since"),
            _other.c.submitted_at.label("too"),
        )
        .select_from(first)
        .join(second, alike)
        .join(_one, _one.c.id == first.c.submission_id)
        .join(_other, _other.c.id == second.c.submission_id)
        .where(first.c.shared, *_may_be_seen(municipality), ~_decided(_one.c.id, _other.c.id))
        .order_by(first.c.id, second.c.id)
        .limit(A_FEW)
    )
    if after is None:
        return query
    return query.where(tuple_(first.c.id, second.c.id) > tuple_(literal(after.first), literal(after.second)))


def decided(connection: Connection, municipality: str | None) -> list[Pair]:
    """The pairs that were decided on last and are still decided; at most `MOST`."""
    table = duplicate_decisions.c
    query = (
        select(duplicate_decisions)
        .join(_one, _one.c.id == table.one)
        .join(_other, _other.c.id == table.other)
        .where(*_may_be_seen(municipality), holds)
        .order_by(table.decided_at.desc(), table.id)
        .limit(MOST)
    )
    return [Pair(row.one, row.other, row) for row in connection.execute(query)]


def pair(connection: Connection, one: str, other: str, municipality: str | None) -> Pair | None:
    """The pair of these two; None where they have nobody in common, or one of them is not to be seen."""
    first, second = same_person.alias("first"), same_person.alias("second")
    one, other = sorted((one, other))
    both = and_(_one.c.id == one, _other.c.id == other, _one.c.id != _other.c.id)
    alike = exists().where(
        first.c.submission_id == _one.c.id,
        second.c.submission_id == _other.c.id,
        first.c.lookup == second.c.lookup,
    )
    known = alike | _decided(_one.c.id, _other.c.id)
    query = select(_one.c.id).select_from(_one.join(_other, both))
    if connection.execute(query.where(*_may_be_seen(municipality), known)).first() is None:
        return None
    table = duplicate_decisions.c
    now = select(duplicate_decisions).where(table.one == one, table.other == other, holds)
    return Pair(one, other, connection.execute(now).one_or_none())


def decide(connection: Connection, found: Pair, decision: Decision, *, staff: str, unit: str) -> bool:
    """Decide; False where the same was decided before. Raises DecidedMeanwhile."""
    row = {
        "id": str(uuid.uuid4()),
        "one": found.one,
        "other": found.other,
        "decision": decision,
        "decided_by": staff,
        "unit": unit,
        "decided_at": datetime.now(UTC),
    }
    if insert_once(connection, duplicate_decisions, row):
        return True
    table = duplicate_decisions.c
    before = select(table.decision).where(table.one == found.one, table.other == found.other, holds)
    if connection.execute(before).scalar_one() != decision:
        raise DecidedMeanwhile
    return False


def undo(connection: Connection, found: Pair, *, staff: str) -> bool:
    """The pair waits again; False where it does already."""
    table = duplicate_decisions.c
    this = (table.one == found.one, table.other == found.other, holds)
    undone = {"undone_by": staff, "undone_at": datetime.now(UTC)}
    return connection.execute(update(duplicate_decisions).where(*this).values(undone)).rowcount == 1


def decided_with(submission_id: str) -> ColumnElement[bool]:
    """For a query over `submissions`: somebody has decided about this one and `submission_id`."""
    table = duplicate_decisions.c
    this_way = and_(table.one == submission_id, table.other == submissions.c.id)
    that_way = and_(table.one == submissions.c.id, table.other == submission_id)
    return exists().where(or_(this_way, that_way), holds)


def _decided(one: ColumnElement[str], other: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(duplicate_decisions.c.one == one, duplicate_decisions.c.other == other, holds)


def _may_be_seen(municipality: str | None) -> list[ColumnElement[bool]]:
    """What both applications must be: still open, not of people who must not be found, and one's own."""
    conditions: list[ColumnElement[bool]] = []
    for each in (_one, _other):
        conditions += [each.c.withdrawn_at.is_(None), each.c.answers.is_not(None), each.c.seal != "protected"]
        if municipality is not None:
            case = municipal_cases.c
            conditions.append(exists().where(case.submission_id == each.c.id, case.municipality == municipality))
    return conditions
