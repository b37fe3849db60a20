"""A consent that is taken back holds at once: the municipality reads no more of it, and the record says so."""

import pytest

from integrations.record_schema import problems_of
from tests.citizen import Citizen
from tests.journeys.applying import apply, reached_by_sms
from tests.journeys.outside import Outside
from tests.journeys.post import Post
from tests.staff.conftest import SignIn

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("owner", ["sqlite"], indirect=True)]
CASE = "//main//ul[@class='people']//a[contains(@href, '/municipality/case/')]/@href"
NEED, WORDS = "Tilrettelegging for syn eller hørsel", "Слуховий апарат"


def test_what_is_no_longer_shared_is_on_no_page_of_the_municipality_and_told_in_a_record(
    citizen: Citizen, signed_in: SignIn, outside: Outside, post: Post
) -> None:
    household = reached_by_sms("01", "uk")
    apply(citizen, household)
    outside.work()
    outside.tell(outside.submission, "municipality.asked", 0, municipality="4601")
    outside.work()
    bergen = signed_in("municipality-1")
    case = bergen.open("/nb/municipality").page.xpath(CASE)[0]
    assert NEED in bergen.open(case).text
    bergen.press("Åpne behovene")
    assert WORDS in bergen.text
    assert [each["code"] for each in outside.records()[0]["data"]["declarations"]].count("health_consent") == 1

    post.prove(citizen, "uk")
    citizen.open("/uk/my-case/change").press(name="reason", value="correction")
    for number, person in enumerate(household["persons"], 1):
        if person["mapping"].get("needs", {}).get("may_be_shared"):
            citizen.open(f"/uk/apply/person/{number}/consent").fill(may_be_shared="no").press()
    citizen.open("/uk/my-case/change/check").press("Надіслати зміну")

    assert NEED not in bergen.open("/nb/municipality").page.xpath("string(//main//ul[@class='people'])")
    assert "Åpne behovene" not in bergen.open(case).text and NEED not in bergen.text
    outside.work()
    record = outside.records()[-1]
    assert not list(problems_of(record))
    assert record["type"] == "no.settlement.application.amended.v1"
    told = [person["mapping"]["needs"] for person in record["data"]["household"]["persons"] if person.get("mapping")]
    assert not [needs for needs in told if needs.get("may_be_shared")]
    assert not [each for each in record["data"]["household"]["declarations"] if each["code"] == "health_consent"]
