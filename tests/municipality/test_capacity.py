"""A municipality reports what it can receive, the case system gets it, and nobody else's report is touched."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from integrations.record_schema import problems_of
from portal.storage.belonging import WithoutUnit
from portal.storage.capacity import capacity_reports
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_cases
from portal.submissions import concerns
from tests.citizen import Citizen
from tests.journeys.outside import Outside
from tests.municipality.conftest import Arriving, Send
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
PAGE = "/nb/municipality/capacity/2026"
KIND = "no.settlement.capacity.reported.v1"


def report(browser: Citizen, places: str = "40", homes: int = 1, status: int = 200, **changed: Any) -> Citizen:
    browser.open(PAGE).fill(decided_places=places)
    while not browser.has(f"homes-{homes - 1}-places"):
        browser.press(name="rows", value="add:homes")
    for number in range(homes):
        home = {"places": "4", "ready_from-day": "1", "ready_from-month": "12", "ready_from-year": "2026", **changed}
        for name, value in home.items():
            browser.write(f"homes-{number}-{name}", value)
    return browser.press(status=status)


def test_a_report_arrives_as_the_schema_says_and_the_next_one_follows_it(signed_in: SignIn, arriving: Arriving) -> None:
    browser = report(signed_in("municipality-1"), homes=2, step_free="yes")
    assert browser.path == "/nb/municipality/capacity"
    assert "1. desember 2026" in browser.text
    report(browser, places="0", homes=2, step_free="no", pets="yes")
    first, second = arriving(KIND)
    assert not list(problems_of(first)) + list(problems_of(second))
    assert (first["subject"], first["sequence"], second["sequence"]) == ("municipality/4601", 1, 2)
    assert first["data"]["homes"] == [{"places": 4, "ready_from": "2026-12-01", "step_free": True}] * 2
    assert second["data"]["decided_places"] == 0
    assert second["data"]["homes"][0] == {"places": 4, "ready_from": "2026-12-01", "step_free": False, "pets": True}


def test_each_municipality_counts_its_own_reports(signed_in: SignIn, arriving: Arriving) -> None:
    report(signed_in("municipality-1"))
    other = signed_in("municipality-2").open(PAGE)
    assert other.value("decided_places") == ""
    report(other, places="7")
    assert [(each["subject"], each["sequence"]) for each in arriving(KIND)] == [
        ("municipality/4601", 1),
        ("municipality/1103", 1),
    ]


def test_pressing_twice_or_saying_the_same_again_sends_nothing(
    signed_in: SignIn, arriving: Arriving, database: Database
) -> None:
    browser = signed_in("municipality-1")
    report(browser)
    browser.open(PAGE)
    twice = browser.filled()
    browser.press()
    browser.post(PAGE, twice, status=200)
    assert len(arriving(KIND)) == 1
    with database.reading() as connection:
        mine = select(func.count()).where(capacity_reports.c.municipality == "4601")
        assert connection.execute(mine, execution_options={"all_units": True}).scalar_one() == 1


def test_a_colleague_is_not_overwritten_unseen(signed_in: SignIn, arriving: Arriving) -> None:
    one, other = signed_in("municipality-1"), signed_in("municipality-1").open(PAGE)
    report(one)
    other.fill(decided_places="41").press(status=409)
    assert other.value("decided_places") == "41"
    other.press()
    assert [each["data"]["decided_places"] for each in arriving(KIND)] == [40, 41]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"places": "-1"}, "decided_places"),
        ({"places": "many"}, "decided_places"),
        ({"places": ""}, "decided_places"),
        ({"ready_from-day": "32"}, "homes-0-ready_from-day"),
        ({"ready_from-year": ""}, "homes-0-ready_from-year"),
    ],
)
def test_what_is_wrong_is_shown_and_kept_as_typed(
    signed_in: SignIn, arriving: Arriving, wrong: dict[str, Any], field: str
) -> None:
    browser = report(signed_in("municipality-1"), status=422, **wrong)
    (line,) = browser.page.xpath("//*[contains(@class,'ds-error-summary')]//a")
    assert line.get("href") == f"#{field}"
    assert not arriving(KIND)


def test_another_language_on_the_way_keeps_what_is_typed(signed_in: SignIn) -> None:
    browser = signed_in("municipality-1").open(PAGE).fill(decided_places="mange")
    browser.press("nynorsk")
    assert browser.path == "/nn/municipality/capacity/2026" and browser.value("decided_places") == "mange"


def test_only_this_year_and_the_next_can_be_reported(signed_in: SignIn) -> None:
    browser = signed_in("municipality-1")
    for year, status in ((2025, 404), (2026, 200), (2027, 200), (2028, 404)):
        browser.open(f"/nb/municipality/capacity/{year}", status=status)


def test_a_query_that_names_no_municipality_is_refused(database: Database) -> None:
    with pytest.raises(WithoutUnit), database.reading() as connection:
        connection.execute(select(capacity_reports))


def test_used_and_free_places_and_who_would_fit_follow_the_cases(
    signed_in: SignIn, send: Send, outside: Outside, database: Database
) -> None:
    household = send()
    outside.tell(household, "municipality.asked", 0, municipality="4601")
    outside.work()
    browser = report(signed_in("municipality-1"), homes=2, pets="no")
    assert facts(browser) == ["40", "0", "40"]
    assert not browser.page.xpath("//main//ul[@class='people']//a")
    report(browser, homes=2, pets="yes")
    assert len(browser.page.xpath("//main//ul[@class='people']//a")) == 2
    assert "3 personer: det er plass til alle; det er et kjæledyr, og kjæledyr er tillatt" in browser.text
    outside.tell(household, "municipality.agreed", 0, municipality="4601", agreed_on="2026-11-20")
    outside.work()
    assert facts(browser.open("/nb/municipality/capacity")) == ["40", "3", "37"]
    with database.transaction() as connection:
        settled = update(municipal_cases).where(municipal_cases.c.submission_id == household)
        moment = datetime.now(UTC)
        connection.execute(settled.values(settled_at=moment, unsettled=0), execution_options={"all_units": True})
        concerns.forget(connection, [household])
    assert facts(browser.open("/nb/municipality/capacity")) == ["40", "3", "37"]
    assert facts(signed_in("municipality-2").open("/nb/municipality/capacity"))[1] == "0"


def facts(browser: Citizen) -> list[str]:
    """Decided, used and free places of this year."""
    return [dd.text_content().strip() for dd in browser.page.xpath("(//main//dl)[1]//dd")][:3]
