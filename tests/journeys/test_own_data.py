"""What is kept: the applicant and the other adult each get all of their own, and nothing that the other said alone."""

import json
from typing import Any

import jsonschema
import pytest
import time_machine

from portal.storage.database import Database
from portal.storage.drafts import drafts
from portal.storage.sealing import Seals
from tests.citizen import Citizen
from tests.journeys.applying import apply, begin, reached_by_sms
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post
from tests.journeys.test_questions import ask
from tests.journeys.two_adults import HER_PHONE, HERS, HIS, answers_alone, code_on, couple, her_birth

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
HIS_WORDS, HER_WORDS, HIS_WISH = "his-work-canary", "her-treatment-canary", "his-wish-canary"


def data_of(citizen: Citizen) -> tuple[dict[str, Any], str]:
    """The file, which keeps to its schema; and the text of the page beside it."""
    schema = json.loads(citizen.ask("GET", "/my-data.schema.json").text)
    file = citizen.ask("GET", "/en/my-case/my-data.json").json()
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(file)
    return file, citizen.open("/en/my-case/my-data").text


def test_each_adult_answers_what_is_asked_and_takes_all_of_their_own_along(
    citizen: Citizen, another_citizen: Citizen, outside: Outside, post: Post, database: Database, seals: Seals
) -> None:
    him, her = citizen, another_citizen
    apply(him, couple())
    outside.work()
    ask(database, seals, outside.submission, "work_or_study_place")
    assert him.open("/en/my-case").follow("See the questions").path == "/en/my-case/proof"
    post.prove(him)
    assert him.path == "/en/my-case/questions", "after the code one is where one wanted to go"
    him.fill(**{"work_or_study_place-choice": "work", "work_or_study_place-text": HIS_WORDS}).press()
    outside.tell(outside.submission, "municipality.asked", 0, municipality="4601")
    outside.work()
    him.open("/en/my-case/another-municipality").fill(reason="treatment", details=HIS_WISH).press("Send")
    come_back(her, code_on(him.open("/en/my-case/adults").press("Make a code")), her_birth())
    answers_alone(her.press("Take my own way in"))
    her.open("/en/my-case/own/contact").fill(phone=HER_PHONE).press()
    ask(database, seals, outside.submission, "treatment_place", by="2026-12-02")
    her.open("/en/my-case").follow("See the questions")
    her.fill(**{"treatment_place-choice": "regularly", "treatment_place-text": HER_WORDS}).press(status=422)
    her.fill(**{"treatment_place-agreed": "yes"}).press()
    assert "Questions were answered" in him.open("/en/my-case").text
    for _time in range(4):
        outside.work()
    assert HER_WORDS in repr(outside.records()[-1])

    his, his_page = data_of(him)
    hers, her_page = data_of(her)
    own = {"his": (HIS, HIS_WORDS, HIS_WISH), "hers": (HERS, HER_WORDS, HER_PHONE)}
    for mine, theirs, file, page in (("his", "hers", his, his_page), ("hers", "his", hers, her_page)):
        told = json.dumps(file, ensure_ascii=False)
        assert [word for word in own[mine] if word not in told] == []
        assert [word for word in own[theirs] if word in told + page] == []
        assert own[mine][1] in page
        assert "Another adult of the household has answered" in page
    assert HIS_WISH in his_page
    assert sorted(asked["given"] is None for asked in his["asked"]) == [False, True]
    assert (his["own_way"], hers["own_way"]["contact"]["phone"]) == (None, HER_PHONE)
    assert (his["ways_ended"], hers["requests"]) == ({}, [])


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_a_change_that_was_begun_waits_on_the_page_of_the_case(
    citizen: Citizen, another_citizen: Citizen, outside: Outside, post: Post, clock: time_machine.Traveller
) -> None:
    reference = apply(citizen, couple())
    outside.work()
    post.prove(citizen)
    citizen.open("/en/my-case/change").press(name="reason", value="moved")
    assert "begun to tell" not in citizen.open("/en/my-case").text, "only looked at"
    citizen.open("/en/apply/living").fill(street="Nygata 7").press()
    assert citizen.path == "/en/my-case/change/check"
    assert "Trondheim" not in citizen.page.xpath("string(//main)"), "what stays as it was is not shown"
    assert data_of(citizen)[0]["change_begun"]["answers"]["household"]["living"]["street"] == "Nygata 7"
    citizen.press("I am done on this phone")
    come_back(another_citizen, reference, couple()["persons"][0]["birth_date"])
    another_citizen.follow("Go on with it")
    post.prove(another_citizen)
    another_citizen.press("Go on with it")
    assert another_citizen.path == "/en/my-case/change/check"
    another_citizen.press("Send the change")
    assert "begun to tell" not in another_citizen.open("/en/my-case").text
    clock.shift(60)
    outside.work()
    assert outside.records()[-1]["data"]["household"]["living"]["address"]["lines"] == ["Nygata 7"]


@one_database
def test_everything_that_is_kept_can_be_taken_along(proved: Citizen, outside: Outside) -> None:
    outside.work()
    assert "The application was sent. Confirmed: " in proved.open("/en/my-case/my-data").text
    assert "Nobody of the staff has looked" in proved.text
    assert proved.page.xpath("//section[@class='screen']//a[@href='/en/my-case/my-data.json']"), "no part of its print"
    answer = proved.ask("GET", "/en/my-case/my-data.json")
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert data["record"] == outside.records()[0]
    assert [each["type"] for each in data["sent"]] == ["no.settlement.application.submitted.v1"]
    assert len(data["answers"]["people"]) == 3


@one_database
def test_a_draft_is_deleted_at_once(citizen: Citizen, database: Database) -> None:
    begin(citizen, reached_by_sms("01"), until="person/1/permit")
    citizen.open("/en/apply/delete").press("Delete")
    assert citizen.open("/en/apply/tasks").path == "/en/resume"
    with database.reading() as connection:
        assert connection.execute(drafts.select()).all() == []
