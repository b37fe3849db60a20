"""No address holds a code or a reference, and opening one uses nothing up: people share, robots preview."""

import re

import pytest

from portal.routes import ADDRESSES
from tests.citizen import Citizen
from tests.journeys.applying import apply, reached_by_sms
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post

pytestmark = [pytest.mark.parametrize("owner", ["sqlite"], indirect=True), pytest.mark.usefixtures("clock")]
A_CODE = re.compile(r"[0-9A-HJ-NP-Z]{4}-[0-9A-HJ-NP-Z]{4}")


def shown(citizen: Citizen) -> str:
    return str(citizen.page.xpath("string(//p[@class='reference'])")).strip()


def test_no_address_of_the_whole_way_holds_a_code_and_no_page_passes_one_on(
    citizen: Citizen, another_citizen: Citizen, post: Post
) -> None:
    household = reached_by_sms("02")
    reference = apply(citizen, household)
    come_back(citizen, reference, household["persons"][0]["birth_date"])
    citizen.open("/en/my-case/proof").press(name="way", value="sms")
    digits = post.code()
    citizen.fill(code=digits).press()
    handed_over = shown(citizen.open("/en/my-case/adults").press("Make a code"))
    come_back(another_citizen, handed_over, household["persons"][1]["birth_date"])
    own = shown(another_citizen.press("Take my own way in"))
    secrets = {reference, digits, handed_over, own}
    assert len(secrets) == 4 and all(A_CODE.fullmatch(code) for code in secrets - {digits})
    for answer in [*citizen.answers, *another_citizen.answers]:
        addresses = f"{answer.url} {answer.headers.get('location', '')}"
        assert "?" not in addresses
        assert not A_CODE.search(addresses) and not [code for code in secrets if code in addresses]
        assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin")
        if "<title>" in answer.text:
            title = answer.text.partition("<title>")[2].partition("</title>")[0]
            assert not [code for code in secrets if code in title]
            assert 'property="og:' not in answer.text


def test_looking_at_every_page_of_a_case_uses_nothing_up(
    citizen: Citizen, another_citizen: Citizen, outside: Outside, post: Post
) -> None:
    """A preview, a virus scanner or a curious thumb opens whatever it finds; only pressing a button does something."""
    household = reached_by_sms("02")
    apply(citizen, household)
    post.prove(citizen)
    handed_over = shown(citizen.open("/en/my-case/adults").press("Make a code"))
    come_back(another_citizen, handed_over, household["persons"][1]["birth_date"])
    for address in ADDRESSES:
        if address.get is not None and address.path.startswith("my-case") and "{" not in address.path:
            for somebody in (citizen, another_citizen):
                for method in ("GET", "HEAD"):
                    somebody.ask(method, f"/en/{address.path}")
    outside.work()
    assert len(outside.records()) == 1
    come_back(another_citizen, handed_over, household["persons"][1]["birth_date"])
    assert shown(another_citizen.press("Take my own way in")) != handed_over
