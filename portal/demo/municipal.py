"""Invented households for two municipalities, one in every state of the queue: something to look at."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update

from forms.kit.answers import Answers
from forms.kit.identifiers import duf_check_digits
from integrations.case_system import CaseEvent
from integrations.case_system_demo_store import CaseStore
from portal.access import demo_identities
from portal.delivery.events import keep
from portal.settings import Settings
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import answering, capacity, concerns, drafts, municipal_case, sending, settling
from portal.submissions.municipal_case import By


@dataclass(frozen=True)
class Place:
    """A municipality of the demo, who works there, the family names of its households, and its decided places."""

    number: str
    city: str
    postal_code: str
    staff: str
    families: tuple[str, ...]
    decided: int


BERGEN = Place(
    "4601", "Bergen", "5003", "municipality-1", ("Melnyk", "Shevchenko", "Boiko", "Tkachenko", "Bondar"), 520
)
STAVANGER = Place(
    "1103", "Stavanger", "4006", "municipality-2", ("Kravets", "Oliinyk", "Lysenko", "Rudenko", "Savko"), 340
)
GIVEN = ("Iryna", "Oksana", "Maryna", "Natalia", "Yevhen", "Halyna", "Andrii", "Larysa", "Bohdan", "Vira", "Taras")
MOTHER_OF_TWO, COUPLE_AND_FATHER, ALONE = 0, 1, 2


@dataclass(frozen=True)
class State:
    """A household of the sample `sample` that was sent `days` ago; `told` are events with the days since each."""

    sample: int
    days: int
    told: tuple[tuple[str, int], ...] = ()
    answer: dict[str, Any] | None = None
    settled: int = 0
    planned: bool = False
    permit: str = "granted"


ASKED = ("municipality.asked", 9)
STATES = (
    State(MOTHER_OF_TWO, 12),
    State(ALONE, 20, permit="applied"),
    State(COUPLE_AND_FATHER, 30, (ASKED,)),
    State(MOTHER_OF_TWO, 25, (ASKED,), {"answer": "needs_information", "to_know": ["school_and_kindergarten", "pets"]}),
    State(ALONE, 28, (ASKED,), {"answer": "can_receive"}),
    State(
        COUPLE_AND_FATHER, 33, (ASKED, ("municipality.declined", 2)), {"answer": "cannot_receive", "reason": "other"}
    ),
    State(MOTHER_OF_TWO, 60, (("municipality.asked", 50), ("municipality.agreed", 45))),
    State(COUPLE_AND_FATHER, 40, (("municipality.asked", 30), ("municipality.agreed", 20)), settled=1),
    State(ALONE, 35, (("municipality.asked", 30), ("municipality.agreed", 20)), planned=True),
    State(ALONE, 50, (("municipality.asked", 40), ("municipality.agreed", 30)), settled=1),
    State(ALONE, 45, (("municipality.asked", 30), ("case.closed", 10))),
)


def sow(connection: Connection, seals: Seals, settings: Settings, store: CaseStore, samples: list[Answers]) -> None:
    """Send the households, let the case system tell about them, and let the municipalities act."""
    for place in (BERGEN, STAVANGER):
        _report_places(connection, seals, settings, place)
        for number, state in enumerate(STATES):
            answers = _household(samples[state.sample], place, number, state)
            _send(connection, seals, settings, store, answers, state, place)


def _report_places(connection: Connection, seals: Seals, settings: Settings, place: Place) -> None:
    """What the municipality has decided to receive this year, and a home that is free."""
    today = datetime.now(UTC).date()
    homes = [{"places": 4, "ready_from": (today + timedelta(days=20)).isoformat(), "step_free": True, "pets": True}]
    identity = demo_identities.identity_of(connection, place.staff)
    assert identity is not None
    by = {"staff": identity.staff, "source": settings.source}
    capacity.report(connection, seals, place.number, today.year, place.decided, homes, seen=0, **by)


def _household(sample: Answers, place: Place, number: int, state: State) -> Answers:
    """The sample under other names, with numbers of its own, living in the municipality."""
    text = json.dumps(sample.to_json())
    for person in sample.people:
        text = text.replace(person.id, str(uuid.uuid4()))
    answers = Answers.from_json(json.loads(text))
    answers.household["living"] |= {"municipality": place.number, "city": place.city, "postal_code": place.postal_code}
    answers.household["own-home"] = {"found": "no", "_in": "uk"}
    answers.household["wishes"] = {"anywhere": "yes", "wishes": [], "_in": "uk"}
    for each, person in enumerate(answers.people):
        name = person.steps["name"]
        name |= {"family": place.families[number % len(place.families)]}
        name.pop("native_script", None)
        name.pop("patronymic", None)
        if each == 0:
            name["given"] = GIVEN[number]
        serial = f"2026{990000 + int(place.number) % 97 * 100 + number * 8 + each}"
        person.steps["numbers"] |= {
            "has": "yes",
            "numbers": [{"kind": "duf", "value": serial + duf_check_digits(serial)}],
        }
        if "permit" in person.steps:
            person.steps["permit"] |= {"status": state.permit}
    return answers


def _send(
    connection: Connection,
    seals: Seals,
    settings: Settings,
    store: CaseStore,
    answers: Answers,
    state: State,
    place: Place,
) -> None:
    now = datetime.now(UTC)
    draft = drafts.begin(connection, seals, settings.question_set)
    draft.answers = answers
    sending.send(connection, seals, draft, language="uk", source=settings.source, today=now.date())
    sent = {"submitted_at": now - timedelta(days=state.days)}
    connection.execute(update(submissions).where(submissions.c.id == draft.id).values(sent))
    for kind, days in state.told:
        data: dict[str, object] = (
            {"municipality": place.number} if kind.startswith("municipality.") else {"outcome": "lapsed"}
        )
        at = now - timedelta(days=days)
        event_id = store.tell(kind, draft.id, data, at)
        keep(connection, seals, [CaseEvent(event_id, kind, at, draft.id, data)], now)
    concerns.refresh(connection, seals, draft.id)
    identity = demo_identities.identity_of(connection, place.staff)
    assert identity is not None
    _act(connection, seals, By(place.number, identity.staff, settings.source), draft.id, state, now.date())


def _act(connection: Connection, seals: Seals, by: By, submission_id: str, state: State, today: date) -> None:
    case = municipal_case.of_submission(connection, by.municipality, submission_id)
    assert case is not None
    if state.answer is not None:
        given = dict(state.answer)
        if given["answer"] == "can_receive":
            given["ready_from"] = (today + timedelta(days=30)).isoformat()
        if given["answer"] == "needs_information":
            given["answer_by"] = (today + timedelta(days=14)).isoformat()
        seen = municipal_case.fingerprint(connection, seals, case)
        answering.answer(connection, seals, by, case.id, given, seen)
    people = list(_unsettled(seals, case))
    if settled := people[: state.settled]:
        day = today - timedelta(days=3)
        settling.register_settlement(connection, seals, by, submission_id, settled, day, today=today)
    if state.planned:
        day = today + timedelta(days=10)
        settling.plan_settlement(connection, seals, by, submission_id, people, day, today=today)


def _unsettled(seals: Seals, case: Any) -> Iterator[str]:
    yield from concerns.details_of(seals, case)["unsettled"]
