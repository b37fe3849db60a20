"""The figures: the country for everybody, one's own municipality, all for the directorate; nobody is given away."""

import csv
import io
import json
import re
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import insert

from locales import LANGUAGES
from portal.demo.figures import invent
from portal.settings import Settings
from portal.storage import figures
from portal.storage.capacity import capacity_reports
from portal.storage.database import Database
from portal.storage.figures import NOW, Place
from portal.submissions.counting import count
from tests.citizen import Citizen
from tests.formulas import is_formula
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock", "counted")


@pytest.fixture
def counted(database: Database, settings: Settings, clock: time_machine.Traveller) -> None:
    """A year of invented figures."""
    with database.transaction() as connection:
        invent(connection, datetime.now(UTC).date())
    count(database, settings.seals(), datetime.now(UTC))


def numbers(page: Citizen) -> list[int]:
    cells = (cell.text_content().replace("\xa0", "") for cell in page.page.xpath("//main//td"))
    return [int(cell) for cell in cells if cell.isdigit()]


def lines_of(citizen: Citizen, address: str) -> list[dict[str, str]]:
    answer = citizen.ask("GET", address)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_anybody_sees_the_months_that_are_over_without_a_cookie(citizen: Citizen) -> None:
    page = citizen.open("/nb/figures")
    assert "oktober 2026" in page.text and page.response.headers.get("set-cookie") is None
    months = page.page.xpath("//select[@name='month']/option/@value")
    assert months[0] == "2026-10" and len(months) == 12
    assert "januar 2026" in page.open("/nb/figures?month=2026-01").page.xpath("string(//p[@class='lead'])")


@pytest.mark.parametrize("month", ["2026-11", "1999-01", "x", "now", "2026-10' OR 1=1"])
def test_a_month_that_is_not_there_shows_the_latest(citizen: Citizen, month: str) -> None:
    assert "oktober 2026" in citizen.open(f"/nb/figures?month={month}").page.xpath("string(//p[@class='lead'])")


def test_no_number_from_one_to_four_stands_on_any_page(signed_in: SignIn, citizen: Citizen) -> None:
    for page in (
        citizen.open("/nb/figures"),
        signed_in("municipality-1").open("/nb/municipality/figures"),
        signed_in("directorate").open("/nb/directorate/figures"),
    ):
        assert numbers(page) and not [number for number in numbers(page) if 0 < number < 5]


def test_a_municipality_sees_itself_and_the_month_that_is_running(signed_in: SignIn) -> None:
    page = signed_in("municipality-1").follow("Tall for kommunen deres")
    assert page.heading.endswith("Bergen (Vestland)")
    assert "Stavanger" not in page.text
    assert page.page.xpath("//select[@name='month']/option/@value")[0] == "2026-11"


def test_the_directorate_sees_every_municipality_in_a_line(signed_in: SignIn) -> None:
    page = signed_in("directorate").follow("Tall for alle kommuner")
    named = page.page.xpath("//table[1]//th[@scope='row']/text()")
    assert {"Bergen (Vestland)", "Stavanger (Rogaland)", "Oslo"} <= set(named)


def test_every_chart_stands_beside_its_table_and_says_the_same(citizen: Citizen) -> None:
    page = citizen.open("/en/figures").page
    charts, tables = page.xpath("//main//section/svg"), page.xpath("//main//section//table")
    assert len(charts) == len(tables) > 8
    for chart, table in zip(charts, tables, strict=True):
        beside = [row.xpath("string(td[1])") for row in table.xpath("tbody/tr[th]")]
        drawn = [text for text in chart.xpath("text/text()") if text in beside]
        assert len(drawn) >= len(chart.xpath("rect"))
        assert not chart.xpath("//@style")


def test_the_open_data_hold_what_the_pages_show_and_the_definitions(citizen: Citizen) -> None:
    lines = lines_of(citizen, "/en/figures/2026-10.csv")
    assert {line["Month"] for line in lines} == {"2026-10"}
    assert all(line["Definition"] for line in lines if line["Municipality"] == "The whole country")
    for line in lines:
        assert (line["Number"] == "") == (line["Hidden"] == "x")
        assert not re.fullmatch("[1-4]", line["Number"])
        assert not [value for value in line.values() if is_formula(value)]


