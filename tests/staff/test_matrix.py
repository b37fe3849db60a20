"""Every page for staff, opened by every kind of person: who may, may; for all others there is no such page."""

from portal.access.deciding import MAY
from portal.access.demo_identities import PEOPLE
from portal.routes import ADDRESSES
from portal.web.guards import STAFF
from tests.citizen import Citizen
from tests.staff.conftest import SignIn

PAGES = [address for address in ADDRESSES if address.access in STAFF and "{" not in address.path]


def allowed(who: str, access: str) -> bool:
    return access == "staff" or access in MAY[PEOPLE[who][0]]


def test_each_identity_opens_and_posts_to_exactly_its_own_pages(signed_in: SignIn) -> None:
    for who in PEOPLE:
        browser = signed_in(who)
        token = browser.page.xpath("string(//input[@name='forgery']/@value)")
        for address in PAGES:
            if address.get is not None:
                browser.open(f"/nb/{address.path}", status=200 if allowed(who, address.access) else 404)
            if address.post is not None and not allowed(who, address.access):
                browser.post(f"/nb/{address.path}", [("forgery", token)], status=404)


def test_who_has_not_signed_in_is_led_to_the_door(citizen: Citizen) -> None:
    for address in PAGES:
        if address.get is not None:
            assert citizen.open(f"/nb/{address.path}").path == "/nb/sign-in"


def test_who_is_turned_away_cannot_tell_it_from_a_page_that_is_not_there(signed_in: SignIn) -> None:
    browser = signed_in("centre-1")
    refused = browser.open("/nb/staff/audit", status=404).text
    missing = browser.open("/nb/staff/nothing", status=404).text
    assert refused[:40] == missing[:40]


def test_every_page_for_staff_speaks_five_languages(signed_in: SignIn) -> None:
    for who in ("directorate", "administrator", "auditor", "centre-1"):
        browser = signed_in(who)
        for address in PAGES:
            if address.get is not None and allowed(who, address.access):
                for language in ("uk", "ru", "en", "nb", "nn"):
                    browser.open(f"/{language}/{address.path}")
