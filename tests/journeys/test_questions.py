"""Something is asked: it stands first, is answered in one's own language, and reaches the case system in order."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import Connection, func, select

from forms.questions.asked import FOR_STAFF, FORMS
from integrations.case_system import CaseEvent
from integrations.record_schema import problems_of
from portal.storage.asked_questions import asked_questions
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.submissions import asking
from portal.submissions.asked import asked_of
from portal.submissions.reminding import remind
from tests.citizen import Citizen
from tests.journeys.applying import apply, example, reached_by_sms
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
MORNING = datetime(2026, 11, 20, 9, tzinfo=UTC)


def ask(database: Database, seals: Seals, submission: str, *questions: str, by: str = "2026-12-01") -> None:
    with database.transaction() as connection:
        asking.ask(
            connection,
            seals,
            submission,
            asked_by="municipality",
            municipality="4601",
            questions=questions,
            answer_by=date.fromisoformat(by),
            asked_at=MORNING,
        )


def test_a_municipality_asks_and_is_answered_in_ukrainian(
    citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals
) -> None:
    apply(citizen, reached_by_sms("01", "uk"))
    outside.work()
    for _told_twice in range(2):
        ask(database, seals, outside.submission, "school_and_kindergarten", "move_in_date")
    citizen.open("/uk/my-case")
    assert citizen.heading == "Потрібна ваша відповідь"
    assert "1 грудня 2026" in citizen.text
    assert citizen.text.count(": Муніципалітет поставив вам запитання") == 1
    post.prove(citizen, "uk")
    citizen.open("/uk/my-case").follow("Переглянути запитання")
    assert "Bergen" in citizen.text
    citizen.press(status=422)
    assert len(citizen.errors()) == 2
    citizen.fill(
        **{
            "school_and_kindergarten-choice": "school",
            "school_and_kindergarten-text": "Донька ходила у 5 клас",
            "move_in_date-choice": "from_date",
            "move_in_date-date-day": "15",
            "move_in_date-date-month": "12",
            "move_in_date-date-year": "2026",
        }
    )
    fields = citizen.filled()
    citizen.press()
    assert citizen.path == "/uk/my-case"
    assert "На запитання дано відповідь" in citizen.text
    assert citizen.text.index("На шляху до IMDi") > 0
    citizen.post("/uk/my-case/questions", fields, status=200)
    outside.work()
    assert "На шляху до IMDi" not in citizen.open("/uk/my-case").text
    records = outside.records()
    assert [record["sequence"] for record in records] == [1, 2]
    assert not list(problems_of(records[1]))
    assert records[1]["type"] == "no.settlement.information.given.v1"
    assert records[1]["subject"] == records[0]["subject"]
    assert records[1]["data"] == {
        "asked_by": "municipality",
        "municipality": "4601",
        "answers": [
            {
                "question": "school_and_kindergarten",
                "choice": "school",
                "text": "Донька ходила у 5 клас",
                "text_language": "uk",
            },
            {"question": "move_in_date", "choice": "from_date", "date": "2026-12-15"},
        ],
        "at": "2026-11-20T09:00:00Z",
    }
    with database.reading() as connection:
        (asked,) = asked_of(connection, seals, outside.submission)
    assert asked.given == records[1]["data"]["answers"]


def test_what_the_directorate_asks_comes_with_the_news(
    citizen: Citizen, outside: Outside, post: Post, database: Database, clock: time_machine.Traveller
) -> None:
    reference = apply(citizen, reached_by_sms("01"))
    outside.work()
    for _told_twice in range(2):
        outside.tell(outside.submission, "information.requested", 0, question_code="pets", answer_by="2026-11-30")
        outside.work()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(asked_questions)) == 1
    assert "Please answer by 30 November 2026." in citizen.open("/en/my-case").text
    clock.shift(12 * 24 * 3600)
    post.prove(come_back(citizen, reference, reached_by_sms("01")["persons"][0]["birth_date"]))
    citizen.open("/en/my-case/questions")
    assert "You can still answer" in citizen.text
    citizen.fill(**{"pets-choice": "changed"}).press(status=422)
    citizen.fill(**{"pets-text": "One cat"}).press()
    outside.work()
    assert outside.records()[-1]["data"]["asked_by"] == "directorate"
    assert "municipality" not in outside.records()[-1]["data"]
    assert citizen.open("/en/my-case/questions").path == "/en/my-case"


@one_database
@pytest.mark.parametrize("code", FORMS)
def test_each_question_has_a_form_whose_answer_fits_the_record(
    citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals, code: str
) -> None:
    assert FOR_STAFF[code]
    apply(citizen, reached_by_sms("01"))
    outside.work()
    ask(database, seals, outside.submission, code)
    post.prove(citizen)
    for choice in citizen.open("/en/my-case/questions").page.xpath(f"//input[@name='{code}-choice']/@value")[:1]:
        citizen.fill(**{f"{code}-choice": choice})
    if citizen.has(f"{code}-agreed"):
        citizen.press(status=422)
        assert "Tick the box" in citizen.errors()[0]
        citizen.fill(**{f"{code}-agreed": "yes"})
    citizen.press()
    outside.work()
    record = outside.records()[-1]
    assert [answer["question"] for answer in record["data"]["answers"]] == [code]
    assert not list(problems_of(record))


@one_database
def test_who_tells_a_person_writes_nothing_about_health(
    citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals
) -> None:
    apply(citizen, reached_by_sms("01"))
    outside.work()
    ask(database, seals, outside.submission, "treatment_place")
    post.prove(citizen)
    citizen.open("/en/my-case/questions")
    citizen.fill(**{"treatment_place-choice": "tell_a_person", "treatment_place-text": "dialysis"}).press()
    outside.work()
    assert outside.records()[-1]["data"]["answers"] == [{"question": "treatment_place", "choice": "tell_a_person"}]


@one_database
def test_the_question_is_hidden_before_the_second_proof_and_from_everybody_else(
    citizen: Citizen, another_citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals
) -> None:
    apply(citizen, reached_by_sms("01"))
    outside.work()
    ask(database, seals, outside.submission, "treatment_place")
    assert "treatment" not in citizen.open("/en/my-case").text
    assert citizen.open("/en/my-case/questions").path == "/en/my-case/proof"
    post.prove(citizen)
    citizen.open("/en/my-case/questions").fill(**{"treatment_place-choice": "tell_a_person"})
    fields = citizen.filled()
    apply(another_citizen, {**example("03"), "contact": reached_by_sms("01")["contact"], "languages_used": ["en"]})
    post.prove(another_citizen)
    assert another_citizen.open("/en/my-case/questions").path == "/en/my-case"
    theirs = [pair for pair in fields if pair[0] != "forgery"]
    token = another_citizen.open("/en/my-case/withdraw").value("forgery")
    another_citizen.post("/en/my-case/questions", [*theirs, ("forgery", token)], status=200)
    with database.reading() as connection:
        assert connection.scalar(select(asked_questions.c.answered_at)) is None
        assert connection.scalar(select(func.count()).select_from(errands)) == 2


@one_database
def test_what_was_asked_ends_with_the_application(
    citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals
) -> None:
    apply(citizen, reached_by_sms("01"))
    outside.work()
    submission = outside.submission
    ask(database, seals, submission, "pets")
    post.prove(citizen)
    citizen.open("/en/my-case/withdraw").fill(reason="not_told", understood="yes").press()
    ask(database, seals, submission, "pets")
    ask(database, seals, "no-such-submission", "pets")
    with database.reading() as connection:
        assert connection.execute(asked_questions.select()).all() == []


@one_database
def test_a_question_is_told_and_reminded_of_once_in_daylight_until_it_is_answered(
    citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals, clock: time_machine.Traveller
) -> None:
    apply(citizen, reached_by_sms("01"))
    outside.work()
    ask(database, seals, outside.submission, "pets")
    told: list[datetime] = []

    def look() -> int:
        def tell(_connection: Connection, event: CaseEvent) -> None:
            assert (event.submission_id, event.data) == (outside.submission, {})
            told.append(event.time)

        with database.transaction() as connection:
            return remind(connection, seals, tell, datetime.now(UTC))

    assert [look(), look()] == [1, 0], "asked: told once"
    clock.move_to(datetime(2026, 11, 27, 12, tzinfo=UTC))
    assert look() == 0, "four days before nobody is reminded"
    clock.move_to(datetime(2026, 11, 28, 12, tzinfo=UTC))
    assert [look(), look()] == [1, 0], "three days before: reminded once"
    assert len(told) == 2
    ask(database, seals, outside.submission, "contact", by="2026-11-29")
    look()
    with database.transaction() as connection:
        for asked in asked_of(connection, seals, outside.submission):
            given = [{"question": code, "choice": "as_before"} for code in asked.questions]
            asking.answer(connection, seals, outside.submission, asked.id, given, language="en", source="urn:test")
    clock.move_to(datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert look() == 0, "answered: not told any more"