def test_the_same_as_json(citizen: Citizen) -> None:
    said = json.loads(citizen.ask("GET", "/nn/figures/2026-10.json").content)
    assert said["month"] == "2026-10" and said["definitions"]
    assert len(said["rows"]) == len(lines_of(citizen, "/nn/figures/2026-10.csv"))


@pytest.mark.parametrize("file", ["2026-11.csv", "2026-10.xlsx", "1999-01.csv", "now.csv", "2026-10.csv.json"])
def test_a_running_month_is_not_given_out(citizen: Citizen, file: str) -> None:
    citizen.open(f"/nb/figures/{file}", status=404)


def test_no_total_gives_a_hidden_number_away(citizen: Citizen) -> None:
    """What is left of a total, once all that is shown is taken away, is not one hidden number, nor less than five."""
    lines = [line for line in lines_of(citizen, "/en/figures/2026-10.csv") if "," not in line["Number"]]
    for where in {line["Municipality"] for line in lines}:
        for figure in {line["Figure"] for line in lines}:
            mine = [line for line in lines if (line["Municipality"], line["Figure"]) == (where, figure)]
            totals = [line["Number"] for line in mine if line["Part"] == "Altogether"]
            parts = [line["Number"] for line in mine if line["Part"] != "Altogether"]
            if totals and totals[0] and "" in parts:
                assert parts.count("") > 1
                assert int(totals[0]) - sum(int(part) for part in parts if part) >= 5


def test_who_must_not_be_found_is_in_no_line_and_cannot_be_worked_out(
    citizen: Citizen, database: Database, settings: Settings
) -> None:
    before = lines_of(citizen, "/en/figures/2026-10.csv")
    with database.transaction() as connection:
        figures.add(connection, Counter({Place("2026-10", "", "applications", "?"): 2}))
    with time_machine.travel("2026-11-21T03:00:00Z"):
        count(database, settings.seals(), datetime.now(UTC))
        after = lines_of(citizen, "/en/figures/2026-10.csv")
    total = next(x for x in after if x["Figure"] == "Applications" and x["Municipality"] == "The whole country")
    shown = [x for x in after if x["Figure"] == "Applications" and x["Part"] == "Altogether" and x["Number"]]
    rest = int(total["Number"] or 0) - sum(int(x["Number"]) for x in shown if x["Municipality"] != "The whole country")
    assert not total["Number"] or rest >= 5
    assert len(after) >= len(before)


def test_places_decided_used_and_free_are_told_to_municipality_directorate_and_everybody(
    signed_in: SignIn, citizen: Citizen, database: Database
) -> None:
    reported = {"id": "x", "municipality": "4601", "year": 2026, "number": 1, "decided_places": 900, "homes": []}
    by = {"reported_by": "staff-x", "reported_at": datetime(2026, 2, 1, tzinfo=UTC)}
    with database.transaction() as connection:
        connection.execute(insert(capacity_reports).values(**reported, **by), execution_options={"all_units": True})
    shown = {
        signed_in("municipality-1").open("/nb/municipality/figures?month=2026-10").page.xpath(PLACES),
        signed_in("directorate").open("/nb/directorate/figures?month=2026-10").page.xpath(PLACES),
    }
    assert shown == {"900"}
    line = (
        signed_in("directorate")
        .open("/nb/directorate/figures?month=2026-10")
        .page.xpath("//table[1]//tr[th='Bergen (Vestland)']/td/text()")
    )
    used, free = (int(re.sub(r"\D", "", cell)) for cell in line[5:])
    assert line[4] == "900" and used + free == 900 and used > 100
    assert "Stavanger (Rogaland)" in signed_in("directorate").open("/nb/directorate/figures").text
    lines = [line for line in lines_of(citizen, "/en/figures/2026-10.csv") if line["Figure"].startswith("Places")]
    bergen = {line["Part"]: line["Number"] for line in lines if line["Municipality number"] == "4601"}
    assert bergen["Decided for the year"] == "900" and bergen["Free"] in (str(free), "")
    assert {line["Municipality"] for line in lines} == {"The whole country", "Bergen (Vestland)"}


PLACES = "string(//section[h2[@id='places']]//tbody/tr[1]/td)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_speak_every_language(citizen: Citizen, language: str) -> None:
    citizen.open(f"/{language}/figures").open(f"/{language}/figures?month=2026-03")


def test_without_figures_the_page_says_so(citizen: Citizen, database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(figures.figures.delete())
    assert "natt" in citizen.open("/nb/figures").text
    assert NOW not in citizen.text.split()
