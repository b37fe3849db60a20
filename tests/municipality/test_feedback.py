"""Feedback on the preparatory work: about one household or in general, sent once, counted without small numbers."""

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from integrations.record_schema import problems_of
from portal.storage.belonging import WithoutUnit, for_all_units
from portal.storage.database import Database
from portal.storage.feedback import feedback
from portal.storage.municipal_cases import municipal_cases
from portal.storage.sealing import Seals
from portal.submissions import feedback as giving
from tests.citizen import Citizen
from tests.municipality.conftest import Arriving, Send
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
PAGE = "/nb/municipality/feedback/give"
KIND = "no.settlement.feedback.given.v1"
WORDS = "Fikk vite om rullestolen to dager før."


def give(browser: Citizen, page: str = PAGE, status: int = 200, **changed: Any) -> Citizen:
    said = {"about": "private", "topics": ["late_notice", "health_information"], "note": WORDS, **changed}
    return browser.open(page).fill(**said).press(status=status)


def case_of(database: Database, submission: str, municipality: str) -> str:
    with database.reading() as connection:
        mine = (municipal_cases.c.submission_id == submission, municipal_cases.c.municipality == municipality)
        query = select(municipal_cases.c.id).where(*mine)
        return str(connection.execute(query, execution_options={"all_units": True}).scalar_one())


def test_feedback_in_general_follows_the_municipalitys_own_records(signed_in: SignIn, arriving: Arriving) -> None:
    browser = give(signed_in("municipality-1"))
    assert browser.path == "/nb/municipality/feedback" and "Vi fikk beskjed for sent" in browser.text
    assert WORDS not in browser.text
    (record,) = arriving(KIND)
    assert not list(problems_of(record))
    assert (record["subject"], record["sequence"]) == ("municipality/4601", 1)
    said = {name: record["data"][name] for name in ("municipality", "about", "topics", "note")}
    assert said == {
        "municipality": "4601",
        "about": "private",
        "topics": ["health_information", "late_notice"],
        "note": WORDS,
    }


def test_feedback_about_a_household_follows_its_application(
    signed_in: SignIn, arriving: Arriving, database: Database, send: Send
) -> None:
    household = send()
    case = case_of(database, household, "4601")
    browser = give(signed_in("municipality-1"), f"/nb/municipality/case/{case}/feedback", note="")
    assert browser.path == f"/nb/municipality/case/{case}"
    (record,) = arriving(KIND)
    assert not list(problems_of(record))
    assert (record["subject"], record["sequence"]) == (f"submission/{household}", 2)
    other = signed_in("municipality-2").open(f"/nb/municipality/case/{case}/feedback", status=404)
    other.open(f"/nb/municipality/case/{uuid.uuid4()}/feedback", status=404)


def test_pressed_twice_it_is_sent_once(signed_in: SignIn, arriving: Arriving) -> None:
    browser = signed_in("municipality-1").open(PAGE).fill(about="resettlement", topics=["other"])
    twice = browser.filled()
    browser.press()
    browser.post(PAGE, twice, status=200)
    assert len(arriving(KIND)) == 1


@pytest.mark.parametrize("empty", [{"topics": []}, {"about": []}])
def test_what_is_missing_is_said_and_the_rest_stays(signed_in: SignIn, empty: dict[str, Any]) -> None:
    browser = give(signed_in("municipality-1"), status=422, **empty)
    assert browser.errors() and browser.value("note") == WORDS
    browser.press("nynorsk")
    assert browser.path == "/nn/municipality/feedback/give" and browser.value("note") == WORDS


def test_the_directorate_sees_numbers_by_topic_and_no_small_ones(
    signed_in: SignIn, database: Database, seals: Seals
) -> None:
    with database.transaction() as connection, for_all_units(connection):
        for number in range(9):
            topics = ["interpreter"] if number < 5 else ["late_notice"]
            giving.give(
                connection,
                seals,
                str(uuid.uuid4()),
                ("4601", "1103")[number % 2],
                {"about": "private", "topics": topics},
                submission_id=None,
                staff="staff-22222222",
                source="urn:test",
            )
    browser = signed_in("directorate").open("/nb/directorate/feedback")
    rows = [" ".join(cell.text for cell in row) for row in browser.page.xpath("//section[3]//tbody/tr")]
    assert "Tolk 5" in rows and "Vi fikk beskjed for sent < 5" in rows and "Opplysninger manglet 0" in rows
    assert rows[-1] == "Tilbakemeldinger i alt 9"


def test_each_municipality_sees_only_what_it_said_itself(signed_in: SignIn, database: Database) -> None:
    give(signed_in("municipality-1"))
    assert "Vi fikk beskjed" not in signed_in("municipality-2").open("/nb/municipality/feedback").text
    with pytest.raises(WithoutUnit), database.reading() as connection:
        connection.execute(select(func.count()).select_from(feedback))
