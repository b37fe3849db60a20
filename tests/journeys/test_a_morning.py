"""A morning at a reception centre: five households, each with its own end, and another centre beside it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.access import demo_identities
from portal.settings import Settings
from portal.storage.database import Database
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import begin, example
from tests.journeys.outside import Outside, come_back
from tests.journeys.registering import Registrar, register
from tests.journeys.test_households import told

pytestmark = pytest.mark.usefixtures("clock")

SAYS_YES = {"protected": "no", "how": "read_aloud", "language": "ukrainsk", "interpreter": "no"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo_identities=True)


@pytest.fixture
def staff(portal: Seam, database: Database) -> Iterator[list[Citizen]]:
    """Somebody at either centre."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    browsers = [Citizen(portal), Citizen(portal)]
    for browser, who in zip(browsers, ("centre-1", "centre-2"), strict=True):
        browser.open("/nb/sign-in").press(name="who", value=who)
    yield browsers
    for browser in browsers:
        browser.close()


def test_five_households_in_one_morning(staff: list[Citizen], citizen: Citizen, outside: Outside) -> None:
    browser, beside = staff
    couple = example("08")

    # One: a couple, as the example says. Their code opens it for them, and then the centre sees the status only.
    reference = register(browser, couple)
    code = browser.page.xpath("//p[@class='reference']")[1].text_content()
    outside.work()
    (record,) = outside.records()
    assert told(record["data"]) == told(couple)
    assert record["data"]["on_behalf"]["consent"]["language"] == "uk"
    come_back(citizen, code, couple["persons"][0]["birth_date"])
    assert reference in browser.open("/nb/centre?state=accepted").text and "Hrytsenko" not in browser.text

    # Two: a family that must not be found. Nothing is stored, and nothing says why.
    browser.open("/nb/centre/begin").fill(protected="yes").press()
    assert "24 16 88 00" in browser.text

    # Three: interrupted after the first page; a colleague finds it again later.
    third = Registrar(browser, example("08"))
    third.begin()
    third.fill_page()
    browser.press()
    interrupted = browser.path
    browser.open("/nb/centre")
    assert "Taras Hrytsenko" in browser.text

    # Four: begun alone on a telephone, handed over by code, finished together.
    alone = example("03")
    begin(citizen, alone, "person/1/citizenship")
    citizen.open("/en/apply/code")
    code = str(citizen.page.xpath("string(//p[@class='reference'])"))
    browser.open("/nb/centre/take-over").fill(**SAYS_YES, **{"their-code": code})
    born = alone["persons"][0]["birth_date"].split("-")
    for part, value in zip(("year", "month", "day"), born, strict=False):
        browser.write(f"their-born-{part}", value)
    browser.press()
    assert browser.value("name-family") == alone["persons"][0]["name"]["family"]
    assert "Hrytsenko" not in browser.response.text

    # Five: the consent is taken back in the middle.
    Registrar(browser, example("08")).begin()
    browser.write("name-given", "Taras")
    browser.press(status=422)
    browser.press("Personen vil ikke gå videre")
    assert "Begynt: 2" in browser.open("/nb/centre").text

    # Meanwhile at the centre beside: nobody, nowhere.
    text = beside.open("/nb/centre").text
    assert "Hrytsenko" not in text and "Begynt: 0" in text and "Sendt: 0" in text
    beside.open(interrupted, status=404)
    assert len(outside.records()) == 1
