"""The roster of a centre: who is not registered yet, who waits for what and since when, and who is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, update

from forms.kit.answers import Answers
from portal.storage.centre_households import centre_households
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import residents

State = Literal["not_begun", "begun", "waits", "sent", "accepted"]
STATES: tuple[State, ...] = get_args(State)
# When a household has come this far; whatever is not reached yet is empty.
REACHED: dict[State, str] = {
    "accepted": "accepted_at",
    "sent": "sent_at",
    "waits": "waits_at",
    "begun": "begun_at",
    "not_begun": "listed_at",
}
ON_A_PAGE = 50
# Beyond this, nobody needs to know exactly how many; counting them all would take the longer, the more there are.
COUNTED = 1_000


@dataclass(frozen=True)
class Line:
    """One line of the roster. The name is empty once the centre may no longer read it."""

    id: str
    state: State
    since: datetime
    name: str
    room: str
    reference: str
    claimed_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def key(self) -> str:
        """Where the next page begins."""
        return f"{self.since.isoformat()}~{self.id}"


def page(connection: Connection, seals: Seals, unit: str, state: State, after: str = "") -> tuple[list[Line], bool]:
    """Up to fifty lines of a state behind the line `after`, who has waited longest first; and whether there are more.

    What the case system has got waits no longer: there the newest comes first.
    """
    since = centre_households.c[REACHED[state]]
    newest_first = state == "accepted"
    query = _lines(unit).where(*_come_to(state))
    if behind := _behind(since, after, newest_first=newest_first):
        query = query.where(*behind)
    id_ = centre_households.c.id
    order = (since.desc(), id_.desc()) if newest_first else (since, id_)
    rows = connection.execute(query.order_by(*order).limit(ON_A_PAGE + 1)).all()
    return [_line(seals, row) for row in rows[:ON_A_PAGE]], len(rows) > ON_A_PAGE


def counts(connection: Connection, unit: str) -> dict[State, int]:
    """How many there are of each, up to a thousand."""
    found = {}
    for state in STATES:
        some = select(centre_households.c.id).where(*_of(unit), *_come_to(state)).limit(COUNTED).subquery()
        found[state] = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return found


def found(connection: Connection, seals: Seals, unit: str, typed: str, today: date) -> list[Line]:
    """Up to fifty of the centre's own that everything typed fits."""
    wanted = set(residents.asked_for(seals, unit, typed, today))
    if not wanted:
        return []
    ids = residents.with_all(connection, unit, wanted, ON_A_PAGE)
    query = _lines(unit).where(centre_households.c.id.in_(ids))
    return [_line(seals, row) for row in connection.execute(query.order_by(centre_households.c.id)).all()]


def keep_up(
    connection: Connection, seals: Seals, unit: str, id_: str, answers: Answers, *, complete: bool, now: datetime
) -> None:
    """After a change to a household: its line, what finds it, and who of the list is registered with it."""
    mine = (*_of(unit), centre_households.c.id == id_)
    row = connection.execute(select(centre_households).where(*mine)).one()
    listed = residents.opened(seals, id_, row.sealed)
    changed: dict[str, Any] = {"waits_at": (row.waits_at or now) if complete else None}
    if row.listed_at is None:
        # Nobody brought this household in by a list: the line says what the household says.
        listed = residents.of_person(answers, answers.people[0], listed.room)
        changed["sealed"] = residents.sealed(seals, id_, listed)
    connection.execute(update(centre_households).where(*mine).values(**changed))
    lookups = residents.lookups_of_all(seals, unit, answers) | residents.lookups_of(seals, unit, listed)
    residents.remember(connection, unit, id_, lookups)
    _gather(connection, unit, id_, residents.same(lookups))


def _gather(connection: Connection, unit: str, id_: str, lookups: set[str]) -> None:
    """Who stands on the list and is registered in this household needs no line of their own."""
    table = centre_households.c
    theirs = residents.with_any(connection, unit, lookups) - {id_}
    let_go = update(centre_households).where(table.unit_code == unit, table.part_of == id_)
    connection.execute(let_go.where(table.id.not_in(theirs)).values(part_of=None))
    free = (table.unit_code == unit, table.id.in_(theirs), table.begun_at.is_(None))
    connection.execute(update(centre_households).where(*free).values(part_of=id_))


def _of(unit: str) -> tuple[ColumnElement[bool], ...]:
    return (centre_households.c.unit_code == unit,)


def _come_to(state: State) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [centre_households.c.part_of.is_(None)]
    for further, column in REACHED.items():
        if further == state:
            break
        conditions.append(centre_households.c[column].is_(None))
    return [*conditions, centre_households.c[REACHED[state]].is_not(None)]


def _lines(unit: str) -> Select[Any]:
    query = select(centre_households, submissions.c.reference)
    return query.outerjoin(submissions, submissions.c.id == centre_households.c.id).where(*_of(unit))


def _behind(since: Any, after: str, *, newest_first: bool) -> Sequence[ColumnElement[bool]]:
    moment, _tilde, id_ = after.partition("~")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return ()
    if at.tzinfo is None:
        return ()
    if newest_first:
        return (since <= at, or_(since < at, and_(since == at, centre_households.c.id < id_)))
    return (since >= at, or_(since > at, and_(since == at, centre_households.c.id > id_)))


def _line(seals: Seals, row: Row[Any]) -> Line:
    state = next(state for state, column in REACHED.items() if getattr(row, column) is not None)
    resident = residents.opened(seals, row.id, row.sealed)
    since = getattr(row, REACHED[state])
    reference = row.reference or ""
    return Line(row.id, state, since, resident.name, resident.room, reference, row.claimed_at, row.withdrawn_at)
