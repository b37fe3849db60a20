"""The figures: what is counted of an application, once, and still right after its answers are gone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from integrations.case_system import CaseEvent
from portal.delivery.events import _keep
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.figures import Place, counted, figures
from portal.storage.submissions import submissions
from portal.submissions import after_sending, drafts, sending
from portal.submissions.cases import answers_of
from portal.submissions.counting import count
from tests.browser.site import sample_household

MOTHER_OF_TWO, PROTECTED = 0, 5
BERGEN, OSLO = "4601", "0301"

pytestmark = pytest.mark.usefixtures("clock")


class Office:
    """Applications are sent, the case system tells of them, and the figures are counted."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.seals, self.settings = database, settings.seals(), settings
        self.told = 0

    def send(self, sample: int) -> str:
        with self.database.transaction() as connection:
            draft = drafts.begin(connection, self.seals, "2022-06")
            draft.answers = sample_household(sample)
            drafts.save(connection, self.seals, draft)
            sending.send(connection, self.seals, draft, language="uk", source="urn:test", today=date(2026, 11, 20))
        return draft.id

    def people(self, submission_id: str) -> list[str]:
        with self.database.reading() as connection:
            row = connection.execute(select(submissions).where(submissions.c.id == submission_id)).one()
        answers = answers_of(self.seals, row)
        assert answers is not None
        return [person.id for person in answers.people]

    def hear(self, submission_id: str, kind: str, at: str, **data: Any) -> None:
        event = CaseEvent(f"event-{self.told}", kind, datetime.fromisoformat(at), submission_id, data)
        with self.database.transaction() as connection:
            seen = str(self.told) if self.told else None
            self.told += 1
            _keep(connection, self.seals, seen, [event], str(self.told), lambda *_anything: None)

    def settle(self, submission_id: str, person: str, municipality: str) -> None:
        day = "2026-12-01"
        data = {"person_id": person, "municipality": municipality, "settled_on": day}
        self.hear(submission_id, "person.settled", f"{day}T09:00:00Z", **data)

    def count(self) -> dict[Place, int]:
        count(self.database, self.seals, datetime.now(UTC))
        return self.figures()

    def figures(self) -> dict[Place, int]:
        with self.database.reading() as connection:
            return {Place(*row[:4]): row.number for row in connection.execute(select(figures))}


@pytest.fixture
def office(database: Database, settings: Settings) -> Office:
    return Office(database, settings)


def test_an_application_counts_where_the_household_lives_and_as_it_stands(office: Office) -> None:
    office.send(MOTHER_OF_TWO)
    found = office.count()
    assert found[Place("2026-11", BERGEN, "applications", "private")] == 1
    assert found[Place("now", BERGEN, "waiting_stage", "received")] == 3
    assert found[Place("2026-11", BERGEN, "waiting_stage", "received")] == 3
    assert found[Place("now", BERGEN, "waiting_minor", "parent")] == 2


def test_counting_again_changes_nothing(office: Office) -> None:
    office.send(MOTHER_OF_TWO)
    assert office.count() == office.count()


def test_who_must_not_be_found_counts_for_the_country_only_and_in_no_group(office: Office) -> None:
    office.send(PROTECTED)
    found = office.count()
    assert {place.municipality for place in found} == {""}
    assert {place.part for place in found} == {"?"}


def test_once_settled_nobody_waits_and_the_way_is_measured(office: Office) -> None:
    id_ = office.send(MOTHER_OF_TWO)
    office.count()
    office.hear(id_, "municipality.agreed", "2026-11-21T09:00:00Z", municipality=OSLO, agreed_on="2026-11-21")
    for person in office.people(id_):
        office.settle(id_, person, OSLO)
    found = office.count()
    assert not [place for place in found if place.month == "now"]
    settled = {place.part: number for place, number in found.items() if place.figure == "settled_place"}
    assert settled == {"another": 3}
    assert found[Place("2026-12", OSLO, "days", "agreed_settled")] == 30
    assert found[Place("2026-12", OSLO, "timed", "agreed_settled")] == 3
    waited = [place.part for place in found if place.figure == "settled_wait"]
    assert len(waited) == 1


def test_after_the_answers_are_gone_a_settlement_date_still_counts_and_then_nothing_is_kept(office: Office) -> None:
    id_ = office.send(MOTHER_OF_TWO)
    people = office.people(id_)
    office.count()
    with office.database.transaction() as connection:
        connection.execute(update(submissions).values(answers=None))
    for person in people:
        office.hear(
            id_,
            "person.settled",
            "2026-12-01T09:00:00Z",
            person_id=person,
            municipality=BERGEN,
            settled_on="2026-12-01",
        )
    found = office.count()
    assert found[Place("2026-12", BERGEN, "settled_place", "same")] == 3
    with office.database.reading() as connection:
        assert connection.execute(select(counted.c.kept)).scalar_one() is None
    assert office.count() == found


def test_who_is_never_settled_is_forgotten_a_year_after_the_answers(
    office: Office, clock: time_machine.Traveller
) -> None:
    office.send(MOTHER_OF_TWO)
    sent = office.count()
    with office.database.transaction() as connection:
        connection.execute(update(submissions).values(answers=None, keep_until=datetime.now(UTC)))
    clock.shift(timedelta(days=365))
    assert office.count()[Place("now", BERGEN, "waiting_stage", "received")] == 3
    clock.shift(timedelta(seconds=1))
    found = office.count()
    assert not [place for place in found if place.month == "now"]
    applied = Place("2026-11", BERGEN, "applications", "private")
    assert found[applied] == sent[applied] == 1
    with office.database.reading() as connection:
        assert connection.execute(select(counted.c.kept)).scalar_one() is None
    assert office.count() == found


def test_what_was_withdrawn_waits_no_longer_and_is_counted_as_a_change(office: Office) -> None:
    id_ = office.send(MOTHER_OF_TWO)
    office.count()
    with office.database.transaction() as connection:
        after_sending.withdraw(connection, office.seals, id_, "not_told", "urn:test")
    found = office.count()
    assert found[Place("2026-11", BERGEN, "applications", "private")] == 1
    assert not [place for place in found if place.month == "now"]


def test_a_month_keeps_how_things_stood_when_it_was_counted_last(office: Office, clock: time_machine.Traveller) -> None:
    id_ = office.send(MOTHER_OF_TWO)
    office.count()
    clock.shift(timedelta(days=20))
    office.hear(id_, "case.opened", "2026-12-10T09:00:00Z")
    found = office.count()
    assert found[Place("2026-11", BERGEN, "waiting_stage", "received")] == 3
    assert found[Place("2026-12", BERGEN, "waiting_stage", "with_directorate")] == 3


def test_nothing_readable_is_kept_of_anybody(office: Office) -> None:
    office.send(MOTHER_OF_TWO)
    office.count()
    with office.database.reading() as connection:
        row = connection.execute(select(counted)).one()
    assert b"born" not in row.kept and row.kept[0] == 1
