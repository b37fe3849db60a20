"""How it stands between a household and one municipality: from the case system's news and from our own records."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from integrations.case_system import CaseEvent
from portal.delivery import story_of
from portal.storage.errands import errands, place_of
from portal.storage.sealing import Seals
from portal.submissions.status import ORDER

OSLO = ZoneInfo("Europe/Oslo")
RESPONDED = "no.settlement.municipality.responded.v1"
INFORMED = "no.settlement.information.given.v1"
SETTLED = "no.settlement.person.settled.v1"
OURS = (RESPONDED, INFORMED, SETTLED)


@dataclass(frozen=True)
class Act:
    """One of our own records about a household: its type, when it was owed, and its data."""

    type: str
    at: datetime
    data: dict[str, Any]


@dataclass(frozen=True)
class Told:
    """All that bears on municipalities, oldest first."""

    events: Sequence[CaseEvent]
    acts: Sequence[Act]
    withdrawn_at: datetime | None

    @property
    def permit(self) -> bool | None:
        """Whether the permit is granted, as the case system told last; None where it has not."""
        said = [event.type for event in self.events if event.type in ("permit.granted", "permit.refused")]
        return said[-1] == "permit.granted" if said else None

    @property
    def settled(self) -> dict[str, date]:
        """Each settled person's date, as it was told last by either side."""
        theirs = [(e.time, e.data) for e in self.events if e.type == "person.settled"]
        ours = [(act.at, act.data) for act in self.acts if act.type == SETTLED]
        days: dict[str, date] = {}
        for _at, data in sorted(theirs + ours, key=lambda pair: pair[0]):
            if day := _day(data, "settled_on"):
                days[str(data.get("person_id"))] = day
        return days


@dataclass(frozen=True)
class Standing:
    """How it stands with one municipality: the columns of its row, and the ids of those not yet settled."""

    columns: dict[str, Any]
    unsettled: list[str]


def told_of(connection: Connection, seals: Seals, submission_id: str, withdrawn_at: datetime | None) -> Told:
    """Everything that was told about a submission, by the case system and by us."""
    story = story_of(connection, seals, submission_id)
    return told(story, acts_about(connection, seals, submission_id), withdrawn_at)


def told(story: Sequence[CaseEvent], acts: Sequence[Act], withdrawn_at: datetime | None) -> Told:
    """The same in its order, from what was read already."""
    events = sorted(
        (event for event in story if event.type in ORDER),
        key=lambda event: (event.time, ORDER.index(event.type), event.id),
    )
    return Told(events, acts, withdrawn_at)


def acts_about(connection: Connection, seals: Seals, submission_id: str) -> list[Act]:
    """Our own records between municipality and household, oldest first."""
    return acts_about_each(connection, seals, [submission_id])[submission_id]


def acts_about_each(connection: Connection, seals: Seals, ids: Collection[str]) -> Mapping[str, list[Act]]:
    """By submission, our own records between municipality and household, oldest first."""
    subjects = {f"submission/{id_}": id_ for id_ in ids}
    theirs = select(errands).where(errands.c.subject.in_(subjects), errands.c.type.in_(OURS))
    acts: dict[str, list[Act]] = defaultdict(list)
    for row in connection.execute(theirs.where(errands.c.body.is_not(None)).order_by(errands.c.sequence)).all():
        body = json.loads(seals.open(row.seal, place_of(row.id), row.body))
        acts[subjects[row.subject]].append(Act(row.type, row.owed_at, body["data"]))
    return acts


def standing(told: Told, municipality: str, people: Sequence[str]) -> Standing:
    """How it stands between these `people` and this municipality."""
    mine = [event for event in told.events if event.data.get("municipality") == municipality]
    asked = _last(mine, "municipality.asked")
    agreed, declined = _last(mine, "municipality.agreed"), _last(mine, "municipality.declined")
    if agreed and declined and declined.time > agreed.time:
        agreed = None
    answered = _last_act(told, RESPONDED, municipality)
    if asked and answered and answered.at < asked.time:
        # Asked anew, an earlier answer counts no more.
        answered = None
    informed = _last_act(told, INFORMED, municipality)
    settled = told.settled
    unsettled = [person for person in people if person not in settled]
    done = agreed is not None and not unsettled
    columns = {
        "asked_at": (asked or agreed).time if asked or agreed else None,  # type: ignore[union-attr]
        "answer": answered.data["answer"] if answered else None,
        "answered_at": answered.at if answered else None,
        "informed_at": informed.at if informed else None,
        "agreed_on": _agreed_on(agreed) if agreed else None,
        "declined_at": declined.time if declined and not _later(asked, declined) and not agreed else None,
        "unsettled": len(unsettled),
        "settled_at": _settled_at(told, people) if done else None,
        "closed_at": None if done else _closed_at(told, municipality, agreed),
    }
    return Standing(columns, unsettled)


def _closed_at(told: Told, municipality: str, agreed: CaseEvent | None) -> datetime | None:
    """When it was over for this municipality without a settlement here."""
    if told.withdrawn_at:
        return told.withdrawn_at
    if closed := _last(told.events, "case.closed"):
        return closed.time
    elsewhere = _last(told.events, "municipality.agreed")
    if elsewhere and elsewhere.data.get("municipality") != municipality:
        back = agreed is not None and agreed.time > elsewhere.time
        return None if back or _given_back(told, elsewhere) else elsewhere.time
    return None


def _given_back(told: Told, agreed: CaseEvent) -> bool:
    """Whether the municipality that agreed has said no after all."""
    there = [event for event in told.events if event.data.get("municipality") == agreed.data.get("municipality")]
    return _later(_last(there, "municipality.declined"), agreed)


def _settled_at(told: Told, people: Sequence[str]) -> datetime:
    theirs = [event.time for event in told.events if event.type == "person.settled"]
    ours = [act.at for act in told.acts if act.type == SETTLED and act.data["person_id"] in people]
    return max(theirs + ours)


def _agreed_on(agreed: CaseEvent) -> date:
    return _day(agreed.data, "agreed_on") or agreed.time.astimezone(OSLO).date()


def _last(events: Sequence[CaseEvent], kind: str) -> CaseEvent | None:
    return next((event for event in reversed(events) if event.type == kind), None)


def _last_act(told: Told, kind: str, municipality: str) -> Act | None:
    mine = (act for act in reversed(told.acts) if act.type == kind and act.data.get("municipality") == municipality)
    return next(mine, None)


def _later(one: CaseEvent | None, other: CaseEvent) -> bool:
    return one is not None and one.time > other.time


def _day(data: dict[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(str(data[name]))
    except (KeyError, ValueError):
        return None
