"""Somebody answers a few questions and is told what holds for them; nobody meets a dead end."""

from itertools import product

import pytest

from locales import LANGUAGES
from tests.citizen import Citizen
from tests.forms.rules.test_rulebook import CHECK

EVERYWHERE = pytest.mark.parametrize("language", LANGUAGES)


@EVERYWHERE
def test_whatever_one_answers_one_may_apply_and_ask_a_person(reader: Citizen, language: str) -> None:
    for living, permit, who in product(CHECK["living"], CHECK["permit"], ("adult", "child")):
        reader.open(f"/{language}/check?living={living}&permit={permit}&told=over&who={who}&answer=1")
        ways = reader.page.xpath("//main//a/@href")
        assert {f"/{language}/apply", f"/{language}/information/contact"} <= set(ways)
        assert "#source-1" in ways


def test_the_questions_are_answered_by_a_person(reader: Citizen) -> None:
    reader.open("/en/check").fill(living="private", permit="collective", told="within", who="adult").press()
    assert reader.heading == "Yes, apply for settlement"
    reader.follow("Change my answers")
    assert reader.value("permit") == "collective"


def test_a_question_left_out_is_asked_again(reader: Citizen) -> None:
    reader.open("/en/check").fill(living="private").press(status=422)
    assert len(reader.errors()) == 3
    assert reader.value("living") == "private"


def test_another_language_keeps_what_was_chosen(reader: Citizen) -> None:
    reader.open("/en/check").fill(living="private").press("nynorsk")
    assert reader.path == "/nn/check"
    assert reader.value("living") == "private"
    assert not reader.errors()


def test_what_is_no_choice_is_asked_again(reader: Citizen) -> None:
    reader.open("/en/check?living=castle&permit=collective&told=within&who=adult&answer=1", status=422)


def test_the_address_holds_codes_only(reader: Citizen) -> None:
    reader.open("/en/check?living=private&permit=collective&told=within&who=adult&answer=1&name=Olena")
    assert "Olena" not in reader.response.text


HERS = "permit=collective&age=25-55&family=children&living=settled&start=not_yet&school=yes&answer=1"


@EVERYWHERE
def test_what_applies_is_told_with_sources_and_links(reader: Citizen, language: str) -> None:
    reader.open(f"/{language}/what-applies?{HERS}")
    assert len(reader.page.xpath("//main//section")) == 4
    assert reader.page.xpath(f"//main//a[@href='/{language}/information/introduction-benefit']")
    marks = reader.page.xpath("//main//sup/a/@href")
    assert {mark[1:] for mark in marks} == set(reader.page.xpath("//main//ol/li/@id"))


def test_six_questions_are_enough(reader: Citizen) -> None:
    reader.open("/en/what-applies")
    assert len(reader.page.xpath("//fieldset")) == 6
    reader.fill(permit="asylum", age="25-55", family="single", living="private", start="not_yet", school="no").press()
    assert "for three years at most" in reader.text
    assert "within six months" in reader.text


def test_the_same_address_shows_the_same_in_another_language(reader: Citizen) -> None:
    reader.open(f"/en/what-applies?{HERS}").follow("українська")
    assert reader.path == "/uk/what-applies"
    assert len(reader.page.xpath("//main//section")) == 4
