"""After sending: somebody looks how the application stands, with the reference or the code and the birth date."""

import re

import pytest
import time_machine

from portal.storage.database import Database
from portal.submissions.codes import with_check
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import apply, begin, example, reached_by_sms, send, walk
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post
from tests.journeys.telling import told
from tests.journeys.test_nothing_leaks import NAMES_AND_WORDS, NUMBERS, full_of_canaries

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)


def test_the_reference_or_the_code_and_the_birth_date_open_the_case(citizen: Citizen, another_citizen: Citizen) -> None:
    household = example("03")
    household["languages_used"] = ["en"]
    begin(citizen, household, until="apply/code")
    code = str(citizen.page.xpath("string(//p[@class='reference'])")).strip()
    walk(citizen, household)
    reference = send(citizen)
    assert citizen.follow("See how your application stands").path == "/en/my-case"
    assert another_citizen.open("/en/my-case").path == "/en/resume"
    for known in (reference, code, reference.lower().replace("-", " ")):
        come_back(another_citizen, known, household["persons"][0]["birth_date"])
        assert (another_citizen.path, another_citizen.heading) == ("/en/my-case", "Received")
        assert "There is nothing for you to do now." in another_citizen.text


def test_from_sent_to_settled_with_news_out_of_order_and_repeated(
    citizen: Citizen, outside: Outside, clock: time_machine.Traveller
) -> None:
    household = example("01")
    household["languages_used"] = ["en"]
    apply(citizen, household)
    assert citizen.open("/en/my-case").heading == "Received"
    assert "On its way to IMDi" in citizen.text
    clock.shift(1)
    outside.work()
    assert citizen.open("/en/my-case").heading == "With the directorate (under kartlegging)"
    assert "On its way to IMDi" not in citizen.text and "Withdraw the application" in citizen.text
    people = [person["person_id"] for person in outside.records()[0]["data"]["persons"]]
    outside.tell(outside.submission, "municipality.agreed", 9, municipality="4601")
    outside.tell(outside.submission, "municipality.asked", 5, municipality="4601")
    outside.tell(outside.submission, "information.requested", 3, question_code="x", answer_by="2026-12-01")
    outside.tell(outside.submission, "municipality.asked", 5, municipality="4601")
    outside.work()
    assert citizen.open("/en/my-case").heading == "A municipality has agreed (søkt ut)"
    assert citizen.text.count("A municipality was asked") == 1
    assert "In 2022" in citizen.text
    for days, person in enumerate(people, 30):
        outside.tell(outside.submission, "person.settled", days, person_id=person, settled_on="2026-12-20")
    outside.work()
    assert citizen.open("/en/my-case").heading == "Settled (bosatt)"
    assert f"20 December 2026: {len(people)} people" in citizen.text
    assert "Tell what has changed" in citizen.text
    assert "Withdraw the application" not in citizen.text and "Another municipality" not in citizen.text


@one_database
@pytest.mark.parametrize("language", ["uk", "ru", "en", "nb", "nn"])
def test_the_case_says_nothing_about_whose_it_is(citizen: Citizen, outside: Outside, language: str) -> None:
    household = full_of_canaries()
    apply(citizen, household)
    outside.work()
    outside.tell(outside.submission, "municipality.agreed", 9, municipality="4601")
    person = outside.records()[0]["data"]["persons"][0]["person_id"]
    outside.tell(outside.submission, "person.settled", 10, person_id=person, settled_on="2026-12-20")
    outside.work()
    citizen.open(f"/{language}/my-case")
    for canary in [*NAMES_AND_WORDS.values(), *NUMBERS, "Bergen", "Берген", person]:
        assert canary.casefold() not in citizen.response.text.casefold()


@one_database
def test_where_the_family_is_not_all_as_far_each_stage_is_told_and_names_only_after_a_proof(
    citizen: Citizen, outside: Outside, post: Post
) -> None:
    household = reached_by_sms("01")
    apply(citizen, household)
    outside.work()
    person = outside.records()[0]["data"]["persons"][1]["person_id"]
    outside.tell(outside.submission, "municipality.agreed", 5, municipality="4601")
    outside.tell(outside.submission, "person.settled", 9, person_id=person, settled_on="2026-12-01")
    outside.work()
    name = household["persons"][1]["name"]["given"]
    citizen.open("/en/my-case")
    assert "1 person: Settled (bosatt)" in citizen.text and name not in citizen.text
    post.prove(citizen)
    citizen.open("/en/my-case")
    assert re.search(rf"{name} \w+: Settled", citizen.text)
    assert citizen.text.count(": A municipality has agreed") == 2


def test_nobody_is_told_whether_a_reference_exists(citizen: Citizen, portal: Seam, database: Database) -> None:
    reference = apply(citizen, example("03"))
    heard = []
    for tried in (reference, with_check("7K3M9QX")):
        somebody = Citizen(portal)
        with told(somebody, database, tried) as answers:
            come_back(somebody, tried, "1970-01-01", status=422)
        assert "do not belong together" in somebody.errors()[0]
        somebody.close()
        heard.append(answers)
    assert heard[0] == heard[1]


def test_ten_wrong_birth_dates_close_a_reference_for_an_hour(
    citizen: Citizen, another_citizen: Citizen, clock: time_machine.Traveller
) -> None:
    reference = apply(citizen, example("03"))
    for tried in (reference, with_check("7K3M9QX")):
        for _try in range(10):
            come_back(another_citizen, tried, "1970-01-01", status=422)
        come_back(another_citizen, tried, example("03")["persons"][0]["birth_date"], status=429)
    clock.shift(3601)
    come_back(another_citizen, reference, example("03")["persons"][0]["birth_date"])
    assert another_citizen.path == "/en/my-case"


@one_database
def test_the_case_is_closed_on_a_phone_that_was_left(
    citizen: Citizen, another_citizen: Citizen, clock: time_machine.Traveller
) -> None:
    reference = apply(citizen, example("03"))
    come_back(another_citizen, reference, example("03")["persons"][0]["birth_date"])
    clock.shift(5 * 60 + 1)
    assert another_citizen.open("/en/my-case").path == "/en/resume"
