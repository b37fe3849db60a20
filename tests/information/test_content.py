"""What editors wrote holds together: the same pages, facts, links and words in all five languages."""

import re

import pytest

from locales import LANGUAGES
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import library
from portal.pages.information.page_file import MARK, PageFile

LINK = re.compile(r"\]\(([a-z]+:[^)\s]*)\)")
PAGES = pytest.mark.parametrize("slug", NUMBERS)
books = library(None)


def in_all_languages(slug: str) -> dict[str, PageFile]:
    return {language: books.pages[language, slug] for language in LANGUAGES}


def whole(page: PageFile) -> str:
    return "\n".join(piece.markdown for piece in page.pieces)


@PAGES
def test_a_page_has_the_same_build_in_every_language(slug: str) -> None:
    builds = {
        (
            page.audience,
            tuple(re.findall(r"^#+(?= )", whole(page), re.MULTILINE)),
            tuple(piece.group for piece in page.pieces),
            tuple(sorted(source.id for source in page.sources)),
            tuple(sorted(MARK.findall(whole(page)))),
        )
        for page in in_all_languages(slug).values()
    }
    assert len(builds) == 1


@PAGES
def test_a_page_has_the_same_links_in_every_language(slug: str) -> None:
    """Words explained may differ: where a language calls a thing by its Norwegian name there is one more."""
    links = {
        tuple(sorted(link for link in LINK.findall(whole(page)) if not link.startswith(("term:", "https:"))))
        for page in in_all_languages(slug).values()
    }
    assert len(links) == 1


@PAGES
def test_every_page_is_due_within_a_year_of_its_check(slug: str) -> None:
    for page in in_all_languages(slug).values():
        assert 0 < (page.look_again_by - page.checked_on).days <= 366


@PAGES
def test_no_translation_is_behind_its_original(slug: str) -> None:
    assert not [language for language, page in in_all_languages(slug).items() if books.original_is_newer(page)]


def test_every_word_is_explained_in_every_language() -> None:
    words = [list(books.words[language]) for language in LANGUAGES]
    assert all(ids == words[0] for ids in words)
    for language in LANGUAGES:
        for word in books.words[language].values():
            assert bool(word.name) == (language not in ("nb", "nn"))
            assert not word.page or word.page in NUMBERS


def test_numbers_on_paper_are_each_used_once() -> None:
    assert sorted(NUMBERS.values()) == list(range(1, len(NUMBERS) + 1))
