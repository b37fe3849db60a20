"""To the identity provider and back, once and only in the browser that asked."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from integrations.identity import IdentityProvider, SignedIn
from integrations.identity_standins import ExplodingProvider, RefusingProvider, WillingProvider
from portal.access import accounts, demo_identities
from portal.access.demo_identities import ISSUER
from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.staff import staff
from portal.web import sign_ins
from tests.citizen import Citizen
from tests.integrations.test_identity import Provider

At = Callable[[IdentityProvider], Citizen]
START = "2026-11-20T09:00:00Z"


def somebody(issuer: str = "https://login.example.org", organisation: str = "313367002") -> WillingProvider:
    return WillingProvider(SignedIn(issuer, "somebody", (organisation,), int(time.time())))


@pytest.fixture
def at(settings: Settings, database: Database) -> Iterator[At]:
    """A browser at the door of a portal with this provider."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    browsers: list[Citizen] = []

    def open_door(provider: IdentityProvider) -> Citizen:
        browsers.append(Citizen(create_app(settings, database, provider)))
        return browsers[-1].open("/nn/sign-in")

    yield open_door
    for browser in browsers:
        browser.close()


def go_there(browser: Citizen) -> str:
    """To the provider; the state that it gives back."""
    browser.press("Logg inn med Ansattporten")
    where = browser.response.headers["refresh"].partition("url=")[2]
    assert urlsplit(where).hostname == "login.example.org"
    return parse_qs(urlsplit(where).query)["state"][0]


def test_who_comes_for_the_first_time_gets_a_number_and_no_right(at: At, database: Database) -> None:
    browser = at(somebody())
    browser.open(f"/sign-in/back?state={go_there(browser)}&code=1")
    assert browser.response.headers["refresh"] == "0; url=/nn/staff"
    number = browser.open("/nn/staff").page.xpath("string(//p[@class='reference'])").strip()
    with database.reading() as connection:
        assert connection.execute(select(staff.c.id).where(staff.c.subject == "somebody")).scalar_one() == number


def test_with_a_right_where_one_is_employed_one_works_there(at: At, database: Database) -> None:
    with database.transaction() as connection:
        number = accounts.open_account(connection, "https://login.example.org", "somebody")
        accounts.give(connection, number, "registrar", "demo-centre-1", by="staff-chief")
    browser = at(somebody())
    browser.open(f"/sign-in/back?state={go_there(browser)}&code=1")
    assert "Åmotdalen mottak" in browser.open("/nb/staff").text
    elsewhere = at(somebody(organisation="313367010"))
    elsewhere.open(f"/sign-in/back?state={go_there(elsewhere)}&code=1")
    assert "Åmotdalen mottak" not in elsewhere.open("/nb/staff").text


def test_the_same_name_from_another_issuer_is_another_person(at: At, database: Database) -> None:
    for issuer in ("https://login.example.org", "https://elsewhere.example.org"):
        browser = at(somebody(issuer))
        browser.open(f"/sign-in/back?state={go_there(browser)}&code=1")
    with database.reading() as connection:
        assert len(connection.execute(select(staff).where(staff.c.subject == "somebody")).all()) == 2


def test_the_same_email_makes_nobody_the_same_person_and_another_email_nobody_another(
    at: At, database: Database
) -> None:
    """A person is issuer and subject; what else an identity provider tells is not looked at."""

    def signs_in(issuer: str, subject: str, email: str) -> None:
        provider = Provider(lambda claims: claims.update(sub=subject, email=email, email_verified=True), issuer)
        browser = at(provider.client())
        browser.press("Logg inn med Ansattporten")
        asked = provider.forms[-1]
        provider.attempt = replace(provider.attempt, nonce=asked["nonce"])
        browser.open(f"/sign-in/back?{urlencode({'state': asked['state'], 'code': '1', 'iss': issuer})}")
        assert browser.open("/nn/staff").path == "/nn/staff"

    one, other = "https://one.example.org", "https://other.example.org"
    signs_in(one, "kari", "kari@mottak.example")
    signs_in(other, "kari", "kari@mottak.example")
    signs_in(one, "ola", "kari@mottak.example")
    signs_in(one, "kari", "kari@bergen.example")
    with database.reading() as connection:
        known = set(connection.execute(select(staff.c.issuer, staff.c.subject).where(staff.c.issuer != ISSUER)))
        assert known == {(one, "kari"), (other, "kari"), (one, "ola")}
        assert "@" not in str(connection.execute(select(staff)).all())


