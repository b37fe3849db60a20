"""Mail to municipalities: a number and a link, as each person chose, and reminders that nobody can turn off."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import select, update

from integrations.mail import MailServer, SmtpMail
from portal.delivery.messages import Messenger
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.storage.staff import grants
from portal.storage.unit_mails import mail_choices
from portal.submissions.municipal_mail import Post, owe_municipal_mail
from tests.integrations.test_carriers import PostOffice, free_port
from tests.journeys.outside import Outside
from tests.municipality.conftest import Send
from tests.staff.conftest import SignIn

UNIT, PERSON = "flyktning@bergen.example", "kari@bergen.example"


class PostRound:
    """The worker looks at the clock, and what it owes leaves for a mail server."""

    def __init__(self, database: Database, seals: Seals, port: int, office: PostOffice) -> None:
        self.database, self.office = database, office
        self.post = Post(seals, "https://portal.test/nb/staff", settlement_days=14, answer_days=10)
        carrier = SmtpMail(MailServer("127.0.0.1", port, "post@portal.test", encrypted=False))
        self.messenger = Messenger(database, seals, {"email": carrier})

    def __call__(self) -> list[tuple[str, str, str]]:
        """(to, subject, text) of the letters that arrive now."""
        self.office.letters.clear()

        async def two_workers_at_once() -> None:
            await asyncio.gather(
                *(self.database.write(owe_municipal_mail, self.post, datetime.now(UTC)) for _ in range(2))
            )
            await self.messenger.send_once()

        asyncio.run(two_workers_at_once())
        letters = [message_from_bytes(each, policy=policy.default) for each in self.office.letters]
        return sorted((each["To"], each["Subject"], each.get_content()) for each in letters)


@pytest.fixture
def post_round(database: Database, seals: Seals) -> Iterator[PostRound]:
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port(), ready_timeout=20)
    controller.start()
    yield PostRound(database, seals, controller.port, office)
    controller.stop()


def days(clock: time_machine.Traveller, number: float) -> None:
    clock.shift(timedelta(days=number))


def asked(outside: Outside, household: str, day: int = 0, **more: Any) -> None:
    outside.tell(household, "municipality.asked", day, municipality="4601", **more)
    outside.work()


def choose(signed_in: SignIn, often: str, address: str = PERSON) -> None:
    browser = signed_in("municipality-1").open("/nb/municipality/mail").fill(often=often, address=address).press()
    assert "Lagret." in browser.text and UNIT in browser.text


def test_the_unit_hears_each_morning_and_somebody_at_once(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller
) -> None:
    choose(signed_in, "at_once")
    clock.shift(1)
    household = send()
    assert post_round() == []
    asked(outside, household)
    clock.shift(300)
    ((to, subject, text),) = post_round()
    assert (to, subject) == (PERSON, "Bosettingsportalen: noe nytt venter")
    assert "Husstander med noe nytt som venter på kommunen: 1" in text and "https://portal.test/nb/staff" in text
    assert post_round() == []
    days(clock, 1)
    assert [to for to, _subject, _text in post_round()] == [UNIT]
    days(clock, 1)
    assert post_round() == []


def test_daily_means_once_each_morning_and_never_means_never(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller
) -> None:
    choose(signed_in, "daily")
    clock.shift(1)
    asked(outside, send())
    clock.shift(300)
    assert post_round() == []
    days(clock, 1)
    assert [to for to, _subject, _text in post_round()] == [UNIT, PERSON]
    choose(signed_in, "never")
    asked(outside, send(1), day=1)
    days(clock, 1)
    assert [(to, "2" in text.split("https")[0]) for to, _subject, text in post_round()] == [(UNIT, False)]


def test_a_clock_that_was_a_day_ahead_and_is_set_right_hides_nothing_that_is_new(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller
) -> None:
    choose(signed_in, "daily")
    clock.shift(1)
    asked(outside, send())
    clock.shift(300)
    days(clock, 1)
    assert [to for to, _subject, _text in post_round()] == [UNIT, PERSON]
    days(clock, -1)
    assert post_round() == []
    clock.shift(300)
    asked(outside, send(1))
    days(clock, 1)
    told = [(to, "kommunen: 1" in text) for to, _subject, text in post_round()]
    assert told == [(UNIT, True), (PERSON, True)], "each once, of the household that is new"
    assert post_round() == []


def test_who_has_no_right_any_more_is_not_written_to(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller,
    database: Database,
) -> None:  # fmt: skip
    choose(signed_in, "at_once")
    with database.transaction() as connection:
        mine = grants.c.unit_code == "demo-municipality-1"
        connection.execute(update(grants).where(mine).values(ended_at=datetime.now(UTC), ended_by="x"))
    clock.shift(1)
    asked(outside, send())
    clock.shift(300)
    assert post_round() == []


def test_an_address_is_needed_unless_never_and_kept_sealed(signed_in: SignIn, database: Database, seals: Seals) -> None:
    browser = signed_in("municipality-1").open("/nb/municipality/mail")
    browser.fill(often="daily", address="").press(status=422)
    assert browser.errors() == ["Skriv adressen vi skal skrive til."]
    browser.fill(address="not an address").press(status=422)
    assert browser.value("address") == "not an address"
    browser.fill(address=PERSON).press()
    assert browser.value("address") == PERSON
    with database.reading() as connection:
        kept = connection.execute(select(mail_choices), execution_options={"all_units": True}).one()
    assert PERSON.encode() not in kept.address
    browser.fill(often="never").press()
    with database.reading() as connection:
        assert connection.execute(select(mail_choices), execution_options={"all_units": True}).one().address is None


def test_an_unanswered_question_is_recalled_again_and_again(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller
) -> None:
    choose(signed_in, "never")
    household = send()
    asked(outside, household)
    days(clock, 1)
    assert [subject for _to, subject, _text in post_round()] == ["Bosettingsportalen: noe nytt venter"]
    heard = _heard_each_day(post_round, clock, 35)
    # A day has passed already.
    assert heard == [9, 19, 29]
    outside.tell(household, "municipality.declined", 36, municipality="4601")
    outside.work()
    assert _heard_each_day(post_round, clock, 15) == []


def test_a_household_agreed_and_not_registered_is_recalled_until_each_member_is(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller
) -> None:
    choose(signed_in, "never")
    household = send()
    outside.tell(household, "municipality.agreed", 0, municipality="4601", agreed_on="2026-11-20")
    outside.work()
    people = [person["person_id"] for person in outside.records()[0]["data"]["persons"]]
    clock.shift(1)
    assert _heard_each_day(post_round, clock, 29) == [14, 28]
    for person in people[:-1]:
        outside.tell(household, "person.settled", 29, person_id=person, municipality="4601", settled_on="2026-12-19")
    outside.work()
    assert _heard_each_day(post_round, clock, 28) == [13, 27]
    outside.tell(household, "person.settled", 60, person_id=people[-1], municipality="4601", settled_on="2027-01-19")
    outside.work()
    assert _heard_each_day(post_round, clock, 29) == []


def test_an_agreement_that_ends_ends_the_reminders(
    signed_in: SignIn, send: Send, outside: Outside, post_round: PostRound, clock: time_machine.Traveller
) -> None:
    signed_in("municipality-1")
    household = send()
    outside.tell(household, "municipality.agreed", 0, municipality="4601", agreed_on="2026-11-20")
    outside.work()
    assert _heard_each_day(post_round, clock, 15) == [14]
    outside.tell(household, "case.closed", 15, outcome="lapsed")
    outside.work()
    assert _heard_each_day(post_round, clock, 30) == []


def _heard_each_day(post_round: PostRound, clock: time_machine.Traveller, number: int) -> list[int]:
    """On which of the coming days the unit gets a letter."""
    heard = []
    for day in range(1, number + 1):
        days(clock, 1)
        letters = post_round()
        assert all(to == UNIT for to, _subject, _text in letters)
        heard += [day] * len(letters)
    return heard
