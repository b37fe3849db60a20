"""A poster names an address that leads where it says, in letters and as a code."""

import pytest

from locales import LANGUAGES
from tests.citizen import Citizen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_poster_has_a_code_and_an_address_to_type(reader: Citizen, language: str) -> None:
    reader.open(f"/{language}/poster")
    assert reader.page.xpath("//svg[@class='code']//path")
    assert "portal.test" in reader.page.xpath("//p[@class='reference']")[0].text


def test_a_page_has_a_poster_with_its_number(reader: Citizen) -> None:
    reader.open("/uk/information/introduction-benefit").follow("Плакат")
    assert reader.page.xpath("//p[@class='reference']")[0].text == "portal.test/7"
    assert reader.heading == "Гроші під час програми"


@pytest.mark.parametrize("unknown", ["0", "99", "²", "<b>"])
def test_an_unknown_number_gives_the_poster_of_the_portal(reader: Citizen, unknown: str) -> None:
    reader.open("/en/poster").open(f"/en/poster?page={unknown}")
    assert reader.page.xpath("//p[@class='reference']")[0].text == "portal.test"
