"""Taking cases out as a file: with a reason, with a colleague who agrees where it is much, and within a day."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from portal.storage.exports import exports
from portal.storage.sealing import Seals
from portal.submissions import municipal_record, queue
from portal.submissions.queue import Listed, Selection

Kind = Literal["csv", "xlsx"]
MOST_PEOPLE = 500
# More than this and one person alone could carry a village away.
ALONE_AT_MOST = 50
# A colleague must have agreed by then, and the file be fetched.
WITHIN = timedelta(hours=24)
KEPT = timedelta(days=90)
EVERYWHERE = "0000"


class TooMany(Exception):
    """More people are chosen than may be taken out at once."""


class NotPossible(Exception):
    """There is no such request, its time is over, one's own may not be agreed to, or it was agreed to already."""


@dataclass(frozen=True)
class Asked:
    """Who asks, at which unit, for the cases of which municipality; `EVERYWHERE` for those of all."""

    unit: str
    staff: str
    municipality: str


@dataclass(frozen=True)
class Somebody:
    """A person in a file: the line of the queue, the household and the person in the words of the record."""

    case: Listed
    household: dict[str, Any]
    person: dict[str, Any]


def chosen(
    connection: Connection, seals: Seals, municipality: str, selection: Selection, staff: str, now: datetime
) -> list[Somebody]:
    """Everybody in the cases that are chosen. Raises TooMany."""
    found: list[Somebody] = []
    for case in _cases(connection, seals, municipality, selection, staff, now):
        household = municipal_record.household_of(connection, seals, case.case)
        found += [Somebody(case, household, person) for person in household["persons"]] if household else []
        if len(found) > MOST_PEOPLE:
            raise TooMany
    return found


def ask(
    connection: Connection, asked: Asked, selection: str, kind: Kind, reason: str, people: int, now: datetime
) -> str:
    """Ask for a file with so many people, or cases, chosen by codes as in an address; its id."""
    id_ = str(uuid.uuid4())
    connection.execute(
        insert(exports).values(
            id=id_,
            unit_code=asked.unit,
            municipality=asked.municipality,
            selection=selection,
            kind=kind,
            reason=reason,
            people=people,
            needs_another=people > ALONE_AT_MOST,
            asked_by=asked.staff,
            asked_at=now,
        )
    )
    return id_


def agree(connection: Connection, unit: str, export: str, staff: str, now: datetime) -> None:
    """Another person of the unit agrees, once. Raises NotPossible."""
    waits = (exports.c.needs_another, exports.c.agreed_by.is_(None), exports.c.asked_by != staff)
    mine = (exports.c.id == export, exports.c.unit_code == unit, exports.c.asked_at > now - WITHIN)
    change = update(exports).where(*mine, *waits).values(agreed_by=staff, agreed_at=now)
    if not connection.execute(change).rowcount:
        raise NotPossible


def to_fetch(connection: Connection, unit: str, export: str, staff: str, now: datetime) -> Row[Any]:
    """One's own request, if it may be fetched now; that it is, is kept. Raises NotPossible."""
    agreed = or_(~exports.c.needs_another, exports.c.agreed_by.is_not(None))
    mine = (exports.c.id == export, exports.c.unit_code == unit, exports.c.asked_by == staff)
    change = update(exports).where(*mine, agreed, exports.c.asked_at > now - WITHIN).values(fetched_at=now)
    if not connection.execute(change).rowcount:
        raise NotPossible
    return connection.execute(select(exports).where(exports.c.id == export, exports.c.unit_code == unit)).one()


def of_unit(connection: Connection, unit: str, now: datetime) -> list[Row[Any]]:
    """The requests of a unit whose time is not over, the newest first."""
    alive = (exports.c.unit_code == unit, exports.c.asked_at > now - WITHIN)
    return list(connection.execute(select(exports).where(*alive).order_by(exports.c.asked_at.desc(), exports.c.id)))


def tidy(connection: Connection, now: datetime) -> None:
    """Forget old requests; that there were any stays in the audit log."""
    over = delete(exports).where(exports.c.asked_at < now - KEPT)
    connection.execute(over, execution_options={"all_units": True})


def _cases(
    connection: Connection, seals: Seals, municipality: str, selection: Selection, staff: str, now: datetime
) -> Iterator[Listed]:
    after = ""
    while True:
        page = queue.page(connection, seals, municipality, selection, staff=staff, after=after, now=now)
        yield from page.lines
        if not page.following:
            return
        after = page.following
