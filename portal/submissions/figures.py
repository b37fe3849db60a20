"""What is counted of each application, where and in which month.

Whoever must not be found counts for the whole country only, and in no group.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms.kit.dates import add_months
from integrations.case_system import CaseEvent
from portal.storage.figures import NOW, Place
from portal.submissions.status import Facts, Stage, Status

OSLO = ZoneInfo("Europe/Oslo")
UNKNOWN = "?"
OVER = frozenset({Stage.SETTLED, Stage.WITHDRAWN, Stage.CLOSED})
ADULT = "adult"
# How things stand, as against what happened in a month.
STOCK = ("waiting_stage", "waiting_born", "waiting_minor", "spoken", "interpreter")
FLOW = ("applications", "changes", "settled_wait", "settled_born", "settled_minor", "settled_place", "days", "timed")
WITHIN = (3, 6, 12)
CHANGES = {
    "no.settlement.application.amended.v1": "amended",
    "no.settlement.application.withdrawn.v1": "withdrawn",
    "no.settlement.municipality.change-requested.v1": "another_place",
}


@dataclass(frozen=True)
class Member:
    """What the figures have to know of one person: no name, no number."""

    born: str
    decided: str | None
    minor: str


@dataclass(frozen=True)
class Known:
    """What the figures have to know of a household, also after its answers are gone."""

    protected: bool
    situation: str
    lives_in: str
    spoken: str
    interpreter: str
    people: Mapping[str, Member]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Known":
        return cls(**{**data, "people": {id_: Member(**each) for id_, each in data["people"].items()}})


def known_of(household: Mapping[str, Any]) -> Known:
    """`household` in the words of the record schema."""
    permits = [person["permit"].get("decided_on") for person in household["persons"] if person.get("permit")]
    contact, interpreter = household["contact"], household["contact"]["interpreter"]
    return Known(
        protected=household["protected"],
        situation=household["living"]["situation"],
        lives_in=household["living"]["municipality"],
        spoken=contact["spoken_languages"][0],
        interpreter=interpreter.get("language", UNKNOWN) if interpreter["needed"] else "none",
        people={
            person["person_id"]: Member(
                born=person["birth_date"][:4],
                # A child has no decision of its own here: it waits as long as whoever applies for it.
                decided=(person.get("permit") or {}).get("decided_on") or next(filter(None, permits), None),
                minor=person["responsible_adult"]["kind"] if "responsible_adult" in person else ADULT,
            )
            for person in household["persons"]
        },
    )


def parts_of(known: Known, facts: Facts, status: Status) -> Counter[Place]:
    """All that one household adds to the figures."""
    return Counter(_told_apart(known, *each) for each in _counted_once(known, facts, status)) + _times(
        known, facts, status
    )


def _counted_once(known: Known, facts: Facts, status: Status) -> Iterator[tuple[str, str, str, str]]:
    yield _month(facts.submitted_at), known.lives_in, "applications", known.situation
    for act in facts.acts:
        if act.type in CHANGES:
            yield _month(act.at), known.lives_in, "changes", CHANGES[act.type]
    for id_, day in status.settled.items():
        member, where = known.people.get(id_), _settled_in(facts.events, id_) or known.lives_in
        if member is None:
            continue
        month = f"{day:%Y-%m}"
        yield month, where, "settled_wait", _waited(_decided(member, facts.events), day)
        yield month, where, "settled_born", member.born
        yield month, where, "settled_minor", member.minor
        yield month, where, "settled_place", "same" if where == known.lives_in else "another"
    if status.stage in OVER:
        return
    where = _asked_last(facts.events) or known.lives_in
    for id_, member in known.people.items():
        if id_ not in status.settled:
            yield NOW, where, "waiting_stage", str(status.stage)
            yield NOW, where, "waiting_born", member.born
            yield NOW, where, "waiting_minor", member.minor
    yield NOW, where, "spoken", known.spoken
    yield NOW, where, "interpreter", known.interpreter


def _times(known: Known, facts: Facts, status: Status) -> Counter[Place]:
    """The days that each part of the way took, and how many people went it, by the month in which they were settled."""
    found: Counter[Place] = Counter()
    applied = _day(facts.submitted_at)
    for id_, settled in status.settled.items():
        member, where = known.people.get(id_), _settled_in(facts.events, id_) or known.lives_in
        if member is None or known.protected:
            continue
        decided, agreed = _decided(member, facts.events), _agreed(facts.events)
        for part, begun, ended in (
            ("decided_settled", decided, settled),
            ("decided_applied", decided, applied),
            ("applied_agreed", applied, agreed),
            ("agreed_settled", agreed, settled),
        ):
            # Whoever applied before the decision did not wait in between.
            if begun and ended:
                month = f"{settled:%Y-%m}"
                found[Place(month, where, "days", part)] += max(0, (ended - begun).days)
                found[Place(month, where, "timed", part)] += 1
    return found


def _told_apart(known: Known, month: str, where: str, figure: str, part: str) -> Place:
    return Place(month, "", figure, UNKNOWN) if known.protected else Place(month, where, figure, part)


def _waited(decided: date | None, settled: date) -> str:
    if decided is None:
        return UNKNOWN
    return next((str(months) for months in WITHIN if settled <= add_months(decided, months)), "longer")


def _decided(member: Member, events: Sequence[CaseEvent]) -> date | None:
    if member.decided:
        return date.fromisoformat(member.decided)
    granted = [event.time for event in events if event.type == "permit.granted"]
    return _day(granted[-1]) if granted else None


def _agreed(events: Sequence[CaseEvent]) -> date | None:
    agreed = [event for event in events if event.type == "municipality.agreed"]
    if not agreed:
        return None
    try:
        return date.fromisoformat(str(agreed[-1].data.get("agreed_on")))
    except ValueError:
        return _day(agreed[-1].time)


def _settled_in(events: Sequence[CaseEvent], person: str) -> str | None:
    mine = [event for event in events if event.type == "person.settled" and event.data.get("person_id") == person]
    return _municipality(mine[-1]) if mine else None


def _asked_last(events: Sequence[CaseEvent]) -> str | None:
    asked = [event for event in events if event.type in ("municipality.asked", "municipality.agreed")]
    return _municipality(asked[-1]) if asked else None


def _municipality(event: CaseEvent) -> str | None:
    named = event.data.get("municipality")
    return named if isinstance(named, str) and len(named) == 4 else None


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


def _month(moment: datetime) -> str:
    return f"{_day(moment):%Y-%m}"
