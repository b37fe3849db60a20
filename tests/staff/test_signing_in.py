"""Staff sign in, work in one role, and are gone when they leave, when their time is up, or when a right is ended."""

from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
import time_machine
from sqlalchemy import insert, select, update

from portal.access.demo_identities import PEOPLE
from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.staff import grants, staff, staff_sessions
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.staff.conftest import SignIn

START = "2026-11-20T09:00:00Z"


def cookie_of(browser: Citizen) -> str:
    return str(browser.client.cookies["__Host-staff"])


def test_a_demo_person_signs_in_and_stands_in_their_own_role(signed_in: SignIn) -> None:
    for who in PEOPLE:
        assert signed_in(who).path == "/nb/staff"


def test_nobody_chooses_who_they_are_where_this_is_no_demo(settings: Settings, database: Database) -> None:
    browser = Citizen(create_app(replace(settings, demo_identities=False), database))
    token = browser.open("/nb/apply").value("forgery")
    assert not browser.open("/nb/sign-in").page.xpath("//button[@name='who']")
    browser.post("/nb/sign-in/demo", [("forgery", token), ("who", "auditor")], status=404)
    browser.close()


def test_the_cookie_is_for_this_site_alone_and_only_its_hash_is_stored(signed_in: SignIn, database: Database) -> None:
    browser = signed_in("auditor")
    cookie = cookie_of(browser)
    assert len(urlsafe_b64decode(cookie.partition(".")[0] + "=")) * 8 >= 128
    with database.reading() as connection:
        assert cookie.partition(".")[0] not in str(connection.execute(select(staff_sessions)).all())
    kept = next(each for each in browser.client.cookies.jar if each.name == "__Host-staff")
    assert kept.secure and kept.path == "/" and kept.has_nonstandard_attr("HttpOnly")
    assert kept.get_nonstandard_attr("SameSite") == "strict"
    browser.press("Logg ut")
    assert "__Host-staff" not in browser.client.cookies


def test_a_captured_cookie_is_dead_after_signing_out(signed_in: SignIn, portal: Seam) -> None:
    browser = signed_in("auditor")
    cookie = cookie_of(browser)
    browser.press("Logg ut")
    thief = Citizen(portal)
    thief.client.cookies.set("__Host-staff", cookie)
    assert thief.open("/nb/staff").path == "/nb/sign-in"
    thief.close()


@pytest.mark.parametrize("who", ["centre-1", "administrator"])
def test_a_visit_ends_after_eight_hours_to_the_second_however_busy_one_is(signed_in: SignIn, who: str) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = signed_in(who)
        for _press in range(8 * 5 - 1):
            clock.shift(12 * 60)
            assert browser.open("/nb/staff").path == "/nb/staff"
        clock.shift(12 * 60 - 1)
        assert browser.open("/nb/staff").path == "/nb/staff"
        clock.shift(2)
        assert browser.open("/nb/staff").path == "/nb/sign-in"


def test_a_right_that_is_ended_is_gone_with_the_next_press(signed_in: SignIn, database: Database) -> None:
    browser = signed_in("directorate")
    browser.open("/nb/directorate/delivery")
    with database.transaction() as connection:
        connection.execute(update(grants).values(ended_at=grants.c.granted_at))
    assert browser.open("/nb/directorate/delivery").path == "/nb/staff"


def test_closing_an_account_ends_its_visits(signed_in: SignIn, database: Database) -> None:
    browser = signed_in("directorate")
    with database.transaction() as connection:
        connection.execute(update(staff).values(closed_at=staff.c.created_at))
    assert browser.open("/nb/staff").path == "/nb/sign-in"


def test_own_visits_are_listed_and_can_be_ended(signed_in: SignIn) -> None:
    one, other = signed_in("auditor"), signed_in("auditor")
    one.open("/nb/staff/visits")
    assert len(one.page.xpath("//button[@name='visit']")) == 1
    one.press(name="visit", value=one.page.xpath("string(//button[@name='visit']/@value)"))
    assert one.path == "/nb/staff/visits"
    assert other.open("/nb/staff").path == "/nb/sign-in"


def test_a_visit_of_somebody_else_cannot_be_ended(signed_in: SignIn, database: Database) -> None:
    signed_in("directorate")
    auditor = signed_in("auditor")
    with database.reading() as connection:
        theirs = connection.execute(select(staff_sessions.c.id)).scalars().all()
    auditor.open("/nb/staff/visits")
    for visit in theirs:
        token = auditor.page.xpath("string(//input[@name='forgery']/@value)")
        auditor.post("/nb/staff/visits", [("forgery", token), ("visit", visit)], status=200)
        if auditor.path == "/nb/sign-in":
            break
    with database.reading() as connection:
        ended = connection.execute(select(staff_sessions).where(staff_sessions.c.ended_at.is_not(None))).all()
    assert len(ended) == 1


def test_a_form_of_another_visit_is_refused(signed_in: SignIn) -> None:
    one, other = signed_in("directorate"), signed_in("directorate-too")
    token = one.open("/nb/staff").page.xpath("string(//input[@name='forgery']/@value)")
    other.post("/nb/sign-out", [("forgery", token)], status=403)
    assert other.open("/nb/staff").path == "/nb/staff"


@pytest.mark.parametrize(
    ("seconds", "who", "where"),
    [
        (30 * 60 - 1, "directorate", "/nb/staff"),
        (30 * 60 + 1, "directorate", "/nb/sign-in"),
        (15 * 60 - 1, "administrator", "/nb/staff"),
        (15 * 60 + 1, "administrator", "/nb/sign-in"),
        (30 * 60 - 1, "centre-1", "/nb/staff"),
        (30 * 60 + 1, "centre-1", "/nb/sign-in"),
    ],
)
def test_a_visit_ends_to_the_second_when_nothing_was_pressed_for_too_long(
    signed_in: SignIn, seconds: int, who: str, where: str
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = signed_in(who)
        clock.shift(seconds)
        assert browser.open("/nb/staff").path == where


def test_another_role_and_another_sign_in_bring_another_cookie_and_the_old_one_is_dead(
    signed_in: SignIn, portal: Seam, database: Database
) -> None:
    browser = signed_in("directorate")
    with database.transaction() as connection:
        person = connection.execute(select(grants).where(grants.c.role == "caseworker")).first()
        assert person is not None
        mine = {"staff_id": person.staff_id, "unit_code": "demo-directorate", "role": "auditor", "granted_by": "a"}
        rest = {"granted_at": person.granted_at, "needs_another": True, "confirmed_by": "b"}
        other = connection.execute(insert(grants).values(mine | rest).returning(grants.c.id)).scalar_one()
    before = cookie_of(browser)
    browser.open("/nb/staff").press(name="grant", value=str(other))
    assert "/nb/staff/audit" in browser.response.text
    as_auditor = cookie_of(browser)
    browser.open("/nb/sign-in/once-more").press(name="who", value="auditor")
    assert len({before, as_auditor, cookie_of(browser)}) == 3
    for old in (before, as_auditor):
        thief = Citizen(portal)
        thief.client.cookies.set("__Host-staff", old)
        assert thief.open("/nb/staff").path == "/nb/sign-in"
        thief.close()
