"""The road shows every stretch in a picture and in words, and where the reader is."""

import pytest

from locales import LANGUAGES
from portal.pages.information.road import STAGES
from tests.citizen import Citizen


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_and_the_list_name_the_same_stretches(reader: Citizen, language: str) -> None:
    reader.open(f"/{language}/road")
    drawn = [text.text for text in reader.page.xpath("//svg/text[not(@class)]")]
    written = [heading.text_content() for heading in reader.page.xpath("//main//li/h2")]
    assert drawn == written
    assert len(drawn) == len(STAGES)


def test_one_says_where_one_is(reader: Citizen) -> None:
    reader.open("/en/road").open("/en/road?here=3")
    here = reader.page.xpath("//li[@aria-current='step']")
    assert [item.get("id") for item in here] == ["stage-3"]
    assert "you are here" in here[0].text_content()


@pytest.mark.parametrize("nowhere", ["0", "9", "-1", "³", "x"])
def test_a_place_that_is_not_on_the_road_is_passed_over(reader: Citizen, nowhere: str) -> None:
    reader.open(f"/en/road?here={nowhere}")
    assert not reader.page.xpath("//li[@aria-current='step']")
