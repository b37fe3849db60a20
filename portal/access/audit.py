"""The audit log: who did and who read what, so that nobody can change or take out a row unnoticed.

Each row carries a keyed hash of itself and of the row before it; who has only the database cannot make another chain.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, insert, or_, select, update

from portal.access.identities import Identity
from portal.storage.audit import audit_head, audit_rows
from portal.storage.once import insert_once
from portal.storage.sealing import Seals

BEGINNING = "0" * 64
COLUMNS = ("number", "at", "staff", "role", "unit", "act", "about", "fields")


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did or read. `about` is an id, `fields` the names of what was read; no contents."""

    staff: str
    role: str
    unit: str
    act: str
    about: str = ""
    fields: str = ""


def entry(identity: Identity, act: str, about: str = "", fields: Iterable[str] = ()) -> Entry:
    """What this person did or read just now."""
    return Entry(identity.staff, identity.role, identity.unit.code, act, about, " ".join(fields)[:500])


def write(connection: Connection, seals: Seals, entries: Iterable[Entry]) -> None:
    """Add rows; they are there for good once the transaction ends."""
    insert_once(connection, audit_head, {"id": 1, "number": 0, "seal": BEGINNING})
    head = connection.execute(select(audit_head).with_for_update()).one()
    number, seal = head.number, head.seal
    rows = []
    for each in entries:
        number += 1
        row = {"number": number, "at": datetime.now(UTC).isoformat(timespec="milliseconds"), **vars(each)}
        seal = _seal(seals, seal, row)
        rows.append({**row, "seal": seal})
    if rows:
        connection.execute(insert(audit_rows), rows)
    connection.execute(update(audit_head).values(number=number, seal=seal))


@dataclass(frozen=True)
class Verdict:
    """`rows` were looked at; `broken` is the number of the first that is not as it was written, None when all are."""

    rows: int
    seal: str
    broken: int | None


def verify(connection: Connection, seals: Seals, told: Mapping[int, str] | None = None) -> Verdict:
    """Look at every row, and that none is missing, also at the end.

    `told` is what was told outside, seal by number: it finds out also who cut the end off together with the head.
    """
    expected, seal, outside = 1, BEGINNING, told or {}
    for row in connection.execute(select(audit_rows).order_by(audit_rows.c.number)):
        seal = _seal(seals, seal, {name: row._mapping[name] for name in COLUMNS})
        if row.number != expected or row.seal != seal or outside.get(expected, seal) != seal:
            return Verdict(expected - 1, seal, expected)
        expected += 1
    head = connection.execute(select(audit_head)).one_or_none()
    whole = (head is None and expected == 1) or (head is not None and (head.number, head.seal) == (expected - 1, seal))
    whole = whole and max(outside, default=0) < expected
    return Verdict(expected - 1, seal, None if whole else expected)


def latest(connection: Connection, most: int = 200) -> list[Row[tuple[str, ...]]]:
    """The newest rows first."""
    return list(connection.execute(select(audit_rows).order_by(audit_rows.c.number.desc()).limit(most)))


def about(connection: Connection, what: str, unit: str = "") -> list[Row[tuple[str, ...]]]:
    """Who has read or done what about one thing, oldest first; with `unit` only those who work there."""
    query = select(audit_rows).where(audit_rows.c.about == what).order_by(audit_rows.c.number)
    return list(connection.execute(query.where(audit_rows.c.unit == unit) if unit else query))


def about_any(connection: Connection, ids: Collection[str]) -> list[Row[tuple[str, ...]]]:
    """Who has read or done what about one of these things, also where two were compared, oldest first."""
    pairs = (audit_rows.c.about.like(f"{id_} %") | audit_rows.c.about.like(f"% {id_}") for id_ in ids)
    mine = or_(audit_rows.c.about.in_(ids), *pairs)
    return list(connection.execute(select(audit_rows).where(mine).order_by(audit_rows.c.number)))


def _seal(seals: Seals, before: str, row: dict[str, object]) -> str:
    return seals.lookup("audit", before + json.dumps(row, sort_keys=True, ensure_ascii=True))
