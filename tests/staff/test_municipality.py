"""A municipality and its households: from the first look to settled; no, two dates, and who is never found."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal.storage.audit import audit_rows
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions.settling import due_for_reminder
from tests.citizen import Citizen
from tests.journeys.applying import Household, apply, example
from tests.journeys.outside import Outside
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
BERGEN, STAVANGER = {"municipality": "4601"}, {"municipality": "1103"}
RESPONDED, SETTLED = "no.settlement.municipality.responded.v1", "no.settlement.person.settled.v1"
CASE = "//main//ul[@class='people']//a[contains(@href, '/municipality/case/')]/@href"


@pytest.fixture
def outside(database: Database, seals: Seals) -> Outside:
    return Outside(database, seals)


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


def write_date(browser: Citizen, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        browser.write(f"{name}-{part}", str(value))


def settle(browser: Citizen, who: list[str], day: date, kind: str = "settled", status: int = 200) -> Citizen:
    browser.fill(who=who, kind=kind)
    write_date(browser, "day", day)
    return browser.press(status=status)


def test_from_the_first_look_to_settled_in_a_municipality_that_has_never_done_it(
    applied: Applied, signed_in: SignIn, outside: Outside, clock: time_machine.Traveller
) -> None:
    reference = applied(example("01"), ("municipality.asked", 0, BERGEN))
    browser = signed_in("municipality-1").follow("Husstander som gjelder kommunen")
    assert reference in browser.text and "Svar ja med en dato" in browser.text
    opened(browser)
    assert browser.heading == "Spurt: venter på svar fra dere (fordelt)"
    assert "Olena Kovalchuk" in browser.text and "Bor her nå" in browser.text
    browser.follow("Svar for kommunen").fill(answer="can_receive")
    write_date(browser, "ready_from", date(2026, 12, 15))
    browser.press()
    assert browser.heading == "Besvart: venter på IMDi"
    (answer,) = records(outside, RESPONDED)
    assert (answer["answer"], answer["ready_from"]) == ("can_receive", "2026-12-15")
    assert answer["municipality"] == "4601" and answer["staff"].startswith("staff-")
    outside.tell(newest(outside), "municipality.agreed", 2, **BERGEN, agreed_on="2026-11-22")
    outside.work()
    clock.shift(30 * 24 * 3600)
    browser = signed_in("municipality-1")
    opened(browser).follow("Registrer bosetting")
    settle(browser, ["everybody"], date(2026, 12, 16))
    assert browser.heading == "Bosatt"
    settled = records(outside, SETTLED)
    assert {each["settled_on"] for each in settled} == {"2026-12-16"}
    people = [person["person_id"] for person in outside.records()[0]["data"]["persons"]]
    assert sorted(each["person_id"] for each in settled) == sorted(people)
    assert "Ingen." in browser.open("/nb/municipality/settlements").text


def test_one_that_cannot_says_why_and_may_change_its_mind(
    applied: Applied, signed_in: SignIn, outside: Outside
) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN))
    browser = opened(signed_in("municipality-1")).follow("Svar for kommunen")
    browser.press(status=422)
    assert browser.errors()
    browser.fill(answer="cannot_receive").press(status=422)
    browser.fill(reason="no_housing", note="Ledig bolig til våren.").press()
    assert browser.heading == "Besvart: venter på IMDi"
    browser.follow("Svar på nytt").fill(answer="can_receive")
    write_date(browser, "ready_from", date(2026, 11, 19))
    browser.press(status=422)
    write_date(browser, "ready_from", date(2026, 11, 20))
    browser.press()
    assert [each["answer"] for each in records(outside, RESPONDED)] == ["cannot_receive", "can_receive"]


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


def test_a_family_is_settled_on_two_dates_and_a_planned_day_is_none(
    applied: Applied, signed_in: SignIn, outside: Outside, clock: time_machine.Traveller
) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN), ("municipality.agreed", 2, BERGEN))
    people = [person["person_id"] for person in outside.records()[0]["data"]["persons"]]
    clock.shift(10 * 24 * 3600)
    browser = opened(signed_in("municipality-1")).follow("Registrer bosetting")
    settle(browser, people[:2], date(2026, 11, 21), status=422)
    assert "kan ikke være før det" in browser.errors()[0]
    settle(browser, people[:2], date(2026, 12, 24), status=422)
    assert "har ikke kommet" in browser.errors()[0]
    settle(browser, people[:2], date(2026, 11, 28))
    assert browser.path.endswith("/settlement") and "Bosatt: 28. november 2026" in browser.text
    settle(browser, people[2:], date(2026, 12, 10), kind="planned")
    assert browser.heading.startswith("Avtalt")
    assert len(records(outside, SETTLED)) == 2
    browser.follow("Registrer bosetting")
    assert "Planlagt: 10. desember 2026" in browser.text
    clock.shift(11 * 24 * 3600)
    browser = opened(signed_in("municipality-1")).follow("Registrer bosetting")
    settle(browser, people[2:], date(2026, 12, 11))
    assert browser.heading.startswith("Bosatt")
    browser.follow("Rett en bosettingsdato")
    settle(browser, people[2:], date(2026, 12, 9))
    assert [each["settled_on"] for each in records(outside, SETTLED)] == [
        "2026-11-28",
        "2026-11-28",
        "2026-12-11",
        "2026-12-09",
    ]


def test_a_protected_family_is_found_by_nobody_by_place(
    applied: Applied, signed_in: SignIn, outside: Outside, database: Database
) -> None:
    reference = applied(example("06"), ("municipality.asked", 0, BERGEN), ("municipality.agreed", 2, BERGEN))
    for who in ("municipality-1", "municipality-2"):
        browser = signed_in(who)
        for page in ("municipality", "municipality?status=closed", "municipality/settlements"):
            assert reference not in browser.open(f"/nb/{page}").response.text
        browser.open("/nb/municipality").fill(words=reference).press("Finn")
        assert not browser.page.xpath(CASE)


def test_a_date_that_is_not_registered_is_asked_for_until_it_is(
    applied: Applied, signed_in: SignIn, outside: Outside, database: Database, clock: time_machine.Traveller
) -> None:
    reference = applied(example("01"), ("municipality.asked", 0, BERGEN), ("municipality.agreed", 2, BERGEN))
    people = [person["person_id"] for person in outside.records()[0]["data"]["persons"]]
    after = timedelta(days=37)

    def due(day: date) -> list[tuple[str, int, int, date]]:
        with database.reading() as connection:
            return [
                (d.municipality, d.households, d.people, d.agreed_on) for d in due_for_reminder(connection, day, after)
            ]

    assert not due(date(2026, 12, 28))
    for day in (date(2026, 12, 29), date(2027, 1, 31), date(2027, 6, 1)):
        assert due(day) == [("4601", 1, 3, date(2026, 11, 22))]
    clock.shift(30 * 24 * 3600)
    assert "mangler for lenge" not in signed_in("municipality-1").open("/nb/municipality").text
    clock.shift(9 * 24 * 3600)
    browser = signed_in("municipality-1").open("/nb/municipality")
    assert "Bosettingsdatoer mangler for lenge" in browser.text
    assert "Over fristen" in browser.open("/nb/municipality/settlements").text
    browser.follow(reference)
    settle(browser, people[:2], date(2026, 12, 20))
    assert due(date(2027, 1, 31)) == [("4601", 1, 1, date(2026, 11, 22))], "one person is still forgotten"
    settle(browser, people[2:], date(2027, 1, 15), kind="planned")
    assert not due(date(2027, 1, 15)) and due(date(2027, 1, 16)), "a planned day counts until it has passed"
    clock.shift(20 * 24 * 3600)
    browser = signed_in("municipality-1").open("/nb/municipality/settlements").follow(reference)
    settle(browser, people[2:], date(2027, 1, 15))
    assert not due(date(2027, 6, 1))
    assert "mangler for lenge" not in browser.open("/nb/municipality").text


def test_an_agreement_that_ends_needs_no_date_any_more(
    applied: Applied, signed_in: SignIn, outside: Outside, database: Database
) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN), ("municipality.agreed", 2, BERGEN))
    outside.tell(newest(outside), "case.closed", 5, outcome="lapsed")
    outside.work()
    with database.reading() as connection:
        assert not due_for_reminder(connection, date(2027, 6, 1), timedelta(days=37))
    browser = signed_in("municipality-1")
    assert not browser.open("/nb/municipality/settlements").page.xpath(CASE)
    opened(browser, "?status=closed")
    browser.open(browser.path + "/settlement", status=404)


def test_two_municipalities_see_only_their_own(applied: Applied, signed_in: SignIn, outside: Outside) -> None:
    applied(example("01"), ("municipality.asked", 0, BERGEN))
    bergen, stavanger = opened(signed_in("municipality-1")), signed_in("municipality-2")
    address = bergen.path
    missing = "/nb/municipality/case/00000000-0000-0000-0000-000000000000"
    token = stavanger.page.xpath("string(//input[@name='forgery']/@value)")
    for page in ("", "/answer", "/settlement"):
        foreign = stavanger.open(address + page, status=404).heading
        assert foreign == stavanger.open(missing + page, status=404).heading
        stavanger.post(address + page, [("forgery", token), ("do", "needs")], status=404)
    for query in ("", "?status=closed", "?reason=wishes_to"):
        assert not stavanger.open(f"/nb/municipality{query}").page.xpath(CASE)
    for name in ("Kovalchuk", "202699000100", "Олена"):
        assert not stavanger.open("/nb/municipality").fill(words=name).press("Finn").page.xpath(CASE)
        assert bergen.open("/nb/municipality").fill(words=name).press("Finn").page.xpath(CASE), name
    for who in ("centre-1", "directorate", "administrator", "auditor"):
        signed_in(who).open(address, status=404)


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
    for covered in ("+380501234567", "Storgata", "202699000100", "1989", "Iryna", "Слуховий", "psykisk"):
        assert covered not in browser.response.text, covered
    outside.tell(newest(outside), "municipality.asked", 0, **BERGEN)
    outside.work()
    opened(browser)
    assert "+380 50 123 4567" in browser.text or "380501234567" in browser.text
    assert "Tilrettelegging for syn eller hørsel" in browser.text
    for covered in ("202699000100", "1989", "Слуховий", "Секрет", "ut over fastlegen"):
        assert covered not in browser.response.text, covered
    browser.press("Åpne behovene")
    assert "Слуховий апарат" in browser.text and "Må oversettes fra: українська" in browser.text
    assert browser.page.xpath("//span[@lang='uk' and contains(., 'Слуховий')]")
    assert "Секрет" not in browser.text
    opened(browser).press("Vis", status=422)
    browser.fill(reason="identity").press("Vis")
    assert "202699000100" in browser.text and "14.03.1989" in browser.text
    with database.reading() as connection:
        rows = connection.execute(select(audit_rows.c.act, audit_rows.c.fields).order_by(audit_rows.c.number)).all()
    noted = [(row.act, row.fields) for row in rows]
    assert ("opened needs", "needs") in noted
    assert ("opened numbers", "numbers birth date identity") in noted


@one_database
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
    assert "De jeg har" in browser.open("/nb/municipality").text
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
