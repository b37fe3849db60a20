"""Which municipalities a household concerns: by what it said and what was told, and never where it hides."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Row, select

from forms.kit.answers import Answers
from portal.demo import sample_households
from portal.storage.belonging import WithoutUnit
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_case_words, municipal_cases
from portal.storage.sealing import Seals
from portal.submissions import after_sending, concerns, drafts, sending
from portal.submissions.drafts import Amends
from tests.journeys.outside import Outside

pytestmark = pytest.mark.usefixtures("clock")
MOTHER_OF_TWO, COUPLE_AND_FATHER, PROTECTED = 0, 1, 5
TODAY = date(2026, 11, 20)
Send = Callable[..., str]


@pytest.fixture
def send(database: Database, seals: Seals) -> Send:
    """Sends a sample household, changed where wanted; its id."""

    def sending_it(sample: int, change: Callable[[Answers], Any] = lambda answers: None) -> str:
        with database.transaction() as connection:
            draft = drafts.begin(connection, seals, "2022-06")
            draft.answers = sample_households()[sample]
            change(draft.answers)
            sending.send(connection, seals, draft, language="uk", source="urn:test", today=TODAY)
            return draft.id

    return sending_it


def rows(database: Database, submission: str) -> dict[str, Row[Any]]:
    with database.reading() as connection:
        mine = select(municipal_cases).where(municipal_cases.c.submission_id == submission)
        found = connection.execute(mine.order_by(municipal_cases.c.municipality), execution_options={"all_units": True})
        return {row.municipality: row for row in found}


def tell(outside: Outside, submission: str, *events: tuple[str, int, dict[str, Any]]) -> None:
    for kind, days, data in events:
        outside.tell(submission, kind, days, **data)
    outside.work()


def test_where_it_lives_wishes_to_and_has_a_home(database: Database, send: Send) -> None:
    def with_a_home(answers: Answers) -> None:
        answers.household["own-home"] |= {"found": "yes", "municipality": "1103", "municipality_asked": "asked"}

    found = rows(database, send(MOTHER_OF_TWO, with_a_home))
    reasons = {each: (row.lives_there, row.wishes_to, row.has_found_home) for each, row in found.items()}
    assert reasons == {"4601": (True, True, False), "4626": (False, True, False), "1103": (False, False, True)}
    bergen = found["4601"]
    assert (bergen.people, bergen.minors, bergen.pets, bergen.permit_granted) == (3, 2, True, True)
    assert (bergen.asked_at, bergen.agreed_on, bergen.unsettled, bergen.closed_at) == (None, None, 3, None)


def test_who_must_not_be_found_concerns_no_municipality_not_even_one_that_is_asked(
    database: Database, send: Send, outside: Outside
) -> None:
    hidden = send(PROTECTED)
    assert not rows(database, hidden)
    tell(outside, hidden, ("municipality.asked", 1, {"municipality": "4601"}))
    assert not rows(database, hidden)


def test_who_comes_to_need_protection_vanishes_with_all_traces(database: Database, seals: Seals, send: Send) -> None:
    submission = send(MOTHER_OF_TWO)
    assert rows(database, submission)
    with database.transaction() as connection:
        draft = drafts.begin(connection, seals, "2022-06")
        draft.amends = Amends(submission, "other")
        draft.answers = sample_households()[PROTECTED]
        after_sending.amend(connection, seals, draft, effective_on=None, language="ru", source="urn:test", today=TODAY)
    assert not rows(database, submission)
    with database.reading() as connection:
        left = connection.execute(select(municipal_case_words), execution_options={"all_units": True}).all()
    assert not left


def test_the_case_systems_news_move_a_case_on(database: Database, send: Send, outside: Outside) -> None:
    submission = send(COUPLE_AND_FATHER)
    people = [person.id for person in sample_households()[COUPLE_AND_FATHER].people]
    bergen = {"municipality": "4601"}
    tell(outside, submission, ("municipality.asked", 1, bergen))
    assert set(rows(database, submission)) == {"4601", "5001"}
    assert rows(database, submission)["4601"].asked_at and not rows(database, submission)["4601"].lives_there
    tell(outside, submission, ("municipality.agreed", 3, bergen | {"agreed_on": "2026-11-22"}))
    found = rows(database, submission)
    assert found["4601"].agreed_on == date(2026, 11, 22)
    assert found["5001"].closed_at, "where another municipality has agreed, this one has nothing to do any more"
    for person in people[:-1]:
        settled = {"person_id": person, "settled_on": "2026-12-01"}
        tell(outside, submission, ("person.settled", 11, bergen | settled))
    found = rows(database, submission)
    assert (found["4601"].unsettled, found["4601"].settled_at) == (1, None)
    tell(outside, submission, ("person.settled", 12, bergen | {"person_id": people[-1], "settled_on": "2026-12-02"}))
    found = rows(database, submission)
    assert found["4601"].unsettled == 0 and found["4601"].settled_at and not found["4601"].closed_at


def test_the_news_in_any_order_make_the_same_case(database: Database, send: Send, outside: Outside) -> None:
    news = [
        ("municipality.agreed", 3, {"municipality": "4601"}),
        ("municipality.asked", 1, {"municipality": "4601"}),
        ("municipality.declined", 2, {"municipality": "4626"}),
        ("permit.granted", 0, {}),
    ]
    told = []
    for order in (news, news[::-1]):
        submission = send(MOTHER_OF_TWO)
        tell(outside, submission, *order)
        found = rows(database, submission)
        told.append([(row.asked_at, row.agreed_on, row.declined_at, row.closed_at) for row in found.values()])
    assert told[0] == told[1]


def test_needs_are_known_only_to_who_is_asked_only_by_group_and_only_if_agreed(
    database: Database, seals: Seals, send: Send, outside: Outside
) -> None:
    def refuses(answers: Answers) -> None:
        answers.people[2].steps["consent"]["may_be_shared"] = "no"

    for change, groups in ((lambda answers: None, ["sight_or_hearing"]), (refuses, [])):
        submission = send(MOTHER_OF_TWO, change)
        tell(outside, submission, ("municipality.asked", 1, {"municipality": "4601"}))
        found = rows(database, submission)
        assert concerns.details_of(seals, found["4601"])["needs"] == groups
        assert concerns.details_of(seals, found["4626"])["needs"] == []


def test_looking_again_changes_nothing(database: Database, seals: Seals, send: Send) -> None:
    submission = send(MOTHER_OF_TWO)
    before = rows(database, submission)
    assert concerns.refresh_all(database, seals) == 1
    assert rows(database, submission) == before


def test_what_was_sent_before_there_were_queues_gets_into_them(database: Database, seals: Seals, send: Send) -> None:
    submission = send(MOTHER_OF_TWO)
    with database.transaction() as connection:
        concerns.forget(connection, [submission])
    assert not rows(database, submission)
    concerns.refresh_all(database, seals)
    assert set(rows(database, submission)) == {"4601", "4626"}


def test_a_withdrawn_household_is_over_or_gone(database: Database, seals: Seals, send: Send, outside: Outside) -> None:
    unsent, sent = send(MOTHER_OF_TWO), send(COUPLE_AND_FATHER)
    with database.transaction() as connection:
        after_sending.withdraw(connection, seals, unsent, "other", "urn:test")
    outside.work()
    with database.transaction() as connection:
        after_sending.withdraw(connection, seals, sent, "other", "urn:test")
    assert not rows(database, unsent)
    assert all(row.closed_at for row in rows(database, sent).values())


def test_a_query_that_names_no_municipality_is_refused(database: Database) -> None:
    with database.reading() as connection:
        for table in (municipal_cases, municipal_case_words):
            with pytest.raises(WithoutUnit):
                connection.execute(select(table))
            with pytest.raises(WithoutUnit):
                connection.execute(select(table).where(table.c.municipality == ""))


def test_a_row_holds_nothing_by_which_anybody_is_known(database: Database, send: Send) -> None:
    submission = send(MOTHER_OF_TWO)
    written = repr(rows(database, submission))
    with database.reading() as connection:
        written += repr(connection.execute(select(municipal_case_words), execution_options={"all_units": True}).all())
    written = re.sub("[0-9a-f]{64}", "", written)
    for word in ("Kovalchuk", "Olena", "202699000100", "hearing", "Storgata", "1989-03"):
        assert word not in written
    assert uuid.UUID(rows(database, submission)["4601"].id)
