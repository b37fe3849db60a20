"""After sending: a change is told, an application withdrawn, another municipality asked for, data taken along."""

import json
import os
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from integrations.record_schema import problems_of
from portal.storage.database import Database
from portal.storage.drafts import drafts
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.submissions import same_person, submissions
from portal.submissions import after_sending
from tests.citizen import Citizen
from tests.journeys.applying import Applicant, apply, begin, example
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

pytestmark = pytest.mark.usefixtures("clock")
RACES = 1000 if os.environ.get("PORTAL_FULL") == "1" else 25
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)


def family() -> dict[str, Any]:
    household = example("01")
    household["languages_used"] = ["en"]
    household["contact"] |= {"phone": "+4790000001", "safe_ways": ["sms"]}
    return household


@pytest.fixture
def outside(database: Database, seals: Seals) -> Outside:
    return Outside(database, seals)


@pytest.fixture
def post(database: Database, seals: Seals) -> Post:
    return Post(database, seals)


@pytest.fixture
def proved(citizen: Citizen, post: Post) -> Citizen:
    """Somebody who has applied for a mother with two children, and has shown the second proof."""
    apply(citizen, family())
    post.prove(citizen)
    return citizen


def changing(citizen: Citizen, reason: str) -> Citizen:
    return citizen.open("/en/my-case/change").press(name="reason", value=reason)


def send_change(citizen: Citizen) -> None:
    assert citizen.path == "/en/my-case/change/check"
    citizen.press("Send the change")
    assert citizen.path == "/en/my-case"


def newest(outside: Outside) -> dict[str, Any]:
    record = outside.records()[-1]
    assert not list(problems_of(record))
    return record


