"""A clock that jumps, and nights in which an hour comes twice or not at all: nothing comes twice, early or never."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from integrations.case_system import CaseEvent
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.messages import messages
from portal.storage.sealing import Seals
from portal.submissions.reaching import Sender, told_by
from portal.submissions.retention import tidy
from tests.citizen import Citizen
from tests.journeys.applying import apply, begin, example, reached_by_sms
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

pytestmark = pytest.mark.usefixtures("clock")
HOUR, DAY = 3600, 86_400
# Forward and back, back and forward again; after the last of each four the clock is right.
JUMPS = (HOUR, -HOUR, -HOUR, HOUR, DAY, -DAY, -DAY, DAY)
News = Callable[[str], None]


@pytest.fixture
def news(database: Database, seals: Seals) -> News:
    def comes(submission: str) -> None:
        event = CaseEvent("an-event", "municipality.agreed", datetime.now(UTC), submission)
        with database.transaction() as connection:
            told_by(seals, Sender(("sms", "email"), "https://portal.test"))(connection, event)

    return comes


def test_a_clock_that_jumps_an_hour_or_a_day_sends_nothing_twice_and_ends_nothing(
    citizen: Citizen,
    another_citizen: Citizen,
    outside: Outside,
    post: Post,
    news: News,
    database: Database,
    clock: time_machine.Traveller,
) -> None:
    begin(another_citizen, example("03"), until="person/1/permit")
    apply(citizen, reached_by_sms("03"))
    outside.work()
    news(outside.submission)
    right = datetime.now(UTC)
    for jump in JUMPS:
        clock.shift(jump)
        outside.work()
        post.arrived()
        with database.transaction() as connection:
            tidy(connection, datetime.now(UTC))
        if datetime.now(UTC) <= right:
            assert citizen.open("/en/my-case").path == "/en/my-case"
            assert another_citizen.open("/en/apply/person/1/permit").path == "/en/apply/person/1/permit"
    with database.reading() as connection:
        assert connection.scalars(select(errands.c.attempts)).all() == [1]
        assert connection.scalars(select(messages.c.attempts)).all() == [1]
    assert len(outside.records()) == len(post.arrived()) == 1


def test_news_held_for_the_night_by_a_clock_a_day_ahead_comes_once_and_a_day_late_at_most(
    citizen: Citizen, outside: Outside, post: Post, news: News, clock: time_machine.Traveller
) -> None:
    apply(citizen, reached_by_sms("03"))
    outside.work()
    clock.move_to(datetime.fromisoformat("2026-11-21T23:00Z"))
    news(outside.submission)
    clock.shift(-DAY)
    news(outside.submission)
    heard = []
    for _hour in range(3 * 24):
        clock.shift(HOUR)
        heard.append(len(post.arrived()))
    assert heard.index(1) < 2 * 24 and heard[-1] == 1


@pytest.mark.parametrize(
    ("evening", "change", "eight_in_the_morning"),
    [
        ("2027-03-27T20:30Z", "2027-03-28T01:00Z", "2027-03-28T06:00Z"),
        ("2027-10-30T20:30Z", "2027-10-31T01:00Z", "2027-10-31T07:00Z"),
    ],
)
def test_in_the_night_of_another_time_a_code_lasts_ten_minutes_and_news_comes_once_at_eight(
    citizen: Citizen,
    another_citizen: Citizen,
    outside: Outside,
    post: Post,
    news: News,
    clock: time_machine.Traveller,
    evening: str,
    change: str,
    eight_in_the_morning: str,
) -> None:
    household = reached_by_sms("03")
    reference = apply(citizen, household)
    outside.work()
    clock.move_to(datetime.fromisoformat(evening))
    news(outside.submission)
    clock.move_to(datetime.fromisoformat(change).timestamp() - 300)
    come_back(another_citizen, reference, "1996-08-08")
    another_citizen.open("/en/my-case/proof").press(name="way", value="sms")
    code = post.code()
    for _part in range(2):
        clock.shift(299)
        another_citizen.open("/en/my-case/proof/code")
    assert another_citizen.fill(code=code).press().path == "/en/my-case/answers"
    clock.move_to(datetime.fromisoformat(eight_in_the_morning).timestamp() - 1)
    assert len(post.arrived()) == 1, "it is not eight yet"
    clock.shift(1)
    assert len(post.arrived()) == 2
    clock.shift(HOUR)
    assert len(post.arrived()) == 2