def test_eight_hours_are_counted_from_when_one_was_recognised(at: At) -> None:
    """Who was recognised elsewhere long ago does not get a whole day more here."""
    with time_machine.travel(START, tick=False) as clock:
        nearly_too_long_ago = int(time.time()) - 8 * 3600 + 60
        browser = at(
            WillingProvider(SignedIn("https://login.example.org", "somebody", ("313367002",), nearly_too_long_ago))
        )
        browser.open(f"/sign-in/back?state={go_there(browser)}&code=1")
        clock.shift(59)
        assert browser.open("/nn/staff").path == "/nn/staff"
        clock.shift(2)
        assert browser.open("/nn/staff").path == "/nn/sign-in"


def test_an_answer_counts_once(at: At) -> None:
    browser = at(somebody())
    state = go_there(browser)
    browser.open(f"/sign-in/back?state={state}&code=1")
    browser.open(f"/sign-in/back?state={state}&code=1", status=403)


def test_of_fifty_that_bring_the_same_answer_at_once_one_gets_in(database: Database) -> None:
    with database.transaction() as connection:
        attempt = sign_ins.begin(connection, "browser", "nn")

    def bring(_nth: int) -> bool:
        with database.transaction() as connection:
            return sign_ins.take(connection, "browser", attempt.state) is not None

    with ThreadPoolExecutor(50) as everybody:
        assert sum(everybody.map(bring, range(50))) == 1


def test_an_answer_to_another_browser_does_not_count(at: At) -> None:
    provider = somebody()
    state = go_there(at(provider))
    thief = at(provider).open(f"/sign-in/back?state={state}&code=1", status=403)
    assert thief.open("/nb/staff").path == "/nb/sign-in"


def test_an_answer_after_ten_minutes_does_not_count(at: At) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = at(somebody())
        state = go_there(browser)
        clock.shift(601)
        browser.open(f"/sign-in/back?state={state}&code=1", status=403)


def test_who_takes_nine_minutes_with_the_electronic_id_still_gets_in(at: At) -> None:
    with time_machine.travel(START, tick=False) as clock:
        browser = at(somebody())
        state = go_there(browser)
        clock.shift(540)
        browser.open(f"/sign-in/back?state={state}&code=1")


def test_who_is_not_believed_is_told_so_and_stays_outside(at: At) -> None:
    browser = at(RefusingProvider())
    browser.open(f"/sign-in/back?state={go_there(browser)}&code=1", status=403)
    assert browser.open("/nb/staff").path == "/nb/sign-in"


def test_a_provider_that_is_down_is_said_to_be(at: At) -> None:
    browser = at(ExplodingProvider())
    browser.press("Logg inn med Ansattporten", status=503)
    assert browser.heading


def test_who_signs_in_once_more_leaves_no_living_cookie_behind(at: At, database: Database) -> None:
    browser = at(somebody())
    browser.open(f"/sign-in/back?state={go_there(browser)}&code=1").open("/nn/staff")
    before = str(browser.client.cookies["__Host-staff"])
    browser.open("/nn/sign-in/once-more")
    browser.open(f"/sign-in/back?state={go_there(browser)}&code=1").open("/nn/staff")
    assert browser.path == "/nn/staff" and browser.client.cookies["__Host-staff"] != before
    browser.client.cookies.set("__Host-staff", before)
    browser.client.cookies.delete("__Host-staff", domain="portal.test")
    assert browser.open("/nn/staff").path == "/nn/sign-in"


def test_signing_out_signs_out_there_too(at: At) -> None:
    browser = at(somebody())
    browser.open(f"/sign-in/back?state={go_there(browser)}&code=1").open("/nb/staff").press("Logg ut")
    assert browser.response.headers["refresh"] == "0; url=https://portal.test/nb/sign-in"
    assert browser.open("/nb/staff").path == "/nb/sign-in"


def test_without_a_provider_nobody_is_sent_anywhere(settings: Settings, database: Database) -> None:
    browser = Citizen(create_app(settings, database))
    browser.open("/sign-in/back?state=1&code=1", status=404)
    browser.close()
