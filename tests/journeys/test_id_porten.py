"""ID-porten as one more way to show that one is the applicant: by the applicant's own number, once, in this browser."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine

from integrations.identity import IdentityProvider, SignedIn
from integrations.identity_standins import ExplodingProvider, RefusingProvider, WillingProvider
from locales import speaking
from portal.app import create_app
from portal.pages.my_case.id_porten import TROUBLES
from portal.settings import Settings
from portal.storage.database import Database
from tests.citizen import Citizen
from tests.journeys.applying import apply, example

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
# Synthetic numbers: of the applicant, and of somebody else in the household.
OWN, OTHERS = "57912075186", "69822075096"
At = Callable[[IdentityProvider], Citizen]


def who(number: str) -> WillingProvider:
    return WillingProvider(SignedIn("https://login.example.org", "somebody", (), 0, number))


@pytest.fixture
def at(settings: Settings, database: Database) -> Iterator[At]:
    """Somebody who has applied with a D-number, on a portal with this provider."""
    browsers: list[Citizen] = []

    def applied(provider: IdentityProvider) -> Citizen:
        browsers.append(Citizen(create_app(settings, database, id_porten=provider)))
        household = example("01")
        household["persons"][0]["identifiers"] = [{"kind": "d_number", "value": OWN}]
        household["persons"][1]["identifiers"] = [{"kind": "d_number", "value": OTHERS}]
        apply(browsers[-1], household)
        return browsers[-1].open("/uk/my-case/proof").open("/uk/my-case/proof/id-porten")

    yield applied
    for browser in browsers:
        browser.close()


def go_there(browser: Citizen) -> str:
    """To ID-porten; the state that it gives back."""
    browser.press()
    where = urlsplit(browser.response.headers["refresh"].partition("url=")[2])
    assert where.hostname == "login.example.org"
    return parse_qs(where.query)["state"][0]


def test_ones_own_number_opens_the_answers_under_a_new_cookie_and_the_old_one_is_dead(at: At) -> None:
    browser = at(who(OWN))
    assert "Commfides" in browser.text
    before = browser.client.cookies["__Host-session"]
    browser.open(f"/id-porten/back?state={go_there(browser)}&code=1")
    assert browser.path == "/uk/my-case/answers"
    assert browser.client.cookies["__Host-session"] != before
    thief = at(who(OWN))
    replayed = thief.ask("GET", "/uk/my-case", cookie=f"__Host-session={before}")
    assert replayed.headers["location"] == "/uk/resume", "the old cookie is dead"


def is_refused(browser: Citizen, trouble: str) -> None:
    """The page says why; the code is not left in the address, where the next one on this phone could find it."""
    at = urlsplit(str(browser.response.url))
    language, page = at.path.strip("/").split("/", 1)
    assert (page, at.query) == ("my-case/proof/id-porten", f"trouble={trouble}")
    with speaking(language):
        assert str(TROUBLES[trouble]) in browser.text


def test_an_answer_counts_once_in_one_browser_and_for_ten_minutes(
    at: At, another_citizen: Citizen, clock: time_machine.Traveller
) -> None:
    browser = at(who(OWN))
    state = go_there(browser)
    another_citizen.open("/uk/resume")
    assert another_citizen.open(f"/id-porten/back?state={state}&code=1", status=404).path == "/id-porten/back"
    browser.open(f"/id-porten/back?state={state}&code=1")
    is_refused(browser.open(f"/id-porten/back?state={state}&code=1"), "not-believed")
    late = go_there(browser.open("/uk/my-case/proof/id-porten"))
    clock.shift(601)
    is_refused(browser.open(f"/id-porten/back?state={late}&code=1"), "not-believed")


@one_database
@pytest.mark.parametrize("number", [OTHERS, "17912099997", ""])
def test_another_number_opens_nothing_also_not_one_of_the_household(at: At, number: str) -> None:
    browser = at(who(number))
    is_refused(browser.open(f"/id-porten/back?state={go_there(browser)}&code=1"), "another-number")
    assert browser.open("/uk/my-case/answers").path == "/uk/my-case/proof"


@one_database
def test_who_is_not_believed_or_cannot_be_asked_is_told_so(at: At) -> None:
    browser = at(RefusingProvider())
    is_refused(browser.open(f"/id-porten/back?state={go_there(browser)}&error=access_denied"), "not-believed")
    # Also here, where the browser comes back from outside, the page can be left quickly.
    assert browser.page.xpath("//form[@id='leave']//button")
    assert browser.open("/uk/my-case/answers").path == "/uk/my-case/proof"
    is_refused(at(ExplodingProvider()).press(), "no-answer")


@one_database
def test_why_it_did_not_lead_in_is_said_in_another_language_too(at: At) -> None:
    browser = at(RefusingProvider())
    browser.open(f"/id-porten/back?state={go_there(browser)}&error=access_denied")
    for language in ("nb", "uk"):
        is_refused(
            browser.open(browser.page.xpath(f"string(//nav[@class='languages']//a[@lang='{language}']/@href)")),
            "not-believed",
        )
    browser.open("/uk/my-case/proof/id-porten?trouble=ABC123&code=ABC123")
    assert set(browser.page.xpath("//nav[@class='languages']//a/@href")) == {
        f"/{language}/my-case/proof/id-porten" for language in ("uk", "ru", "en", "nb", "nn")
    }


@one_database
def test_where_the_settings_name_none_there_is_no_such_way(citizen: Citizen) -> None:
    apply(citizen, example("03"))
    assert "ID-porten" not in citizen.open("/uk/my-case/proof").text
    citizen.open("/uk/my-case/proof/id-porten", status=404)
