"""Without scripts a page is loaded again or gone back to: nothing is done twice, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import NewPhone
from tests.browser.every_page import MOTHER_OF_TWO
from tests.browser.phone import Phone
from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(new_phone: NewPhone, site: Site) -> Phone:
    phone = new_phone(java_script_enabled=False)
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    return phone


def load_again(phone: Phone) -> str:
    """As the button of the browser does, with a Yes to whatever it asks; how the page was fetched."""
    phone.window.reload()
    return [request.method for request in phone.asked if request.is_navigation_request()][-1]


def go_back_and_load_again(phone: Phone) -> None:
    """Chromium keeps no page that was posted: it says so, and sends the same once more only if one asks for it."""
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        phone.window.go_back()
    phone.window.wait_for_url("chrome-error://**")
    phone.window.reload()


def test_a_page_with_errors_comes_again_with_all_that_was_typed(phone: Phone) -> None:
    phone.open("/en/apply/person/1/name").fill(given="", family="Hrytsenko-Koval").press()
    assert load_again(phone) == "POST"
    assert phone.value("family") == "Hrytsenko-Koval" and "Error: " in phone.window.title()
    following = phone.fill(given="Olha").press().path
    assert (load_again(phone), phone.path) == ("GET", following)
    go_back_and_load_again(phone)
    assert phone.path == "/en/apply/person/1/name" and phone.value("family") == "Hrytsenko-Koval"
    phone.open("/en/apply/person/1/name")
    assert (phone.value("given"), phone.value("family")) == ("Olha", "Hrytsenko-Koval")


def test_what_was_sent_is_not_sent_again(phone: Phone, site: Site) -> None:
    sent = site.sent()
    phone.open("/en/apply/send").fill(truth="yes").press()
    assert load_again(phone) == "POST"
    assert site.sent() == sent and phone.window.locator("[name=truth]").is_checked()
    phone.fill(privacy_notice="yes", one_offer_understood="yes").press()
    for _time in range(2):
        assert (load_again(phone), phone.path) == ("GET", "/en/apply/receipt")
    go_back_and_load_again(phone)
    assert (site.sent(), phone.path) == (sent + 1, "/en/apply/receipt")
