"""Messages end when somebody says stop or a number takes none; the case says so, and it can be mended there."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine

from integrations.carrier import Carrier
from integrations.carrier_standins import AcceptingCarrier, RefusingCarrier
from integrations.case_system import CaseEvent
from portal.app import create_app
from portal.delivery.messages import Way
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.storage.ways import ways
from portal.submissions.reaching import Sender, told_by
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post, messenger

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
PHONE, ADDRESS = "+4790000001", "olena@mail.example"
LANGUAGES = ["uk", "ru", "en", "nb", "nn"]
# What would tell somebody who reads along, in any of the five languages, what this is about.
TELLING = (
    "settle", "refugee", "asylum", "municipal", "ukrain", "norw", "imdi", "application", "directorate",
    "bosett", "buset", "flykt", "asyl", "kommun", "norg", "noreg", "søknad", "direktorat", "mottak",
    "посел", "рассел", "біжен", "бежен", "муніцип", "муницип", "україн", "украин", "норве", "заяв", "притул", "убежищ",
)  # fmt: skip


class News:
    """Something happens in the case, and the applicant is told."""

    def __init__(self, database: Database, seals: Seals, outside: Outside) -> None:
        self.database, self.seals, self.outside, self.count = database, seals, outside, 0

    def comes(self, *, hears_replies: bool = False) -> None:
        self.outside.work()
        self.count += 1
        event = CaseEvent(f"event-{self.count}", "municipality.agreed", datetime.now(UTC), self.outside.submission)
        sender = Sender(("sms", "email"), "https://portal.test", hears_replies)
        with self.database.transaction() as connection:
            told_by(self.seals, sender)(connection, event)


@pytest.fixture
def news(database: Database, seals: Seals, outside: Outside) -> News:
    return News(database, seals, outside)


def sent(citizen: Citizen, *safe: str, language: str = "en") -> str:
    household = example("03")
    household["languages_used"] = ["en"]
    household["contact"] |= {
        "phone": PHONE, "email": ADDRESS, "safe_ways": list(safe), "written_language": language,
    }  # fmt: skip
    return apply(citizen, household)


def link_in(text: str) -> str:
    (address,) = re.findall(r"https://portal\.test(/\S+)", text)
    return str(address)


def test_a_link_stops_messages_once_the_button_is_pressed_and_they_can_come_again(
    citizen: Citizen, another_citizen: Citizen, post: Post, news: News
) -> None:
    sent(citizen, "sms", "email")
    news.comes()
    address = link_in(post.arrived()[0][2])
    for _look in range(10):
        another_citizen.open(address)
        another_citizen.ask("HEAD", address)
    news.comes()
    assert len(post.arrived()) == 4
    another_citizen.press("Stop the messages")
    assert another_citizen.heading == "The messages are stopped"
    news.comes()
    assert [to for to, _subject, _text in post.arrived()].count(PHONE) == 2
    assert [to for to, _subject, _text in post.arrived()].count(ADDRESS) == 3
    citizen.open("/en/my-case/proof")
    said, asked = citizen.text.index("SMS to you are stopped"), citizen.text.index("Send me an SMS")
    assert said < asked, "said before a code is asked for in vain"
    citizen.open("/en/my-case")
    assert "SMS to you are stopped" in citizen.text and "E-mails to you are stopped" not in citizen.text
    citizen.press("Send me SMS again")
    assert (citizen.path, "SMS to you are stopped" in citizen.text) == ("/en/my-case", False)
    news.comes()
    assert [to for to, _subject, _text in post.arrived()].count(PHONE) == 3


def test_who_stopped_gets_no_codes_either_and_what_waits_is_not_sent(
    citizen: Citizen, another_citizen: Citizen, post: Post, news: News, clock: time_machine.Traveller
) -> None:
    sent(citizen, "sms")
    news.comes()
    address = link_in(post.arrived()[0][2])
    clock.move_to(datetime(2026, 11, 20, 22, tzinfo=UTC))
    citizen.open("/en/resume")
    news.comes()
    another_citizen.open(address).press("Stop the messages")
    clock.move_to(datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert len(post.arrived()) == 1


@one_database
def test_a_link_that_never_was_gets_the_same_page(another_citizen: Citizen) -> None:
    another_citizen.open("/en/stop/AAAAAAAAAAAAAAAAAAAAAA").press("Stop the messages")
    assert another_citizen.heading == "The messages are stopped"


@one_database
def test_a_mail_program_stops_e_mail_with_one_press_and_without_a_page(
    citizen: Citizen, another_citizen: Citizen, post: Post, news: News, database: Database
) -> None:
    sent(citizen, "email")
    news.comes()
    post.arrived()
    (stop,) = post.email.stops
    assert another_citizen.open(stop).path.startswith("/en/stop/")
    form = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": None, "origin": None}
    assert another_citizen.ask("POST", stop, "something=else", **form).status_code == 400
    assert stopped(database) == []
    assert another_citizen.ask("POST", stop, "List-Unsubscribe=One-Click", **form).status_code == 200
    assert stopped(database) == ["email"]


def stopped(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row.way for row in connection.execute(ways.select().where(ways.c.stopped_at.is_not(None)))]


def test_a_reply_stops_sms_to_everybody_who_shares_the_number(
    settings: Settings, database: Database, seals: Seals, citizen: Citizen, another_citizen: Citizen
) -> None:
    token = "a" * 32
    gateway = Citizen(create_app(replace(settings, sms_replies_token=token), database))
    sent(citizen, "sms")
    sent(another_citizen, "sms", "email")

    def reply(text: str, known: str = token, number: str = PHONE) -> int:
        said = f'{{"from": "{number}", "text": "{text}"}}'
        return gateway.ask("POST", "/sms/replies", said, authorization=f"Bearer {known}").status_code

    assert reply("STOP", known="b" * 32) == 404
    assert citizen.ask("POST", "/sms/replies", "{}", authorization=f"Bearer {token}").status_code == 404
    assert [reply("Thank you"), reply("STOP", number="+4790000002")] == [204, 204]
    assert reply("STOP", number="no number") == 400
    assert stopped(database) == []
    assert reply(" Стоп! ", number="90 00 00 01") == 204
    assert stopped(database) == ["sms", "sms"]
    gateway.close()


@one_database
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("hears_replies", [True, False])
def test_no_message_tells_what_it_is_about(
    citizen: Citizen, post: Post, news: News, language: str, hears_replies: bool
) -> None:
    reference = sent(citizen, "sms", "email", language=language)
    names = [*example("03")["persons"][0]["name"].values(), reference, reference.replace("-", "")]
    news.comes(hears_replies=hears_replies)
    citizen.open("/en/my-case/proof").press(name="way", value="sms")
    citizen.open("/en/my-case/proof").press(name="way", value="email")
    arrived = post.arrived()
    assert len(arrived) == 4
    for to, subject, text in arrived:
        told = f"{subject} {text}".casefold()
        assert [word for word in (*TELLING, *names) if word.casefold() in told] == []
        assert "stop" in told.casefold()
        if not re.search(r"\d{6}", told):
            assert ("https://" in told) == (to == ADDRESS or not hears_replies)


def test_a_number_that_takes_none_ends_that_way_in_every_application_and_another_number_mends_it(
    citizen: Citizen, another_citizen: Citizen, post: Post, news: News, database: Database, seals: Seals
) -> None:
    sent(another_citizen, "sms")
    sent(citizen, "sms", "email")
    citizen.open("/en/my-case/proof").press("Send me an SMS")
    both: dict[Way, Carrier] = {"sms": RefusingCarrier(), "email": AcceptingCarrier()}
    asyncio.run(messenger(database, seals, both).send_on())
    for somebody in (citizen, another_citizen):
        assert "Our SMS do not arrive" in somebody.open("/en/my-case").text
    citizen.open("/en/my-case/proof").press("Send me an SMS")
    assert post.arrived() == []
    citizen.open("/en/my-case").press("Try this number again")
    citizen.open("/en/my-case/proof").press("Send me an SMS")
    assert [to for to, _subject, _text in post.arrived()] == [PHONE]
    asyncio.run(messenger(database, seals, both).send_on())
    citizen.fill(code=post.code()).press()
    citizen.open("/en/my-case/change").press("New telephone")
    citizen.fill(phone="+47 900 00 003").press()
    citizen.open("/en/my-case/change/check").press("Send the change")
    assert "Our SMS do not arrive" not in citizen.open("/en/my-case").text
    assert "Our SMS do not arrive" in another_citizen.open("/en/my-case").text
    citizen.open("/en/my-case/proof").press("Send me an SMS")
    assert "+4790000003" in [to for to, _subject, _text in post.arrived()]


@one_database
@pytest.mark.parametrize("by", ["opening", "news"])
def test_an_application_from_before_ways_were_noted_gets_them_when_it_is_opened_or_there_is_news(
    citizen: Citizen, another_citizen: Citizen, post: Post, news: News, database: Database, by: str
) -> None:
    reference = sent(citizen, "sms")
    with database.transaction() as connection:
        connection.execute(ways.delete())
    if by == "opening":
        come_back(another_citizen, reference, str(example("03")["persons"][0]["birth_date"]))
    else:
        news.comes()
        another_citizen.open(link_in(post.arrived()[0][2])).press("Stop the messages")
    with database.reading() as connection:
        (row,) = connection.execute(ways.select()).all()
    assert (row.way, row.stopped_at is not None) == ("sms", by == "news")
