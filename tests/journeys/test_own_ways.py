"""The adults of one household: a way in for each, answers that the other never sees, and leaving unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest
import time_machine
from sqlalchemy import select

from integrations.record_schema import problems_of
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.own_ways import own_ways
from portal.storage.sealing import Seals
from portal.submissions import own_ways as ways
from portal.submissions.cases import as_draft
from tests.citizen import Citizen
from tests.journeys.applying import apply, send, walk
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post
from tests.journeys.two_adults import (
    HER_PHONE,
    HER_STREET,
    HERS,
    HIS,
    answers_alone,
    applies_for_both,
    code_on,
    couple,
    everything_shown_to,
    her_birth,
    takes_her_own_way,
    without_tokens,
)

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)


@pytest.fixture
def him(citizen: Citizen, post: Post, outside: Outside) -> Citizen:
    return applies_for_both(citizen, post, outside)


@pytest.fixture
def her(him: Citizen, another_citizen: Citizen) -> Citizen:
    return takes_her_own_way(him, another_citizen)


def test_what_one_answers_alone_is_on_no_page_of_the_other(him: Citizen, her: Citizen, outside: Outside) -> None:
    before = everything_shown_to(him)
    assert HIS in before and "written-by-him" not in before, "taken over, it is hers"
    answers_alone(her)
    outside.work()
    record = outside.records()[-1]
    assert not list(problems_of(record))
    needs = [person["mapping"]["needs"] for person in record["data"]["household"]["persons"]]
    assert needs[0]["details"] == HIS and needs[1]["details"] == HERS
    assert (needs[1]["categories"], needs[1]["may_be_shared"]) == (["violence_or_threats"], False)
    # He sees what he saw before, letter by letter, apart from forgery tokens.
    assert without_tokens(everything_shown_to(him)) == without_tokens(before)
    hers = her.open("/en/my-case/answers").response.text
    assert HERS in hers and HIS not in hers
    assert "Where it says “you”, it is" in her.text and "Where it says" not in him.open("/en/my-case/answers").text
    for page in ("change", "withdraw", "another-municipality", "erase", "adults", "questions"):
        assert her.open(f"/en/my-case/{page}").path == "/en/my-case"
    for page in ("own/needs", "own/contact", "own/leave"):
        assert him.open(f"/en/my-case/{page}").path == "/en/my-case"


def test_a_change_of_his_carries_her_answers_unseen(him: Citizen, her: Citizen, outside: Outside) -> None:
    answers_alone(her)
    him.open("/en/my-case/change").press(name="reason", value="moved")
    him.fill(street="Nygata 7", postal_code="0152", city="Oslo").press()
    assert HERS not in him.response.text
    him.press("Send the change")
    assert HERS not in everything_shown_to(him)
    for _time in range(3):
        outside.work()
    assert [record["sequence"] for record in outside.records()] == [1, 2, 3]
    household = outside.records()[-1]["data"]["household"]
    assert household["persons"][1]["mapping"]["needs"]["details"] == HERS
    assert household["living"]["address"]["lines"] == ["Nygata 7"]
    assert household["version"] == 3


def test_she_comes_back_by_her_own_code_and_her_own_telephone(
    her: Citizen, post: Post, clock: time_machine.Traveller
) -> None:
    code = code_on(her)
    assert "Without it no code can be sent to you" in her.text and "gives you a code on paper" in her.text
    her.open("/en/my-case/own/contact").fill(phone=HER_PHONE).press()
    assert "+47 90 00 02 22" in her.text and "Without it no code can be sent to you" not in her.text
    clock.shift(3600)
    come_back(her, code, her_birth())
    assert her.path == "/en/my-case"
    assert her.open("/en/my-case/own").path == "/en/my-case/proof"
    assert "that you gave as your own" in her.text
    her.press(name="way", value="sms").fill(code=post.code()).press()
    assert her.path == "/en/my-case/own"
    assert [to for to, _subject, _text in post.arrived()][-1] == HER_PHONE


def test_fifty_uses_of_a_code_at_once_give_one_way_in(him: Citizen, database: Database, seals: Seals) -> None:
    code = code_on(him.open("/en/my-case/adults").press("Make a code"))

    def uses(_number: int) -> bool:
        with database.transaction() as connection:
            way = ways.of_code(connection, seals, code, her_birth())
            if way is None:
                return False
            try:
                ways.take(connection, seals, way.id)
            except ways.Taken:
                return False
            return True

    with ThreadPoolExecutor(50) as together:
        assert sum(together.map(uses, range(50))) == 1
    with database.reading() as connection:
        assert ways.of_code(connection, seals, code, her_birth()) is None


@one_database
def test_a_code_is_for_one_person_and_a_week_and_opening_it_uses_nothing_up(
    him: Citizen, another_citizen: Citizen, clock: time_machine.Traveller
) -> None:
    old = code_on(him.open("/en/my-case/adults").press("Make a code"))
    code = code_on(him.press("Make a code"))
    come_back(another_citizen, old, her_birth(), status=422)
    come_back(another_citizen, code, couple()["persons"][0]["birth_date"], status=422)
    for _time in range(2):
        assert come_back(another_citizen, code, her_birth()).path == "/en/my-case/own"
        assert another_citizen.open("/en/my-case/answers").path == "/en/my-case/proof"
    clock.shift(7 * 24 * 3600 + 1)
    come_back(another_citizen, code, her_birth(), status=422)


@one_database
def test_nobody_gets_a_second_code_for_a_way_that_is_taken(him: Citizen, her: Citizen) -> None:
    assert "Has a way in of their own" in him.open("/en/my-case/adults").text
    assert not him.page.xpath("//input[@name='adult']")


def alone(protected: bool) -> dict[str, Any]:
    """What she answers when she applies on her own."""
    household = couple()
    household["persons"] = [{**household["persons"][1], "role": "applicant"}]
    household["persons"][0]["mapping"]["relations"] = []
    household["persons"][0]["mapping"]["needs"] = {
        "any": "yes", "categories": ["violence_or_threats"], "details": HERS, "may_be_shared": False,
    }  # fmt: skip
    household["protected"] = protected
    household["contact"]["phone"] = HER_PHONE
    household["living"] = {
        "situation": "private",
        "municipality": "5501",
        "address": {"lines": [HER_STREET], "postal_code": "9008", "city": "Tromsø"},
    }
    return household


@pytest.mark.parametrize("protected", [False, True])
def test_a_separated_couple_knows_nothing_of_each_other_any_more(
    him: Citizen, her: Citizen, outside: Outside, post: Post, protected: bool
) -> None:
    answers_alone(her)
    her.open("/en/my-case/own/leave").press(status=422)
    her.fill(understood="yes").press()
    assert her.path == "/en/apply/code"
    household = alone(protected)
    assert her.open("/en/apply/person/1/name").value("given") == "Natalia", "what was answered about her is there"
    her.open("/en/apply/tasks")
    assert "Natalia" not in him.open("/en/my-case/answers").text
    walk(her, household)
    assert HER_STREET in her.text or protected
    send(her)
    for _time in range(4):
        outside.work()
    records = outside.records()
    assert all(not list(problems_of(record)) for record in records)
    left, new = records[-2], records[-1]
    if left["type"].endswith("submitted.v1"):
        left, new = new, left
    assert left["data"]["reason"] == "left_household"
    assert [person["name"]["given"] for person in left["data"]["household"]["persons"]] == ["Serhii"]
    assert new["subject"] != left["subject"]
    assert new["data"]["persons"][0]["person_id"] == records[0]["data"]["persons"][1]["person_id"]
    assert new["data"]["persons"][0]["mapping"]["needs"]["details"] == HERS
    assert new["data"]["protected"] is protected
    assert "possible_duplicate" not in new["data"]["warnings"]
    his = everything_shown_to(him) + repr([r for r in records if r["subject"] == left["subject"]][-1])
    for canary in (HER_STREET, HER_PHONE, "'5501'", "Tromsø", HERS, new["data"]["reference"]):
        assert canary not in his
    her_pages = her.open("/en/my-case").response.text
    assert records[0]["data"]["reference"] not in her_pages


@one_database
def test_who_was_taken_out_begins_an_application_of_their_own(him: Citizen, her: Citizen, outside: Outside) -> None:
    answers_alone(her)
    him.open("/en/my-case/change").press(name="reason", value="left_household")
    him.open("/en/apply/person/2/remove").press("Take out").fill(more="no").press()
    him.press("Send the change")
    assert her.open("/en/my-case/answers").path == "/en/my-case/own"
    assert her.heading == "You are no longer part of this application"
    her.press("Begin my own application")
    assert her.path == "/en/apply/code"
    walk(her, alone(protected=False))
    assert HERS in her.text
    send(her)
    for _time in range(4):
        outside.work()
    assert all(not list(problems_of(record)) for record in outside.records())


@one_database
def test_withdrawn_or_out_of_date_nothing_of_it_is_kept(
    him: Citizen, her: Citizen, database: Database, seals: Seals
) -> None:
    from portal.submissions.retention import tidy

    with database.transaction() as connection:
        submission = connection.execute(select(own_ways.c.submission_id)).scalar_one()
        assert as_draft(connection, seals, submission)
        tidy(connection, datetime(2028, 1, 1, tzinfo=UTC))
        assert connection.execute(own_ways.select()).all() == []
    assert her.open("/en/my-case").path == "/en/resume"


@one_database
def test_who_is_18_by_now_gets_a_way_of_their_own(citizen: Citizen, post: Post, clock: time_machine.Traveller) -> None:
    household = couple()
    household["persons"][1]["birth_date"] = "2008-12-01"
    household["persons"][1]["role"] = "child"
    household["persons"][1]["responsible_adult"] = {"kind": "parent", "person_id": household["persons"][0]["person_id"]}
    apply(citizen, household)
    post.prove(citizen)
    assert "There is no other adult" in citizen.open("/en/my-case/adults").text
    clock.move_to(datetime(2026, 12, 2, 9, tzinfo=UTC))
    reference = _reference(citizen)
    post.prove(come_back(citizen, reference, household["persons"][0]["birth_date"]))
    assert "Natalia" in citizen.open("/en/my-case/adults").text


def _reference(citizen: Citizen) -> str:
    shown = [page.text for page in citizen.answers if "/apply/receipt" in str(page.url)]
    return str(lxml.html.document_fromstring(shown[-1]).xpath("string(//p[@class='reference'])")).strip()


@one_database
def test_the_record_she_sent_alone_is_marked_as_hers(him: Citizen, her: Citizen, database: Database) -> None:
    answers_alone(her)
    with database.reading() as connection:
        rows = connection.execute(select(errands.c.sequence, errands.c.of_person).order_by(errands.c.sequence)).all()
    assert [bool(row.of_person) for row in rows] == [False, True]
