"""Which pages a household meets, in which order, and what is no longer kept when an answer changes the way."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from portal.storage.database import Database
from portal.storage.errands import errands, place_of
from portal.storage.sealing import Seals
from tests.citizen import Citizen
from tests.journeys.applying import apply, begin, example, send, walk

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("owner", ["sqlite"], indirect=True)]


def record(database: Database, seals: Seals) -> dict[str, Any]:
    with database.reading() as connection:
        row = connection.execute(select(errands)).one()
    body: dict[str, Any] = json.loads(seals.open(row.seal, place_of(row.id), row.body))
    found: dict[str, Any] = body["data"]
    return found


def pages(citizen: Citizen) -> set[str]:
    """The last part of every address that was opened."""
    return {answer.request.url.path.rpartition("/")[2] for answer in citizen.answers if answer.status_code == 200}


LATER = [
    "protection",
    "members",
    "living",
    "stay",
    "own-home",
    "pets",
    "contact",
    "languages",
    "wishes",
    "check-answers",
    "send",
]


@pytest.mark.parametrize("step", LATER)
def test_no_step_can_be_left_out(citizen: Citizen, step: str) -> None:
    citizen.open("/en/apply").fill(phone="own").press()
    assert citizen.path == "/en/apply/start"
    token = citizen.value("forgery")
    assert citizen.open(f"/en/apply/{step}").path == "/en/apply/start"
    body = [
        ("forgery", token),
        ("protected", "no"),
        ("more", "no"),
        ("has", "no"),
        ("found", "no"),
        ("anywhere", "yes"),
    ]
    if step != "check-answers":
        assert citizen.post(f"/en/apply/{step}", body, status=200).path == "/en/apply/start"
    citizen.open("/en/apply/tasks")
    assert "0 of" in citizen.text


def test_the_list_of_parts_leads_only_where_one_can_go(citizen: Citizen) -> None:
    begin(citizen, example("03"), until="person/1/permit")
    citizen.open("/en/apply/tasks")
    states = [" ".join(state.text_content().split()) for state in citizen.page.xpath("//*[@class='state']")]
    assert states.count("Not begun") == 1
    assert states.index("Not begun") > states.index("Done")
    for address in citizen.page.xpath("//section[@class='tasks']//a/@href"):
        assert citizen.open(address).path == address
        citizen.open("/en/apply/tasks")


NOT_ASKED = ["young", "safe-way", "nothing", "needs"]
NOT_ASKED += [
    f"person/{rest}" for rest in ("1/guardian", "1/consent", "1/contact", "2/name", "0/name", "99999999999/name")
]


@pytest.mark.parametrize("address", NOT_ASKED)
def test_a_page_that_is_not_asked_is_not_there(citizen: Citizen, address: str) -> None:
    begin(citizen, example("03"), until="person/1/permit")
    citizen.open(f"/en/apply/{address}", status=404)


def test_a_protected_household_is_never_asked_about_place_or_names(
    citizen: Citizen, database: Database, seals: Seals
) -> None:
    apply(citizen, example("06"))
    assert not {"stay", "own-home", "relations"} & pages(citizen)
    assert "safe-way" in pages(citizen)
    for answer in citizen.answers:
        assert 'name="municipality"' not in answer.text and 'name="street"' not in answer.text
    data = record(database, seals)
    assert data["protected"] is True
    assert set(data["living"]) == {"situation", "municipality"} and data["living"]["municipality"] == "0000"
    assert data["placement"]["wishes"] == []
    with database.reading() as connection:
        assert connection.scalar(select(errands.c.seal)) == "protected"


def test_who_becomes_protected_later_has_no_place_left(citizen: Citizen, database: Database, seals: Seals) -> None:
    """Everything about place was answered before; nothing of it may stay."""
    household = example("01")
    begin(citizen, household)
    citizen.open("/uk/apply/protection").fill(protected="yes").press()
    for address in ("apply/stay", "apply/own-home", "apply/person/1/relations"):
        citizen.open(f"/uk/{address}", status=404)
    citizen.open("/uk/apply/check-answers")
    assert not [word for word in ("Storgata", "Iryna", "Bergen", "5003") if word in citizen.text]
    citizen.open("/uk/apply/tasks")
    walk(citizen, household | {"protected": True})
    assert "Storgata" not in citizen.text and "Iryna" not in citizen.text and "Bergen" not in citizen.text
    send(citizen)
    told = json.dumps(record(database, seals), ensure_ascii=False)
    assert not [word for word in ("Storgata", "Iryna", "4601", "4626", "Bergen", "5003") if word in told]


def test_a_minor_alone_reads_words_for_the_young_and_is_asked_for_an_adult(citizen: Citizen) -> None:
    household = example("04")
    begin(citizen, household, until="apply/young")
    assert "116 111" in citizen.text and "24 16 88 00" in citizen.text
    walk(citizen, household, until="person/1/guardian")
    citizen.press(status=422)
    walk(citizen, household)
    assert not {"occupation", "education"} & pages(citizen)


def test_a_birth_date_that_makes_somebody_grown_up_changes_the_way(
    citizen: Citizen, database: Database, seals: Seals
) -> None:
    household = example("04")
    begin(citizen, household)
    citizen.open("/uk/apply/start").fill(**{"born-year": "1990"}).press()
    citizen.open("/uk/apply/young", status=404)
    citizen.open("/uk/apply/person/1/guardian", status=404)
    person = household["persons"][0]
    del person["responsible_adult"]
    person["birth_date"] = "1990-02-17"
    person["mapping"]["occupation"] = {"status": "has_worked", "title": "Baker"}
    person["mapping"]["education"] = {"level": "unknown"}
    citizen.open("/uk/apply/tasks")
    walk(citizen, household)
    send(citizen)
    assert "responsible_adult" not in record(database, seals)["persons"][0]


def test_health_that_is_no_longer_said_needs_no_consent(citizen: Citizen, database: Database, seals: Seals) -> None:
    household = example("03")
    household["persons"][0]["mapping"]["needs"] = {
        "any": "yes", "categories": ["sight"], "details": "Large print", "may_be_shared": True,
    }  # fmt: skip
    begin(citizen, household)
    citizen.open("/en/apply/person/1/needs")
    assert citizen.value("details") == "Large print"
    citizen.fill(any="no").press()
    assert citizen.path == "/en/apply/check-answers", "nothing else is open, so one is back at the check"
    citizen.open("/en/apply/person/1/consent", status=404)
    send(citizen)
    assert record(database, seals)["persons"][0]["mapping"]["needs"] == {"any": "no"}


@pytest.fixture
def cared_for_by_the_mother(citizen: Citizen) -> Citizen:
    """A couple with four children has answered everything; the mother is responsible for all but the youngest."""
    household = example("07")
    father, mother, *children = household["persons"]
    for child in children:
        child["responsible_adult"] = {"kind": "parent", "person_id": mother["person_id"]}
    children[-1]["responsible_adult"]["person_id"] = father["person_id"]
    begin(citizen, household)
    assert guardians_to_be_asked_for(citizen) == 0
    return citizen


def guardians_to_be_asked_for(citizen: Citizen) -> int:
    citizen.open("/en/apply/tasks")
    open_tasks = citizen.page.xpath("//section[@class='tasks']//li[not(*[@data-done])]")
    return sum("the responsible adult" in task.text_content() for task in open_tasks)


def test_a_parent_who_turns_out_to_be_a_child_is_asked_for_anew(cared_for_by_the_mother: Citizen) -> None:
    citizen = cared_for_by_the_mother
    citizen.open("/en/apply/person/2/name").fill(**{"born-year": "2012"}).press()
    assert guardians_to_be_asked_for(citizen) == 3 + 1, "the three, and now for herself"
    assert citizen.open("/en/apply/check-answers").path == "/en/apply/person/2/guardian"


def test_a_parent_who_is_taken_out_is_asked_for_anew(cared_for_by_the_mother: Citizen) -> None:
    citizen = cared_for_by_the_mother
    citizen.open("/en/apply/person/2/remove").press()
    assert guardians_to_be_asked_for(citizen) == 3


def test_changing_an_answer_leads_back_to_the_check(citizen: Citizen) -> None:
    begin(citizen, example("03"))
    for address in set(citizen.page.xpath("//main//a[contains(., 'Change')]/@href")):
        citizen.open(address).press()
        assert citizen.path == "/en/apply/check-answers", address
