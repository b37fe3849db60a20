"""The search page: one field, the pages that answer, and the Norwegian words that were meant."""

from typing import NamedTuple

from starlette.responses import Response

from locales import lazy as _
from portal.pages.information.library import Library
from portal.pages.information.search import LONGEST_QUESTION, Index, pages_of, words_of
from portal.pages.information.shelf import library_of
from portal.web.call import Call

MOST_WORDS_SHOWN = 3


class Indexes(NamedTuple):
    """What is searched, in one language."""

    pages: Index
    words: Index


def search(call: Call) -> Response:
    """The field, and under it what was found."""
    books = library_of(call)
    question = call.form.get("q").strip()[:LONGEST_QUESTION]
    found = _indexes(books, call.language) if question else None
    slugs = found.pages.find(question) if found else []
    ids = found.words.find(question)[:MOST_WORDS_SHOWN] if found else []
    return call.page(
        "information/search.html",
        title=_("Search"),
        question=question,
        pages=[books.pages[call.language, slug] for slug in slugs],
        words=[books.words[call.language][id_] for id_ in ids],
        longest=LONGEST_QUESTION,
    )


def _indexes(books: Library, language: str) -> Indexes:
    """The indexes of a language, made at the first question and kept until a text changes."""
    if (language, "search") not in books.shelf:
        books.shelf[language, "search"] = Indexes(pages_of(books, language), words_of(books, language))
    indexes: Indexes = books.shelf[language, "search"]
    return indexes
