"""Two windows, the Back button, a double press: nothing is doubled and nothing overwritten unseen."""

import pytest
import time_machine
from sqlalchemy import func, select

from portal.storage.database import Database
from portal.storage.drafts import drafts
from tests.citizen import Citizen
from tests.journeys.applying import begin, example, walk

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
CHANGED = "This was changed in another window meanwhile"


@pytest.fixture
def tabs(citizen: Citizen, another_citizen: Citizen) -> tuple[Citizen, Citizen]:
    """The same person with two windows, both at the name; it is not given yet."""
    begin(citizen, example("03"), until="person/1/name")
    citizen.fill(given="First", family="Family").press()
    another_citizen.client.cookies = citizen.client.cookies
    return citizen.open("/en/apply/person/1/name"), another_citizen.open("/en/apply/person/1/name")


def test_the_second_window_is_shown_what_the_first_has_saved(tabs: tuple[Citizen, Citizen]) -> None:
    one, other = tabs
    one.fill(given="Written", native_script="Здесь").press()
    other.fill(given="There").press(status=409)
    assert CHANGED in other.text
    assert "Written" in other.text and "Здесь" in other.text and other.value("given") == "There"
    assert one.open("/en/apply/person/1/name").value("given") == "Written"
    other.press()
    assert one.open("/en/apply/person/1/name").value("given") == "There"


@one_database
def test_the_page_of_the_household_says_so_too(citizen: Citizen, another_citizen: Citizen) -> None:
    begin(citizen, example("03"), until="apply/members")
    another_citizen.client.cookies = citizen.client.cookies
    another_citizen.open("/en/apply/members")
    citizen.fill(more="no").press()
    another_citizen.fill(more="yes").press(status=409)
    assert CHANGED in another_citizen.text
    assert another_citizen.page.xpath("//main//dl//dd/p/text()") == ["No, this is everybody"]


@one_database
def test_who_saved_the_same_is_not_bothered(tabs: tuple[Citizen, Citizen]) -> None:
    one, other = tabs
    one.fill(given="Same").press()
    other.fill(given="Same").press()
    assert other.path != "/en/apply/person/1/name"


@one_database
@pytest.mark.parametrize("meanwhile", ["switch", "error", "rows"])
def test_that_holds_also_after_the_page_was_shown_anew(tabs: tuple[Citizen, Citizen], meanwhile: str) -> None:
    one, other = tabs
    address, field, good = "/en/apply/person/1/name", "given", "Other"
    if meanwhile == "rows":
        walk(one, example("03"), until="person/1/numbers")
        one.fill(has="no").press()
        address, field, good = "/en/apply/person/1/numbers", "has", "yes"
        one.open(address)
        other.open(address)
        one.fill(has="yes")
        one.write("numbers-0-kind", "passport")
        one.write("numbers-0-value", "AB123456")
        one.press()
        other.fill(has="yes").press(name="rows", value="add:numbers")
        other.write("numbers-0-kind", "passport")
        other.write("numbers-0-value", "CD123456")
        other.press(status=409)
        assert "AB123456" in other.text
        return
    one.fill(given="Saved").press()
    if meanwhile == "switch":
        other.fill(given=good).press("bokmål").press(status=409)
    else:
        other.fill(given="").press(status=422).fill(given=good).press(status=409)
    assert "Saved" in other.text and other.value(field) == good
    assert one.open(address).value("given") == "Saved"


@one_database
def test_a_double_press_adds_one_person(citizen: Citizen) -> None:
    begin(citizen, example("03"), until="apply/members")
    fields = [*citizen.fill(more="yes").filled()]
    for _press in range(3):
        citizen.post("/en/apply/members", fields, status=200)
        assert citizen.path == "/en/apply/person/2/name"
    citizen.fill(given="Second", family="Person", role="other")
    citizen.write("born-year", "2000")
    citizen.press()
    assert len(citizen.page.xpath("//ul[@class='people']/li")) == 2


@one_database
def test_a_double_press_of_begin_goes_on_with_one_draft(citizen: Citizen, database: Database) -> None:
    citizen.open("/en/apply")
    fields = citizen.fill(phone="own").filled()
    citizen.press()
    other_fields = [(name, value) for name, value in fields if name != "forgery"]
    citizen.post("/en/apply", [*other_fields, ("forgery", citizen.value("forgery"))], status=200)
    assert citizen.path == "/en/apply/tasks" and "0 of" in citizen.text
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(drafts)) == 1


@one_database
def test_an_old_page_about_somebody_taken_out_does_not_write_into_another_person(
    citizen: Citizen, another_citizen: Citizen
) -> None:
    """Person 2 is taken out in one window while the other shows a page about person 2, who is now somebody else."""
    household = example("01")
    begin(citizen, household, until="person/2/citizenship")
    citizen.fill(**{"citizenships-0-country": "Україна"}).press()
    another_citizen.client.cookies = citizen.client.cookies
    another_citizen.open("/uk/apply/person/2/name").fill(given="Danylo-Old")
    citizen.open("/uk/apply/person/2/remove")
    citizen.press()
    assert citizen.path == "/uk/apply/members"
    another_citizen.press(status=409)
    assert citizen.open("/uk/apply/person/2/name").value("given") == "Sofiia"


@one_database
def test_somebody_taken_out_takes_all_answers_along(citizen: Citizen, database: Database) -> None:
    begin(citizen, example("01"), until="person/3/guardian")
    citizen.open("/uk/apply/person/3/remove")
    citizen.press()
    assert "Sofiia" not in citizen.text
    citizen.open("/uk/apply/person/3/name", status=404)
    citizen.open("/uk/apply/person/1/remove", status=404)


@one_database
def test_removing_pressed_twice_removes_one(citizen: Citizen) -> None:
    begin(citizen, example("01"), until="person/1/numbers")
    citizen.open("/uk/apply/person/2/remove")
    fields = [(n, v) for n, v in citizen.filled()]
    citizen.press()
    citizen.post("/uk/apply/person/2/remove", fields, status=404)
    assert len(citizen.open("/uk/apply/members").page.xpath("//ul[@class='people']/li")) == 2


@one_database
def test_a_page_of_yesterday_is_compared_too(tabs: tuple[Citizen, Citizen], clock: time_machine.Traveller) -> None:
    one, other = tabs
    for _time in range(10):
        clock.shift(15 * 60)
        one.open("/en/apply/tasks")
    one.open("/en/apply/person/1/name").fill(given="Later").press()
    other.fill(given="Earlier").press(status=409)
    assert "Later" in other.text