def test_a_new_address_is_shown_before_and_after_and_sent_as_the_next_version(
    proved: Citizen, outside: Outside
) -> None:
    outside.work()
    changing(proved, "moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    assert proved.text.index("Before") < proved.text.index("Nygata 7")
    for part, value in (("day", "1"), ("month", "12"), ("year", "2026")):
        proved.write(f"effective_on-{part}", value)
    send_change(proved)
    assert "On its way to IMDi" in proved.text and "A change was sent" in proved.text
    outside.work()
    assert "On its way to IMDi" not in proved.open("/en/my-case").text
    record = newest(outside)
    assert (record["type"], record["sequence"]) == ("no.settlement.application.amended.v1", 2)
    assert (record["data"]["reason"], record["data"]["effective_on"]) == ("moved", "2026-12-01")
    assert record["data"]["household"]["version"] == 2
    assert record["data"]["household"]["living"]["address"]["lines"] == ["Nygata 7"]
    first = outside.records()[0]["data"]
    unchanged = {"living", "version", "languages_used"}
    assert {k: v for k, v in record["data"]["household"].items() if k not in unchanged} == {
        k: v for k, v in first.items() if k not in unchanged
    }


def test_a_change_before_the_first_record_has_left_is_queued_behind_it(proved: Citizen, outside: Outside) -> None:
    for street in ("Nygata 7", "Storgata 1"):
        changing(proved, "moved").fill(street=street, postal_code="0152", city="Oslo").press()
        send_change(proved)
    for _time in range(3):
        outside.work()
    assert [record["sequence"] for record in outside.records()] == [1, 2, 3]
    assert newest(outside)["data"]["household"]["version"] == 3


def test_a_newborn_joins_by_a_short_path(proved: Citizen, outside: Outside) -> None:
    changing(proved, "new_family_member")
    child = json.loads(json.dumps(family()["persons"][-1]))
    child |= {"name": {"given": "Nova", "family": "Petrenko"}, "birth_date": "2026-11-01", "identifiers": []}
    household = family()
    household["persons"].append(child)
    visited = []
    applicant = Applicant(proved, household)
    while not proved.path.endswith("/change/check"):
        step = proved.path.rpartition("/")[2]
        visited.append(step)
        applicant.answer(step)
        proved.press()
    assert visited == ["name", "citizenship", "numbers", "guardian", "needs", "consent"]
    send_change(proved)
    for _time in range(2):
        outside.work()
    people = newest(outside)["data"]["household"]["persons"]
    assert [person["name"]["given"] for person in people][-1] == "Nova"
    assert [p["person_id"] for p in people[:-1]] == [p["person_id"] for p in outside.records()[0]["data"]["persons"]]


def test_a_new_number_takes_no_other_ones_place(proved: Citizen, outside: Outside) -> None:
    changing(proved, "new_identifier").open("/en/apply/person/1/numbers")
    assert proved.value("numbers-0-kind") == "duf"
    proved.fill(**{"numbers-0-kind": "national_identity_number", "numbers-0-value": "17912099997"}).press()
    send_change(proved)
    for _time in range(2):
        outside.work()
    first = outside.records()[0]["data"]["persons"]
    people = newest(outside)["data"]["household"]["persons"]
    assert people[0]["identifiers"] == [
        *first[0]["identifiers"],
        {"kind": "national_identity_number", "value": "17912099997"},
    ]
    assert [person["person_id"] for person in people] == [person["person_id"] for person in first]


def test_a_second_change_takes_in_the_one_that_was_begun(proved: Citizen, outside: Outside) -> None:
    changing(proved, "moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    changing(proved, "other")
    proved.fill(phone="+4790000077").press()
    assert "Nygata 7" in proved.text and "90 00 00 77" in proved.text.replace("\u00a0", " ")
    send_change(proved)
    for _time in range(2):
        outside.work()
    household = newest(outside)["data"]["household"]
    assert household["living"]["address"]["lines"] == ["Nygata 7"]
    assert household["contact"]["phone"] == "+4790000077"
    assert len(outside.records()) == 2


def test_who_turns_18_is_asked_about_themselves(
    citizen: Citizen, outside: Outside, post: Post, clock: time_machine.Traveller
) -> None:
    household = family()
    household["persons"][-1]["birth_date"] = "2008-12-01"
    reference = apply(citizen, household)
    post.prove(citizen)
    assert "turned 18" not in citizen.open("/en/my-case").text
    clock.move_to(datetime(2026, 12, 2, 9, tzinfo=UTC))
    post.prove(come_back(citizen, reference, household["persons"][0]["birth_date"]))
    assert "1 person in this application has turned 18" in citizen.open("/en/my-case").text
    changing(citizen, "turned_18")
    grown = household["persons"][-1]
    grown["permit"] = household["persons"][0]["permit"]
    grown["mapping"] |= {
        "relations": [],
        "occupation": {"status": "student"},
        "education": {"level": "upper_secondary"},
    }
    applicant, visited = Applicant(citizen, household), []
    while not citizen.path.endswith("/change/check"):
        visited.append(citizen.path.rpartition("/")[2])
        applicant.answer(visited[-1])
        citizen.press()
    assert visited == ["permit", "relations", "occupation", "education"]
    send_change(citizen)
    assert "turned 18" not in citizen.text
    for _time in range(2):
        outside.work()
    assert newest(outside)["data"]["reason"] == "other"
    person = newest(outside)["data"]["household"]["persons"][-1]
    assert "responsible_adult" not in person and person["mapping"]["occupation"] == {"status": "student"}


def test_somebody_leaves_the_household(proved: Citizen, outside: Outside) -> None:
    changing(proved, "left_household").open("/en/apply/person/3/remove").press("Take out").fill(more="no").press()
    assert "Nothing" in proved.text
    send_change(proved)
    for _time in range(2):
        outside.work()
    assert newest(outside)["data"]["reason"] == "left_household"
    assert len(newest(outside)["data"]["household"]["persons"]) == 2


def test_a_new_number_stands_beside_the_old_one(proved: Citizen, outside: Outside) -> None:
    changing(proved, "new_identifier").open("/en/apply/person/2/numbers").press(name="rows", value="add:numbers")
    count = len([name for name, _value in proved.filled() if name.endswith("-kind")])
    proved.write(f"numbers-{count - 1}-kind", "national_identity_number")
    proved.write(f"numbers-{count - 1}-value", "17912099997")
    proved.press()
    send_change(proved)
    for _time in range(2):
        outside.work()
    before = outside.records()[0]["data"]["persons"][1]["identifiers"]
    assert newest(outside)["data"]["household"]["persons"][1]["identifiers"][: len(before)] == before
    assert {"kind": "national_identity_number", "value": "17912099997"} in newest(outside)["data"]["household"][
        "persons"
    ][1]["identifiers"]


@one_database
def test_nothing_is_sent_until_something_has_changed_and_nothing_is_sent_twice(
    proved: Citizen, database: Database
) -> None:
    changing(proved, "correction").open("/en/my-case/change/check")
    assert "Nothing has changed yet." in proved.text
    proved.open("/en/apply/send")
    assert proved.path == "/en/my-case/change/check", "a change is never sent as an application of its own"
    changing(proved, "moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    fields = proved.filled()
    send_change(proved)
    proved.post("/en/my-case/change/check", fields, status=200)
    with database.reading() as connection:
        assert len(connection.execute(select(errands.c.id)).all()) == 2


@one_database
def test_a_change_that_was_begun_goes_on_and_no_code_opens_it(
    proved: Citizen, another_citizen: Citizen, post: Post, database: Database
) -> None:
    changing(proved, "moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    code = str(proved.open("/en/apply/code").page.xpath("string(//p[@class='reference'])")).strip()
    proved.open("/en/my-case").press("I am done on this phone")
    come_back(another_citizen, code, family()["persons"][0]["birth_date"])
    assert another_citizen.path == "/en/my-case"
    assert another_citizen.open("/en/apply/living").path == "/en/apply/receipt"
    post.prove(another_citizen)
    assert changing(another_citizen, "moved").value("street") == "Nygata 7"
    another_citizen.open("/en/apply/delete").press("Delete")
    with database.reading() as connection:
        assert connection.execute(drafts.select()).all() == []


@one_database
def test_without_the_second_proof_nothing_can_be_changed(citizen: Citizen) -> None:
    apply(citizen, family())
    for page in ("change", "withdraw", "another-municipality", "my-data", "my-data.json", "answers"):
        assert citizen.open(f"/en/my-case/{page}").path == "/en/my-case/proof"
    token = citizen.value("forgery")
    citizen.post("/en/my-case/withdraw", [("forgery", token), ("reason", "other"), ("understood", "yes")], status=200)
    assert citizen.path == "/en/my-case/proof"
    assert citizen.open("/en/my-case").heading == "Received"


def withdraw(citizen: Citizen) -> None:
    citizen.open("/en/my-case/withdraw").press(status=422)
    citizen.fill(reason="not_told", understood="yes").press()
    assert citizen.heading == "Withdrawn"


def test_what_has_not_left_is_never_sent_and_its_answers_are_gone(
    proved: Citizen, outside: Outside, database: Database
) -> None:
    withdraw(proved)
    outside.work()
    assert outside.records() == []
    with database.reading() as connection:
        assert connection.execute(select(submissions.c.answers)).scalar_one() is None
        assert connection.execute(same_person.select()).all() == []
        assert connection.execute(errands.select()).all() == []
    assert "no longer kept here" in proved.open("/en/my-case/answers").text


def test_what_has_left_is_followed_by_a_withdrawal_and_nothing_more(proved: Citizen, outside: Outside) -> None:
    outside.work()
    withdraw(proved)
    outside.work()
    assert [record["type"].split(".")[-2] for record in outside.records()] == ["submitted", "withdrawn"]
    assert newest(outside)["data"]["reason"] == "not_told"
    assert "no longer kept here" in proved.open("/en/my-case/change").text
    proved.open("/en/my-case/withdraw").fill(reason="other", understood="yes").press()
    outside.work()
    assert len(outside.records()) == 2


def test_a_withdrawal_that_races_with_the_worker_never_leaves_half(
    citizen: Citizen, outside: Outside, database: Database, seals: Seals
) -> None:
    """Either nothing was ever sent, or the case system gets the application and then its withdrawal."""
    apply(citizen, family())
    with database.reading() as connection:
        (submission,) = connection.execute(select(submissions.c.id)).scalars()
        rows = {
            table: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in (submissions, errands)
        }
    outcomes = set()
    for number in range(RACES):
        outside.case_system.bodies.clear()
        with database.transaction() as connection:
            connection.execute(errands.delete())
            connection.execute(submissions.delete())
            for table, values in rows.items():
                connection.execute(table.insert(), values)

        def pull_back(wait: int = number % 5) -> None:
            threading.Event().wait(wait / 500)
            with database.transaction() as connection:
                after_sending.withdraw(connection, seals, submission, "other", "urn:settlement-portal:test")

        other = threading.Thread(target=pull_back)
        other.start()
        outside.work()
        other.join()
        outside.work()
        outcomes.add(tuple(record["type"].split(".")[-2] for record in outside.records()))
    assert outcomes <= {(), ("submitted", "withdrawn")}


def test_another_municipality_is_asked_for_once_there_is_one(proved: Citizen, outside: Outside) -> None:
    outside.work()
    assert "No municipality has been asked yet" in proved.open("/en/my-case/another-municipality").text
    outside.tell(outside.submission, "municipality.agreed", 5, municipality="4601")
    outside.work()
    proved.open("/en/my-case/another-municipality").press("Send", status=422)
    proved.fill(reason="treatment", details="Лікування в лікарні щотижня").press("Send")
    outside.work()
    record = newest(outside)
    assert record["type"] == "no.settlement.municipality.change-requested.v1"
    assert record["data"] == {
        "municipality": "4601",
        "reason": "treatment",
        "details": "Лікування в лікарні щотижня",
        "details_language": "en",
    }


@one_database
def test_everything_that_is_kept_can_be_taken_along(proved: Citizen, outside: Outside) -> None:
    outside.work()
    assert "The application was sent. Confirmed: " in proved.open("/en/my-case/my-data").text
    assert "Nobody of the staff has looked" in proved.text
    answer = proved.ask("GET", "/en/my-case/my-data.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert data["record"] == outside.records()[0]
    assert [each["type"] for each in data["sent"]] == ["no.settlement.application.submitted.v1"]
    assert len(data["answers"]["people"]) == 3


@one_database
def test_a_draft_is_deleted_at_once(citizen: Citizen, database: Database) -> None:

    begin(citizen, family(), until="person/1/permit")
    citizen.open("/en/apply/delete").press("Delete")
    assert citizen.open("/en/apply/tasks").path == "/en/resume"
    with database.reading() as connection:
        assert connection.execute(drafts.select()).all() == []
