"""After sending: what has changed is told, once it has changed and once only, and another municipality asked for."""

import pytest
import time_machine
from sqlalchemy import select

from portal.storage.database import Database
from portal.storage.drafts import drafts
from portal.storage.errands import errands
from tests.citizen import Citizen
from tests.journeys.applying import apply, reached_by_sms
from tests.journeys.changing import changing, newest, send_change
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)


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


@one_database
def test_who_has_moved_is_asked_anew_since_when_and_who_corrects_a_mistake_is_not(proved: Citizen) -> None:
    assert changing(proved, "moved").value("since-day") == ""
    assert changing(proved, "correction").open("/en/apply/living").value("since-day") == "3"
    changing(proved, "moved").fill(**{"since-day": "1", "since-month": "8", "since-year": "2026"})
    proved.fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    assert "3 July 2026" in proved.text and "1 August 2026" in proved.text
    assert proved.open("/en/apply/living").value("since-month") == "8", "what was said of the new address stays"


def test_an_answer_that_is_left_out_is_shown_as_gone(proved: Citizen) -> None:
    changing(proved, "moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    _before, now = proved.page.xpath("//main//dl")
    (gone,) = now.xpath(".//dt[.='Since when have you lived there?']/following-sibling::dd")
    assert gone.text_content().strip() == "Not answered"


def test_a_change_before_the_first_record_has_left_is_queued_behind_it(proved: Citizen, outside: Outside) -> None:
    for street in ("Nygata 7", "Storgata 1"):
        changing(proved, "moved").fill(street=street, postal_code="0152", city="Oslo").press()
        send_change(proved)
    for _time in range(3):
        outside.work()
    assert [record["sequence"] for record in outside.records()] == [1, 2, 3]
    assert newest(outside)["data"]["household"]["version"] == 3


def statuses(citizen: Citizen) -> list[str]:
    return [line.text_content() for line in citizen.page.xpath("//*[@role='status']")]


@one_database
def test_what_was_sent_just_now_is_said_at_the_top_of_the_case(proved: Citizen, clock: time_machine.Traveller) -> None:
    changing(proved, "moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    send_change(proved)
    assert statuses(proved) == ["A change was sent"]
    assert proved.open("/en/my-case/change/check").path == "/en/my-case", "where Back leads, it is said again"
    clock.shift(61)
    assert statuses(proved.open("/en/my-case")) == []


@one_database
def test_whose_number_or_permit_it_is_can_be_chosen_and_nothing_else(proved: Citizen) -> None:
    for reason, step, people in (("new_identifier", "numbers", "123"), ("permit_decided", "permit", "1")):
        changing(proved, reason)
        if len(people) == 1:
            assert proved.path == f"/en/apply/person/1/{step}"
            proved.open("/en/apply/tasks")
        parts = proved.page.xpath("//section[@class='tasks']//a/@href")
        assert parts == [f"/en/apply/person/{number}/{step}" for number in people]
    assert len(changing(proved, "correction").page.xpath("//section[@class='tasks']//a")) > 20


@one_database
def test_while_a_change_is_written_the_pages_lead_to_the_case_and_not_to_a_code(proved: Citizen) -> None:
    for page in (changing(proved, "moved"), changing(proved, "correction")):
        assert page.page.xpath("//main//form[@class='done']//a[@href='/en/my-case']")
        assert page.page.xpath("//nav//a[@href='/en/my-case/change']")
        assert "with your code" not in page.text and "six months" not in page.text
    proved.open("/en/apply/delete").press("Delete")
    assert proved.path == "/en/my-case", "the change is gone, the case stays open"
    assert "You have begun" not in proved.text


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
    come_back(another_citizen, code, reached_by_sms("01")["persons"][0]["birth_date"])
    assert another_citizen.path == "/en/my-case"
    assert another_citizen.open("/en/apply/living").path == "/en/apply/receipt"
    post.prove(another_citizen)
    assert changing(another_citizen, "moved").value("street") == "Nygata 7"
    another_citizen.open("/en/apply/delete").press("Delete")
    with database.reading() as connection:
        assert connection.execute(drafts.select()).all() == []


@one_database
def test_without_the_second_proof_nothing_can_be_changed(citizen: Citizen) -> None:
    apply(citizen, reached_by_sms("01"))
    for page in ("change", "withdraw", "another-municipality", "my-data", "my-data.json", "answers"):
        assert citizen.open(f"/en/my-case/{page}").path == "/en/my-case/proof"
    token = citizen.value("forgery")
    citizen.post("/en/my-case/withdraw", [("forgery", token), ("reason", "other"), ("understood", "yes")], status=200)
    assert citizen.path == "/en/my-case/proof"
    assert citizen.open("/en/my-case").heading == "Received"


def test_another_municipality_is_asked_for_once_there_is_one(proved: Citizen, outside: Outside) -> None:
    outside.work()
    assert "No municipality has been asked yet" in proved.open("/en/my-case/another-municipality").text
    outside.tell(outside.submission, "municipality.agreed", 5, municipality="4601")
    outside.work()
    proved.open("/en/my-case/another-municipality").press("Send", status=422)
    already = "You have written to IMDi about this already"
    assert already not in proved.text
    proved.fill(reason="treatment", details="Лікування в лікарні щотижня").press("Send")
    assert already in proved.open("/en/my-case/another-municipality").text
    outside.work()
    record = newest(outside)
    assert record["type"] == "no.settlement.municipality.change-requested.v1"
    assert record["data"] == {
        "municipality": "4601",
        "reason": "treatment",
        "details": "Лікування в лікарні щотижня",
        "details_language": "en",
    }
