"""Who is in the household changes after sending, or what number they have, or how old they are."""

import json
from datetime import UTC, datetime

import pytest
import time_machine

from tests.citizen import Citizen
from tests.journeys.applying import Applicant, apply, reached_by_sms
from tests.journeys.changing import changing, newest, send_change
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

pytestmark = pytest.mark.usefixtures("clock")


def test_a_newborn_joins_by_a_short_path(proved: Citizen, outside: Outside) -> None:
    changing(proved, "new_family_member")
    child = json.loads(json.dumps(reached_by_sms("01")["persons"][-1]))
    child |= {"name": {"given": "Nova", "family": "Petrenko"}, "birth_date": "2026-11-01", "identifiers": []}
    household = reached_by_sms("01")
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


def test_somebody_leaves_the_household(proved: Citizen, outside: Outside) -> None:
    changing(proved, "left_household").open("/en/apply/person/3/remove").press("Take out").fill(more="no").press()
    assert "Nothing" in proved.text
    assert len(proved.page.xpath("//section[@class='checked']")) == 1, "who has left is shown by name alone"
    send_change(proved)
    for _time in range(2):
        outside.work()
    assert newest(outside)["data"]["reason"] == "left_household"
    assert len(newest(outside)["data"]["household"]["persons"]) == 2


def test_who_turns_18_is_asked_about_themselves(
    citizen: Citizen, outside: Outside, post: Post, clock: time_machine.Traveller
) -> None:
    household = reached_by_sms("01")
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
