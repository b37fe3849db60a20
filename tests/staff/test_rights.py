"""Who gives rights: to others, never to themselves, and for the directorate never alone."""

import time_machine
from sqlalchemy import select

from portal.access.accounts import open_account
from portal.storage.database import Database
from portal.storage.staff import grants
from tests.citizen import Citizen
from tests.staff.conftest import SignIn

RIGHTS = "/nb/staff/rights"


def newcomer(database: Database) -> str:
    with database.transaction() as connection:
        return open_account(connection, "https://login.test", "a-newcomer")


def give(browser: Citizen, number: str, right: str, status: int = 200) -> Citizen:
    return (
        browser.open(RIGHTS).fill(number=number, name="Kari", right=right).press(name="do", value="give", status=status)
    )


def test_a_right_at_a_centre_counts_at_once(signed_in: SignIn, database: Database) -> None:
    administrator, number = signed_in("administrator"), newcomer(database)
    give(administrator, number, "demo-centre-1/registrar")
    assert "Kari" in administrator.text
    with database.reading() as connection:
        right = connection.execute(select(grants).where(grants.c.staff_id == number)).one()
    assert (right.role, right.needs_another) == ("registrar", False)


def test_a_right_in_the_directorate_waits_for_another_administrator(signed_in: SignIn, database: Database) -> None:
    one, number = signed_in("administrator"), newcomer(database)
    other = signed_in("administrator-too")
    give(one, number, "demo-directorate/caseworker")
    with database.reading() as connection:
        right = connection.execute(select(grants).where(grants.c.staff_id == number)).one()
    assert not one.page.xpath(f"//button[@value='confirm:{right.id}']")
    token = one.page.xpath("string(//input[@name='forgery']/@value)")
    one.post(RIGHTS, [("forgery", token), ("do", f"confirm:{right.id}")], status=422)
    other.open(RIGHTS).press(name="do", value=f"confirm:{right.id}")
    with database.reading() as connection:
        assert connection.execute(select(grants.c.confirmed_by).where(grants.c.id == right.id)).scalar_one()


def test_nobody_gives_a_right_to_themselves(signed_in: SignIn, database: Database) -> None:
    browser = signed_in("administrator")
    with database.reading() as connection:
        mine = connection.execute(select(grants.c.staff_id).where(grants.c.role == "administrator")).scalars().all()
    for number in mine:
        give(browser, number, "demo-directorate/administrator", status=422)


def test_what_is_no_account_or_no_right_is_refused_and_what_was_typed_stays(signed_in: SignIn) -> None:
    browser = signed_in("administrator")
    give(browser, "staff-nobody12", "demo-centre-1/registrar", status=422)
    assert browser.value("number") == "staff-nobody12"
    token = browser.page.xpath("string(//input[@name='forgery']/@value)")
    for do in ("", "give", "confirm:x", "end:99999", "close:staff-nobody12", "anything"):
        browser.post(RIGHTS, [("forgery", token), ("do", do)], status=422)


def test_an_ended_right_and_a_closed_account_are_over(signed_in: SignIn, database: Database) -> None:
    administrator, registrar = signed_in("administrator"), signed_in("centre-1")
    with database.reading() as connection:
        right = connection.execute(select(grants).where(grants.c.unit_code == "demo-centre-1")).one()
    administrator.open(RIGHTS).press(name="do", value=f"end:{right.id}")
    assert registrar.open("/nb/staff").page.xpath("//p[@class='reference']")
    administrator.open(RIGHTS).press(name="do", value=f"close:{right.staff_id}")
    assert registrar.open("/nb/staff").path == "/nb/sign-in"


def test_giving_rights_needs_a_sign_in_within_the_last_five_minutes(signed_in: SignIn) -> None:
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False) as clock:
        browser = signed_in("administrator")
        clock.shift(5 * 60)
        assert browser.open(RIGHTS).path == RIGHTS
        clock.shift(1)
        assert browser.open(RIGHTS).path == "/nb/sign-in/once-more"
