"""A resident takes over what a centre has sent, and tells changes alone: nothing of how it was registered is lost."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from forms.questions.on_behalf import VERSION
from integrations.record_schema import problems_of
from portal.access import demo_identities
from portal.settings import Settings
from portal.storage.centre_households import centre_households
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import example
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post
from tests.journeys.registering import register

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("owner", ["sqlite"], indirect=True)]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo_identities=True)


@pytest.fixture
def resident(citizen: Citizen, portal: Seam, database: Database, seals: Seals, outside: Outside) -> Citizen:
    """A couple that a centre has registered goes on alone, and has shown the second proof."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    couple, browser = example("08"), Citizen(portal)
    couple["contact"] |= {"phone": "+4790000001", "safe_ways": ["sms"]}
    browser.open("/nb/sign-in").press(name="who", value="centre-1")
    register(browser, couple)
    code = browser.page.xpath("//p[@class='reference']")[1].text_content()
    browser.close()
    outside.work()
    come_back(citizen, code, couple["persons"][0]["birth_date"])
    Post(database, seals).prove(citizen)
    return citizen


def sent(resident: Citizen, outside: Outside) -> tuple[dict[str, Any], dict[str, Any]]:
    """The change leaves; the household as it was registered, and as it is now."""
    assert resident.path == "/en/my-case/change/check", resident.text
    resident.press("Send the change")
    outside.work()
    first, *_between, newest = outside.records()
    assert not list(problems_of(newest))
    assert newest["type"] == "no.settlement.application.amended.v1"
    return first["data"], newest["data"]["household"]


def test_the_resident_sees_who_has_registered_them_and_to_what_they_have_agreed(resident: Citizen) -> None:
    assert "Your answers were written down and sent" in resident.open("/en/my-case").text
    text = resident.open("/en/my-case/answers").text
    assert "Written down for you, with your consent" in text
    for said in ("Åmotdalen mottak", "Yes, after it was read aloud", "A qualified interpreter", "By telephone"):
        assert said in text, said
    assert f"Version of the words that were read to you {VERSION}" in text
    assert "How long you can stay" not in text


def test_a_new_telephone_is_told_without_further_questions_and_the_registrar_stays_named(
    resident: Citizen, outside: Outside
) -> None:
    resident.open("/en/my-case/change").press(name="reason", value="other").fill(phone="+4790000077").press()
    assert resident.text.count("Before") == 1
    first, now = sent(resident, outside)
    assert (first["channel"], now["channel"]) == ("reception_centre", "self")
    assert now["on_behalf"] == first["on_behalf"] and now["living"] == first["living"]
    different = {name for name in now if now[name] != first.get(name)}
    assert different == {"channel", "contact", "languages_used", "version"}


def test_who_has_moved_out_is_asked_what_matters_there_and_has_no_centre_any_more(
    resident: Citizen, outside: Outside
) -> None:
    resident.open("/en/my-case/change").press(name="reason", value="moved")
    resident.fill(situation="private", municipality="Bergen").press()
    assert resident.path.endswith("/apply/stay")
    resident.press()
    assert resident.path.endswith("/apply/own-home")
    resident.fill(found="no").press()
    first, now = sent(resident, outside)
    assert first["living"]["centre"] == first["on_behalf"]["centre"]
    assert now["living"] == {"situation": "private", "municipality": "4601"}
    assert now["on_behalf"] == first["on_behalf"]


def test_who_must_not_be_found_any_more_has_no_line_at_any_centre_and_is_placed_nowhere(
    resident: Citizen, outside: Outside, database: Database
) -> None:
    resident.open("/en/my-case/change").press(name="reason", value="correction")
    resident.open("/en/apply/protection").fill(protected="yes").press()
    while not resident.path.endswith("/change/check"):
        resident.press()
    first, now = sent(resident, outside)
    assert now["protected"] and "on_behalf" not in now
    assert first["on_behalf"]["centre"] not in str(now) and first["on_behalf"]["organisation"] not in str(now)
    with database.reading() as connection:
        lines = select(func.count()).select_from(centre_households).execution_options(all_units=True)
        assert connection.execute(lines).scalar_one() == 0
