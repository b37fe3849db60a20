"""A municipality and its households: what it may read, what is new, who has it in hand, and nothing twice."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal.storage.audit import audit_rows
from portal.storage.database import Database
from tests.citizen import Citizen
from tests.journeys.applying import Household, apply, example, reached_by_sms
from tests.journeys.outside import Outside
from tests.journeys.post import Post
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
BERGEN = {"municipality": "4601"}
RESPONDED = "no.settlement.municipality.responded.v1"
CASE = "//main//ul[@class='people']//a[contains(@href, '/municipality/case/')]/@href"


Applied = Callable[..., str]


@pytest.fixture
def applied(citizen: Citizen, outside: Outside) -> Applied:
    """A household applies, and the case system asks for it; its reference."""

    def apply_and_ask(household: Household, *events: tuple[str, int, dict[str, Any]]) -> str:
        reference = apply(citizen, household)
        outside.work()
        for kind, days, data in events:
            outside.tell(newest(outside), kind, days, **data)
        outside.work()
        return reference

    return apply_and_ask


def newest(outside: Outside) -> str:
    return [str(r["subject"]) for r in outside.records() if "application.submitted" in r["type"]][-1].partition("/")[2]


def records(outside: Outside, kind: str) -> list[dict[str, Any]]:
    for _record_of_this_household in range(9):
        outside.work()
    return [record["data"] for record in outside.records() if record["type"] == kind]


def opened(browser: Citizen, query: str = "") -> Citizen:
    """Open the first household of the queue."""
    browser.open(f"/nb/municipality{query}")
    return browser.open(browser.page.xpath(f"string(({CASE})[last()])"))


def test_the_same_answer_pressed_twice_is_one_record_and_another_one_needs_a_fresh_look(
    applied: Applied, signed_in: SignIn, outside: Outside
) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN))
    one = opened(signed_in("municipality-1")).follow("Svar for kommunen").fill(answer="cannot_receive")
    one.fill(reason="no_housing")
    other = opened(signed_in("municipality-1")).follow("Svar for kommunen").fill(answer="cannot_receive")
    fields, address = one.filled(), one.path
    one.press()
    one.post(address, fields, status=200)
    other.fill(reason="other").press(status=409)
    assert "Noen har endret saken" in other.text and other.value("reason") == "other"
    assert len(records(outside, RESPONDED)) == 1


@one_database
def test_what_people_did_not_agree_to_share_and_what_nobody_asked_for_is_not_in_the_page(
    applied: Applied, signed_in: SignIn, outside: Outside, database: Database
) -> None:
    household = example("01")
    household["persons"][0]["mapping"]["needs"] = {
        "any": "yes",
        "categories": ["mental_health"],
        "details": "Секрет",
        "may_be_shared": False,
    }
    applied(household)
    browser = opened(signed_in("municipality-1"))
    for covered in ("+380501234567", "Storgata", "202699000100", "Iryna", "Слуховий", "psykisk"):
        assert covered not in browser.response.text, covered
    assert "1989" not in browser.text
    outside.tell(newest(outside), "municipality.asked", 0, **BERGEN)
    outside.work()
    opened(browser)
    assert "+380 50 123 4567" in browser.text or "380501234567" in browser.text
    assert "Tilrettelegging for syn eller hørsel" in browser.text
    for covered in ("202699000100", "Слуховий", "Секрет", "utover fastlegen"):
        assert covered not in browser.response.text, covered
    assert "1989" not in browser.text
    browser.press("Åpne behovene")
    assert "Слуховий апарат" in browser.text and "Må oversettes fra: ukrainsk" in browser.text
    assert browser.page.xpath("//span[@lang='uk' and contains(., 'Слуховий')]")
    assert "Секрет" not in browser.text
    opened(browser).press("Vis", status=422)
    browser.fill(reason="identity").press("Vis")
    assert "202699000100" in browser.text and "14.03.1989" in browser.text
    with database.reading() as connection:
        rows = connection.execute(select(audit_rows.c.act, audit_rows.c.fields).order_by(audit_rows.c.number)).all()
    noted = [(row.act, row.fields) for row in rows]
    # One press, one row; the press without a reason uncovered nothing.
    assert [row for row in noted if row[0] not in ("signed in", "read the queue", "opened a household")] == [
        ("opened needs", "needs"),
        ("opened numbers", "numbers birth date identity"),
    ]


@one_database
def test_the_applicant_reads_who_has_looked_at_what_and_in_which_role(
    applied: Applied, signed_in: SignIn, citizen: Citizen, post: Post, clock: time_machine.Traveller
) -> None:
    household = reached_by_sms("01")
    household["persons"][0]["mapping"]["needs"] |= {"any": "yes", "categories": ["hearing"], "may_be_shared": True}
    applied(household, ("municipality.asked", 0, BERGEN))
    browser = opened(signed_in("municipality-1"))
    clock.shift(60)
    browser.press("Åpne behovene")
    clock.shift(60)
    opened(browser).fill(reason="identity").press("Vis")
    opened(browser).follow("Svar for kommunen").fill(answer="cannot_receive", reason="no_housing").press()
    post.prove(citizen)
    looked = citizen.ask("GET", "/en/my-case/my-data.json").json()["looked"]
    acts = Counter(each["act"] for each in looked)
    assert acts == {
        "opened a household": acts["opened a household"],
        "opened needs": 1,
        "opened numbers": 1,
        "answered": 1,
    }
    assert {(each["role"], each["unit"]) for each in looked} == {("Works for a municipality", "Bergen kommune")}
    text = citizen.open("/en/my-case/my-data").text
    for what in (
        "10:01: Looked at the needs that you have agreed to share",
        "10:02: Looked at birth dates and numbers",
    ):
        assert f"20 November 2026, {what}. Works for a municipality, Bergen kommune." in text
    assert "A municipality answered IMDi about you" in text and "Something was sent" not in text
    assert "staff-" not in text and "staff-" not in str(looked)


def test_what_is_new_since_one_last_looked_and_who_did_what(
    applied: Applied, signed_in: SignIn, outside: Outside, clock: time_machine.Traveller
) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN))
    clock.shift(60)
    assert "Nytt siden" not in opened(signed_in("municipality-1")).text
    outside.tell(newest(outside), "permit.granted", 1)
    clock.shift(2 * 24 * 3600)
    outside.work()
    browser = opened(signed_in("municipality-1"))
    assert "Nytt siden du åpnet den sist" in browser.text
    assert "Nytt siden" not in opened(browser).text
    assert "(du) åpnet husstanden" in browser.text


@one_database
def test_a_case_is_handed_over_and_found_again_as_ones_own(applied: Applied, signed_in: SignIn) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN))
    browser = opened(signed_in("municipality-1"))
    me = browser.page.xpath("string(//select[@name='to']/option[normalize-space()='Meg']/@value)")
    browser.fill(to=me).press("Gi videre")
    assert browser.open("/nb/municipality?mine=yes").page.xpath(CASE)
    assert "du har saken" in browser.text
    browser.press("Lagre dette utvalget")
    assert "Saker jeg har" in browser.open("/nb/municipality").text
    token = browser.page.xpath("string(//input[@name='forgery']/@value)")
    browser.post(opened(browser).path, [("forgery", token), ("do", "hand over"), ("to", "staff-nobody12")], status=404)


@one_database
def test_every_page_for_municipalities_speaks_five_languages(
    applied: Applied, signed_in: SignIn, outside: Outside
) -> None:
    applied(example("02"), ("municipality.asked", 0, BERGEN), ("municipality.agreed", 2, BERGEN))
    browser = opened(signed_in("municipality-1"))
    rest = browser.path.split("/", 2)[2]
    for language in ("uk", "ru", "en", "nb", "nn"):
        for page in ("municipality", "municipality/settlements", rest, f"{rest}/answer", f"{rest}/settlement"):
            browser.open(f"/{language}/{page}")


@one_database
def test_nothing_personal_stands_in_an_address_or_a_title(applied: Applied, signed_in: SignIn) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN))
    browser = opened(signed_in("municipality-1"))
    browser.open("/nb/municipality").fill(words="Kovalchuk").press("Finn")
    addresses = json.dumps([str(answer.url) for answer in browser.answers])
    titles = json.dumps([str(answer.text.partition("</title>")[0]) for answer in browser.answers])
    for word in ("Kovalchuk", "Olena", "2026-11"):
        assert word not in addresses and word not in titles
