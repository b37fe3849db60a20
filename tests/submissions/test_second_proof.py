"""A one-time code: for one browser, ten minutes, five tries and one use; and nobody learns whether it was sent."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine

from integrations.carrier_standins import ExplodingCarrier, RefusingCarrier
from integrations.case_system import CaseEvent
from portal.delivery import metrics, overview
from portal.storage.database import Database
from portal.storage.messages import messages
from portal.storage.one_time_codes import one_time_codes
from portal.storage.sealing import Seals
from portal.submissions import second_proof
from portal.submissions.reaching import Sender, not_at_night, told_by
from portal.submissions.retention import tidy
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post, messenger
from tests.journeys.telling import told

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
PHONE, ADDRESS = "+4790000001", "olena@mail.example"


def sent(citizen: Citizen, *ways: str, language: str = "en") -> str:
    """An application with both a telephone and an e-mail, of which `ways` are safe; its reference."""
    household = example("03")
    household["languages_used"] = ["en"]
    household["contact"] |= {
        "phone": PHONE, "email": ADDRESS, "safe_ways": list(ways) or ["portal"], "written_language": language,
    }  # fmt: skip
    return apply(citizen, household)


def born() -> str:
    return str(example("03")["persons"][0]["birth_date"])


def asks(citizen: Citizen, way: str = "sms") -> Citizen:
    return citizen.open("/en/my-case/proof").press(name="way", value=way)


def test_a_code_opens_the_answers_under_a_new_cookie_and_the_old_one_is_dead(
    citizen: Citizen, another_citizen: Citizen, post: Post
) -> None:
    sent(citizen, "sms")
    assert citizen.open("/en/my-case/answers").path == "/en/my-case/proof"
    asks(citizen)
    before = citizen.client.cookies["__Host-session"]
    citizen.fill(code=post.code()[:3] + " " + post.code()[3:]).press()
    assert (citizen.path, citizen.heading) == ("/en/my-case/answers", "Your answers")
    assert PHONE[3:6] in citizen.text
    assert citizen.client.cookies["__Host-session"] != before
    replayed = another_citizen.ask("GET", "/en/my-case", cookie=f"__Host-session={before}")
    assert replayed.headers["location"] == "/en/resume", "the old cookie is dead"
    assert post.arrived()[0][0] == PHONE


@one_database
@pytest.mark.parametrize("language", ["uk", "ru", "en", "nb", "nn"])
def test_a_message_is_neutral_and_in_the_language_asked_for(citizen: Citizen, post: Post, language: str) -> None:
    household = example("03")
    reference = sent(citizen, "sms", "email", language=language)
    asks(citizen, "email")
    _to, subject, text = post.arrived()[0]
    said = f"{subject} {text}".casefold()
    names = [*household["persons"][0]["name"].values(), reference, "imdi", "norw", "norg", "noreg", "норве"]
    assert not [name for name in names if name.casefold() in said]
    assert not [
        word for word in ("settle", "bosett", "buset", "поселен", "расселен", "refugee", "flykt") if word in said
    ]
    assert ("код" in said) == (language in ("uk", "ru"))


def test_nobody_learns_whether_a_code_was_sent(
    citizen: Citizen, another_citizen: Citizen, post: Post, database: Database
) -> None:
    reference = sent(citizen, "sms")
    heard = []
    for way in ("sms", "email"):
        come_back(another_citizen, reference, born())
        another_citizen.open("/en/my-case/proof")
        with told(another_citizen, database) as asked:
            another_citizen.press(name="way", value=way)
        post.arrived()
        with told(another_citizen, database) as tried:
            another_citizen.fill(code="000000").press(status=422)
        heard.append((asked, tried))
    assert heard[0] == heard[1]
    assert [to for to, _subject, _text in post.arrived()] == [PHONE]


def test_a_code_is_for_the_browser_that_asked(citizen: Citizen, another_citizen: Citizen, post: Post) -> None:
    reference = sent(citizen, "sms")
    asks(citizen)
    code = post.code()
    come_back(another_citizen, reference, born())
    another_citizen.open("/en/my-case/proof/code").fill(code=code).press(status=422)
    citizen.fill(code=code).press()
    assert citizen.path == "/en/my-case/answers"


def test_looking_ten_times_uses_no_code_up_and_it_opens_once(citizen: Citizen, post: Post) -> None:
    sent(citizen, "sms")
    asks(citizen)
    code = post.code()
    for _look in range(10):
        for method in ("GET", "HEAD"):
            for page in ("proof", "proof/code", "answers"):
                citizen.ask(method, f"/en/my-case/{page}")
    citizen.open("/en/my-case/proof/code").fill(code=code).press()
    assert citizen.path == "/en/my-case/answers"
    citizen.open("/en/my-case/proof/code").fill(code=code).press(status=422)


def test_five_wrong_tries_or_ten_minutes_end_a_code(
    citizen: Citizen, post: Post, clock: time_machine.Traveller
) -> None:
    sent(citizen, "sms")
    asks(citizen)
    right = post.code()
    for _try in range(5):
        citizen.fill(code="000000" if right != "000000" else "000001").press(status=422)
    citizen.fill(code=right).press(status=422)
    for late, opens in ((599, True), (600, False)):
        asks(citizen)
        right = post.code()
        for _look in range(2):
            clock.shift(280)
            citizen.open("/en/my-case/proof/code")
        clock.shift(late - 560)
        citizen.fill(code=right).press(status=200 if opens else 422)


def test_a_telephone_gets_five_codes_an_hour_and_no_more(citizen: Citizen, post: Post) -> None:
    sent(citizen, "sms")
    for _time in range(8):
        asks(citizen)
    assert len(post.arrived()) == 5


def test_of_fifty_uses_at_the_same_moment_one_succeeds(
    citizen: Citizen, post: Post, database: Database, seals: Seals
) -> None:
    sent(citizen, "sms")
    asks(citizen)
    code = post.code()
    with database.reading() as connection:
        (session,) = connection.execute(
            one_time_codes.select().with_only_columns(one_time_codes.c.session_id)
        ).scalars()

    def use(_number: int) -> bool:
        with database.transaction() as connection:
            return second_proof.code_is_right(connection, seals, session, code)

    with ThreadPoolExecutor(50) as together:
        assert sum(together.map(use, range(50))) == 1


def test_news_comes_once_by_each_safe_way_and_not_at_night(
    citizen: Citizen, post: Post, outside: Outside, database: Database, seals: Seals, clock: time_machine.Traveller
) -> None:
    sent(citizen, "sms", "email", language="uk")
    outside.work()
    clock.move_to(datetime(2026, 11, 20, 22, tzinfo=UTC))

    def happens(kind: str) -> None:
        event = CaseEvent("an-event", kind, datetime.now(UTC), outside.submission)
        with database.transaction() as connection:
            told_by(seals, Sender(("sms", "email"), "https://portal.test"))(connection, event)

    happens("municipality.asked")
    happens("municipality.agreed")
    happens("person.settled")
    assert post.arrived() == []
    clock.move_to(datetime(2026, 11, 21, 7, 1, tzinfo=UTC))
    assert sorted(to for to, _subject, _text in post.arrived()) == [PHONE, ADDRESS]
    happens("person.settled")
    assert len(post.arrived()) == 4


def test_nights_are_norwegian() -> None:
    evening = datetime(2026, 7, 1, 19, 30, tzinfo=UTC)
    assert not_at_night(evening) == datetime(2026, 7, 2, 6, tzinfo=UTC)
    assert not_at_night(datetime(2026, 12, 1, 3, tzinfo=UTC)) == datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert not_at_night(datetime(2026, 12, 1, 12, tzinfo=UTC)) == datetime(2026, 12, 1, 12, tzinfo=UTC)


def states(database: Database) -> list[tuple[bool, bool, bool]]:
    with database.reading() as connection:
        rows = connection.execute(messages.select())
        return [(row.sent_at is not None, row.given_up_at is not None, row.body is not None) for row in rows]


def test_a_refused_number_is_given_up_and_a_broken_line_is_tried_until_it_is_of_no_use(
    citizen: Citizen, database: Database, seals: Seals, clock: time_machine.Traveller
) -> None:
    sent(citizen, "sms", "email")
    asks(citizen, "sms")
    asks(citizen, "email")
    away = ExplodingCarrier()
    worker = messenger(database, seals, {"sms": RefusingCarrier(), "email": away})
    for _minute in range(20):
        asyncio.run(worker.send_once())
        clock.shift(60)
    assert sorted(states(database)) == [(False, True, False), (False, True, False)]
    assert 3 <= away.attempts <= 10
    with database.reading() as connection:
        counted = metrics(overview(connection))
    assert 'settlement_messages_given_up{reason="unknown-number"} 1\n' in counted
    assert 'settlement_messages_given_up{reason="too-late"} 1\n' in counted
    assert PHONE not in counted and ADDRESS not in counted
    clock.shift(8 * 24 * 3600)
    with database.transaction() as connection:
        tidy(connection, datetime.now(UTC))
    assert states(database) == []
    with database.reading() as connection:
        assert connection.execute(one_time_codes.select()).all() == []


@one_database
def test_what_was_said_is_gone_once_it_has_left(
    citizen: Citizen, post: Post, database: Database, seals: Seals, clock: time_machine.Traveller
) -> None:
    sent(citizen, "sms")
    asks(citizen)
    for _look in range(2):
        with database.reading() as connection:
            assert 'settlement_messages_waiting{about="code"} 1\n' in metrics(overview(connection))
        asyncio.run(messenger(database, seals, {"sms": ExplodingCarrier()}).send_once())
    assert states(database) == [(False, False, True)]
    clock.shift(60)
    post.arrived()
    with database.reading() as connection:
        counted = metrics(overview(connection))
    assert 'settlement_messages_sent{way="sms"} 1\n' in counted and "waiting{" not in counted
    assert states(database) == [(True, False, False)]


@one_database
def test_a_clock_a_minute_off_ends_nothing_and_who_is_done_leaves_a_dead_cookie(
    citizen: Citizen, another_citizen: Citizen, post: Post, clock: time_machine.Traveller
) -> None:
    """Two machines answer in turn, one a minute ahead and one a minute behind."""
    sent(citizen, "sms")
    asks(citizen)
    code = post.code()
    clock.shift(-60)
    citizen.fill(code=code).press()
    for minutes_off in (2, -2, 2):
        clock.shift(minutes_off * 60)
        assert citizen.open("/en/my-case/answers").path == "/en/my-case/answers"
    captured = citizen.client.cookies["__Host-session"]
    citizen.press("I am done on this phone")
    for page in ("my-case", "my-case/answers", "my-case/my-data.json", "my-case/questions", "my-case/change"):
        replayed = another_citizen.ask("GET", f"/en/{page}", cookie=f"__Host-session={captured}")
        assert replayed.headers["location"] == "/en/resume"
