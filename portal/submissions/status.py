"""How far an application has come, read from what happened: our own acts and the case system's news, in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from integrations.case_system import CaseEvent
from portal.submissions.asked import Asked


class Stage(StrEnum):
    """The stages as the applicant is told them, in their usual order; then those that may come at any time."""

    RECEIVED = "received"
    WITH_DIRECTORATE = "with_directorate"
    READY = "ready"
    ASKED = "asked"
    AGREED = "agreed"
    SETTLED = "settled"
    NEEDS_YOU = "needs_you"
    WAITS_FOR_PERMIT = "waits_for_permit"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True)
class Act:
    """Something the applicant has sent: `type` as in its record; not yet `delivered_at` while it is on its way."""

    type: str
    at: datetime
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """What is known about a case. `people` are the ids of its people; None when the answers are no longer kept.

    `without_permit` are those whose permit was not granted when it was last told.
    """

    submitted_at: datetime
    acts: Sequence[Act] = ()
    events: Sequence[CaseEvent] = ()
    withdrawn_at: datetime | None = None
    permit_granted: bool = True
    people: frozenset[str] | None = None
    without_permit: frozenset[str] = frozenset()
    asked: Sequence[Asked] = ()


@dataclass(frozen=True)
class Status:
    """A stage, since when, until when an answer is awaited, and the days on which people were settled, by id.

    `questions` still wait for an answer, oldest first; also where the case went on or was closed, there are none.
    """

    stage: Stage
    since: datetime
    answer_by: date | None
    settled: dict[str, date]
    questions: tuple[Asked, ...] = ()


OUTCOMES = {"settled": Stage.SETTLED, "withdrawn": Stage.WITHDRAWN}
AFTER_MUNICIPALITY = {"asked": Stage.ASKED, "agreed": Stage.AGREED, "declined": Stage.READY}
# While a household is here, some of it may still wait for their permits.
ON_THE_WAY = (Stage.WITH_DIRECTORATE, Stage.READY, Stage.ASKED, Stage.AGREED, Stage.NEEDS_YOU)
# What shows that nobody waits for an answer any more, by who has asked.
WENT_ON = {
    "directorate": ("municipality.asked", "municipality.agreed", "person.settled"),
    "municipality": ("municipality.agreed", "municipality.declined", "person.settled"),
}
# Told at the same moment, what comes later in a case counts as the later news.
ORDER = (
    "case.opened",
    "permit.refused",
    "permit.granted",
    "information.requested",
    "municipality.asked",
    "municipality.declined",
    "municipality.agreed",
    "person.settled",
    "case.closed",
)


def status_of(facts: Facts) -> Status:
    """The stage that all facts together make, whatever order they became known in, and however often."""
    events = sorted(
        (event for event in facts.events if event.type in ORDER),
        key=lambda event: (event.time, ORDER.index(event.type), event.id),
    )
    questions = _open_questions(facts, events)
    settled = _settled(events)
    stage, since = next(_stages(facts, events, questions, settled))
    if stage is not Stage.NEEDS_YOU:
        return Status(stage, since, None, settled)
    days = [question.answer_by for question in questions if question.answer_by]
    return Status(stage, since, min(days, default=None), settled, tuple(questions))


def stages_of_people(facts: Facts, status: Status) -> dict[str, Stage]:
    """The stage of each person by id, where they are not all as far; otherwise nothing."""
    granted = any(event.type == "permit.granted" for event in facts.events)
    waiting = frozenset() if granted or status.stage not in ON_THE_WAY else facts.without_permit
    if status.stage in (Stage.WITHDRAWN, Stage.CLOSED):
        return {}
    stages: dict[str, Stage] = dict.fromkeys(facts.people or (), status.stage)
    stages |= {person: Stage.WAITS_FOR_PERMIT for person in stages if person in waiting}
    stages |= {person: Stage.SETTLED for person in stages if person in status.settled}
    return stages if len(set(stages.values())) > 1 else {}


def _stages(
    facts: Facts, events: list[CaseEvent], questions: list[Asked], settled: dict[str, date]
) -> Iterator[tuple[Stage, datetime]]:
    """Every stage that something speaks for, the strongest first."""
    if facts.withdrawn_at:
        yield Stage.WITHDRAWN, facts.withdrawn_at
    if closed := _last(events, "case.closed"):
        yield OUTCOMES.get(str(closed.data.get("outcome")), Stage.CLOSED), closed.time
    moved = _last(events, "person.settled")
    if moved and (facts.people or frozenset()) <= settled.keys():
        yield Stage.SETTLED, moved.time
    if questions:
        yield Stage.NEEDS_YOU, questions[-1].asked_at
    if moved:
        # Some have moved, others wait for their turn: a municipality has agreed, whether we were told or not.
        yield Stage.AGREED, (_last(events, "municipality.agreed") or moved).time
    yield from _from_municipalities(events)
    permit = _last(events, "permit.granted", "permit.refused")
    if permit and permit.type == "permit.refused":
        yield Stage.WAITS_FOR_PERMIT, permit.time
    arrived = min((act.delivered_at for act in facts.acts if act.delivered_at), default=None)
    known_there = min([*(event.time for event in events[:1]), *([arrived] if arrived else [])], default=None)
    if known_there and not permit and not facts.permit_granted:
        yield Stage.WAITS_FOR_PERMIT, known_there
    if known_there:
        yield Stage.WITH_DIRECTORATE, permit.time if permit else known_there
    yield Stage.RECEIVED, facts.submitted_at


def _from_municipalities(events: list[CaseEvent]) -> Iterator[tuple[Stage, datetime]]:
    """One that agreed counts before one that is asked; where all have declined, another one is to be asked."""
    latest: dict[object, CaseEvent] = {}
    for event in events:
        if event.type.startswith("municipality."):
            latest[event.data.get("municipality")] = event
    for answer in ("agreed", "asked", "declined"):
        of_this = [event.time for event in latest.values() if event.type == f"municipality.{answer}"]
        if of_this:
            yield AFTER_MUNICIPALITY[answer], max(of_this)


def _open_questions(facts: Facts, events: list[CaseEvent]) -> list[Asked]:
    """What was asked and not answered, while nothing shows that the case went on without an answer."""
    known = {question.asked_at for question in facts.asked}
    only_told = [
        Asked(event.id, "directorate", None, (), event.time, _day(event, "answer_by"))
        for event in events
        if event.type == "information.requested" and event.time not in known
    ]
    asked = sorted([*facts.asked, *only_told], key=lambda question: question.asked_at)
    return [question for question in asked if question.answered_at is None and not _went_on(question, events)]


def _went_on(question: Asked, events: list[CaseEvent]) -> bool:
    later = _last(events, *WENT_ON[question.asked_by])
    return later is not None and later.time >= question.asked_at


def _settled(events: list[CaseEvent]) -> dict[str, date]:
    days = {
        str(event.data.get("person_id")): _day(event, "settled_on")
        for event in events
        if event.type == "person.settled"
    }
    return {person: day for person, day in days.items() if day}


def _last(events: list[CaseEvent], *types: str) -> CaseEvent | None:
    return next((event for event in reversed(events) if event.type in types), None)


def _day(event: CaseEvent | None, name: str) -> date | None:
    try:
        return date.fromisoformat(str(event.data[name])) if event else None
    except (KeyError, ValueError):
        return None
