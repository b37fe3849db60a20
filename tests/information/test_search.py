"""People find pages by what they would ask, in their own language, with slips and in whatever letters they have."""

import csv
from functools import cache
from pathlib import Path

import pytest

from locales import LANGUAGES
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import library
from portal.pages.information.search import Index, pages_of, words_of
from tests.citizen import Citizen

ASKED = Path(__file__).parents[1] / "data" / "search_questions.csv"


@cache
def index(language: str) -> Index:
    return pages_of(library(None), language)


def asked(language: str) -> list[tuple[str, str]]:
    with ASKED.open(newline="") as file:
        return [(row["question"], row["page"]) for row in csv.DictReader(file) if row["language"] == language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hundred_questions_find_their_page_among_the_first_three(language: str) -> None:
    questions = asked(language)
    assert len(set(questions)) == 100
    missed = [(question, page) for question, page in questions if page not in index(language).find(question)[:3]]
    assert not missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_found_by_its_title_even_with_a_slip(language: str) -> None:
    for slug in NUMBERS:
        page = library(None).pages[language, slug]
        assert slug in index(language).find(page.title)[:2]
        longest = max(page.title.split(), key=len)
        # A word of four letters with one missing could be anything.
        slip = longest[:3] + longest[4:] if len(longest) > 4 else longest
        assert slug in index(language).find(page.title.replace(longest, slip))[:3], slip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_norwegian_word_is_found_in_every_language(language: str) -> None:
    words = words_of(library(None), language)
    for id_, word in library(None).words["nb"].items():
        assert id_ in words.find(word.norwegian)[:3]


@pytest.mark.parametrize("nonsense", ["", " ", "!!!", "🙂", "а", "x" * 5000, "\x00", "%s%s"])
def test_nonsense_finds_little_and_breaks_nothing(reader: Citizen, nonsense: str) -> None:
    for language in LANGUAGES:
        assert len(index(language).find(nonsense)) <= 8


def test_somebody_searches(reader: Citizen) -> None:
    reader.open("/uk/search").fill(q="скільки платять").press("Пошук")
    assert "/uk/information/introduction-benefit" in reader.page.xpath("//main//a/@href")
    assert reader.value("q") == "скільки платять"
    reader.fill(q="xyzzy").press("Пошук")
    assert "/uk/information/contact" in reader.page.xpath("//main//a/@href")


def test_what_is_typed_stays_text(reader: Citizen) -> None:
    reader.open("/en/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>" not in reader.response.text
