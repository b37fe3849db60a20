"""How applications go, each in a row: for the directorate, by reference, without a name or an answer.

Whoever must not be found is in no row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection, Row, select

from forms.codes.municipality_codes import municipalities
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions.after_sending import municipality_of
from portal.submissions.cases import facts_of
from portal.submissions.counting import as_told
from portal.submissions.figures import OSLO
from portal.submissions.municipal_story import SETTLED, acts_about
from portal.submissions.status import Facts, Stage, status_of
from portal.submissions.taking_out import TooMany

MOST = 500


@dataclass(frozen=True)
class Chosen:
    """The applications that were sent on these days, both included, and that stand at `stage`, or at any."""

    first: date
    last: date
    stage: str = ""

    @property
    def address(self) -> str:
        """As it is kept with a request: codes only."""
        return urlencode({"first": self.first.isoformat(), "last": self.last.isoformat(), "stage": self.stage})

    @classmethod
    def of_address(cls, address: str) -> Self:
        said = dict(parse_qsl(address))
        return cls(date.fromisoformat(said["first"]), date.fromisoformat(said["last"]), said.get("stage", ""))


@dataclass(frozen=True)
class Going:
    """One application: how it stands, since when, and the days on which it went on. `people` is None once forgotten."""

    id: str
    reference: str
    sent_on: date
    stage: Stage
    since: date
    people: int | None
    settled: int
    municipality: str
    asked_on: date | None
    agreed_on: date | None
    last_settled_on: date | None
    undelivered: int


def going(connection: Connection, seals: Seals, chosen: Chosen) -> list[Going]:
    """The rows, the oldest first. Raises TooMany where more than 500 applications were sent on these days."""
    sent = submissions.c.submitted_at
    query = select(submissions).where(
        submissions.c.seal != "protected",
        sent >= datetime.combine(chosen.first, time(), OSLO),
        sent < datetime.combine(chosen.last + timedelta(days=1), time(), OSLO),
    )
    rows = connection.execute(query.order_by(sent, submissions.c.id).limit(MOST + 1)).all()
    if len(rows) > MOST:
        raise TooMany
    found = _read(connection, seals, rows)
    return [each for each in found if not chosen.stage or each.stage == chosen.stage]


def _read(connection: Connection, seals: Seals, rows: Sequence[Row[Any]]) -> Iterator[Going]:
    for row in rows:
        facts = facts_of(connection, seals, row.id)
        assert facts is not None
        ours = (as_told(act) for act in acts_about(connection, seals, row.id) if act.type == SETTLED)
        yield _one(row, replace(facts, events=[*facts.events, *ours]), _undelivered(connection, row.id))


def _one(row: Row[Any], facts: Facts, undelivered: int) -> Going:
    status = status_of(facts)
    named = municipality_of(list(facts.events))
    return Going(
        id=row.id,
        reference=row.reference,
        sent_on=_day(row.submitted_at),
        stage=status.stage,
        since=_day(status.since),
        people=None if facts.people is None else len(facts.people),
        settled=len(status.settled),
        municipality=named if named and named in municipalities else "",
        asked_on=_last(facts, "municipality.asked"),
        agreed_on=_last(facts, "municipality.agreed"),
        last_settled_on=max(status.settled.values(), default=None),
        undelivered=undelivered,
    )


def _undelivered(connection: Connection, submission_id: str) -> int:
    """How many of its records the case system has not received yet."""
    mine = (errands.c.subject == f"submission/{submission_id}", errands.c.delivered_at.is_(None))
    return len(connection.execute(select(errands.c.id).where(*mine, errands.c.set_aside_at.is_(None))).all())


def _last(facts: Facts, kind: str) -> date | None:
    return max((_day(event.time) for event in facts.events if event.type == kind), default=None)


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()
