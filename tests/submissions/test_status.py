"""The stage of an application follows from what happened, in whatever order it became known, and however often."""

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from integrations.case_system import CaseEvent
from portal.submissions.status import Act, Facts, Stage, Status, stages_of_people, status_of

SENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SUBMITTED = "no.settlement.application.submitted.v1"
UNSENT = (Act(SUBMITTED, SENT),)
DELIVERED = (Act(SUBMITTED, SENT, SENT + timedelta(minutes=1)),)
OLENA, TARAS = "0e00-olena", "0e00-taras"

Told = tuple[str, int, dict[str, Any]]
OPENED: Told = ("case.opened", 1, {"case_number": "2026/000001"})
GRANTED: Told = ("permit.granted", 2, {})
REFUSED: Told = ("permit.refused", 2, {})
QUESTION: Told = ("information.requested", 3, {"question_code": "school", "answer_by": "2026-12-24"})
ASKED: Told = ("municipality.asked", 4, {"municipality": "4601"})
DECLINED: Told = ("municipality.declined", 5, {"municipality": "4601"})
ASKED_ANOTHER: Told = ("municipality.asked", 6, {"municipality": "0301"})
AGREED: Told = ("municipality.agreed", 7, {"municipality": "0301", "agreed_on": "2026-11-27"})
OLENA_SETTLED: Told = ("person.settled", 8, {"person_id": OLENA, "municipality": "0301", "settled_on": "2026-11-28"})
TARAS_SETTLED: Told = ("person.settled", 9, {"person_id": TARAS, "municipality": "0301", "settled_on": "2026-12-15"})
CLOSED: Told = ("case.closed", 10, {"outcome": "settled"})
LAPSED: Told = ("case.closed", 10, {"outcome": "lapsed"})
A_WHOLE_STORY = [OPENED, GRANTED, QUESTION, ASKED, DECLINED, ASKED_ANOTHER, AGREED, OLENA_SETTLED, TARAS_SETTLED]


def event(told: Told) -> CaseEvent:
    kind, days, data = told
    return CaseEvent(str(uuid.uuid4()), kind, SENT + timedelta(days=days), "a-submission", data)


def status(*told: Told, acts: tuple[Act, ...] = DELIVERED, **facts: Any) -> Status:
    known: dict[str, Any] = {"people": frozenset({OLENA, TARAS}), **facts}
    return status_of(Facts(SENT, acts, [event(each) for each in told], **known))


@pytest.mark.parametrize(
    ("told", "stage"),
    [
        ([], Stage.WITH_DIRECTORATE),
        ([OPENED], Stage.WITH_DIRECTORATE),
        ([OPENED, GRANTED], Stage.WITH_DIRECTORATE),
        ([OPENED, REFUSED], Stage.WAITS_FOR_PERMIT),
        ([OPENED, QUESTION], Stage.NEEDS_YOU),
        ([OPENED, QUESTION, ASKED], Stage.ASKED),
        ([ASKED], Stage.ASKED),
        ([ASKED, DECLINED], Stage.READY),
        ([ASKED, DECLINED, ASKED_ANOTHER], Stage.ASKED),
        ([ASKED, ASKED_ANOTHER, AGREED], Stage.AGREED),
        ([AGREED], Stage.AGREED),
        ([AGREED, OLENA_SETTLED], Stage.AGREED),
        ([OLENA_SETTLED], Stage.AGREED),
        (A_WHOLE_STORY, Stage.SETTLED),
        ([TARAS_SETTLED, OLENA_SETTLED], Stage.SETTLED),
        ([AGREED, CLOSED], Stage.SETTLED),
        ([ASKED, LAPSED], Stage.CLOSED),
        ([("case.closed", 10, {"outcome": "withdrawn"})], Stage.WITHDRAWN),
        ([("case.closed", 10, {})], Stage.CLOSED),
        ([("case.rumoured", 20, {})], Stage.WITH_DIRECTORATE),
    ],
)
def test_a_stage_follows_from_what_happened(told: list[Told], stage: Stage) -> None:
    assert status(*told).stage is stage


def test_what_has_not_arrived_there_is_received_here() -> None:
    assert status(acts=UNSENT) == Status(Stage.RECEIVED, SENT, None, {})
    assert status(OPENED, acts=UNSENT).stage is Stage.WITH_DIRECTORATE, "the case system knows it, so it has arrived"


def test_without_a_permit_it_waits_until_one_is_granted_or_a_municipality_is_asked_all_the_same() -> None:
    assert status(permit_granted=False).stage is Stage.WAITS_FOR_PERMIT
    assert status(permit_granted=False, acts=UNSENT).stage is Stage.RECEIVED
    assert status(OPENED, GRANTED, permit_granted=False).stage is Stage.WITH_DIRECTORATE
    assert status(OPENED, ASKED, permit_granted=False).stage is Stage.ASKED


def test_what_was_withdrawn_stays_withdrawn() -> None:
    withdrawn = SENT + timedelta(days=3)
    assert status(*A_WHOLE_STORY, withdrawn_at=withdrawn).stage is Stage.WITHDRAWN
    assert status(withdrawn_at=withdrawn).since == withdrawn


def test_each_person_has_a_day_of_settlement_and_a_correction_counts() -> None:
    corrected: Told = ("person.settled", 20, {"person_id": OLENA, "settled_on": "2026-11-29"})
    assert status(*A_WHOLE_STORY, corrected).settled == {OLENA: date(2026, 11, 29), TARAS: date(2026, 12, 15)}
    assert status(OLENA_SETTLED).settled == {OLENA: date(2026, 11, 28)}


def test_once_the_answers_are_gone_one_settled_person_speaks_for_all() -> None:
    assert status(OLENA_SETTLED, people=None).stage is Stage.SETTLED


def test_a_date_that_is_none_is_left_out() -> None:
    odd: Told = ("information.requested", 3, {"answer_by": "soon"})
    assert (status(odd).stage, status(odd).answer_by) == (Stage.NEEDS_YOU, None)
    assert status(QUESTION).answer_by == date(2026, 12, 24)
    assert status(("person.settled", 8, {"person_id": OLENA, "settled_on": None})).settled == {}


def test_any_order_and_any_repetition_tell_the_same() -> None:
    told = [QUESTION, ASKED, DECLINED, ASKED_ANOTHER, AGREED, OLENA_SETTLED]
    expected = status(*told)
    for order in permutations(told):
        assert status(*order, *order[:3]) == expected


@pytest.mark.parametrize(
    ("told", "without_permit", "stages"),
    [
        ([], set(), {}),
        ([ASKED], set(), {}),
        ([AGREED, OLENA_SETTLED], set(), {OLENA: Stage.SETTLED, TARAS: Stage.AGREED}),
        ([AGREED, OLENA_SETTLED, TARAS_SETTLED], set(), {}),
        ([OPENED], {TARAS}, {OLENA: Stage.WITH_DIRECTORATE, TARAS: Stage.WAITS_FOR_PERMIT}),
        ([OPENED, GRANTED], {TARAS}, {}),
        ([OPENED, CLOSED], {TARAS}, {}),
    ],
)
def test_where_people_are_not_all_as_far_each_has_a_stage(
    told: list[Told], without_permit: set[str], stages: dict[str, Stage]
) -> None:
    facts = Facts(
        SENT,
        DELIVERED,
        [event(each) for each in told],
        people=frozenset({OLENA, TARAS}),
        without_permit=frozenset(without_permit),
    )
    assert stages_of_people(facts, status_of(facts)) == stages
