"""Was this page useful? Yes or no and a few words, without anything about who says so; and what editors see."""

import re
from collections import defaultdict
from itertools import groupby

from starlette.responses import Response

from forms.questions.opinion import Opinion
from forms.rules.rulebook import rules
from locales import LANGUAGES
from locales import lazy as _
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import Library
from portal.pages.information.marked_text import links_elsewhere
from portal.pages.information.page_file import PageFile
from portal.pages.information.reading import in_words
from portal.pages.information.shelf import library_of
from portal.pages.one_form import asked_of, form_page
from portal.storage import opinions
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

# The rules of "What applies to me?" and their sources belong to no page.
WHAT_APPLIES = "what-applies"
# Four digits in a row, however they are parted, may be somebody's number; so may an address with an @.
_NUMBER = re.compile(r"\d(?:[\s./-]?\d){3,}")
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")


def ask(call: Call) -> Response:
    """The question about one page; and the thanks, once it was answered."""
    page = _page_asked_about(call)
    if "answered" in call.form:
        return call.page("information/opinion.html", title=_("Thank you"), page=page, questions=[])
    return _ask(call, page, _form(call, None))


def keep(call: Call) -> Response:
    """Keep the opinion, once however often its page is loaded again, and say thank you."""
    page, form = _page_asked_about(call), _form(call, call.form)
    if "switch" in call.form or not form.validate():
        return _ask(call, page, form, status=200 if "switch" in call.form else 422)
    useful, words = form.answers["useful"] == "yes", without_numbers(form.answers.get("words", ""))
    opinions.keep(call.connection, page.slug, call.language, useful=useful, words=words, today=call.today)
    return call.go(f"information/{page.slug}/opinion?answered=yes")


def overview(call: Call) -> Response:
    """What needs an editor."""
    books = library_of(call)
    pages = _pages(books)
    due = [page for page in pages if call.today > page.look_again_by]
    return call.page(
        "information/overview.html",
        title=_("Information pages"),
        due=[
            (LANGUAGES[code].own_name, code, sorted(some, key=lambda page: page.look_again_by))
            for code, some in groupby(due, key=lambda page: page.language)
        ],
        broken=sorted(books.broken.items()),
        behind=[page for page in pages if books.original_is_newer(page)],
        verdicts=opinions.in_order_of_need(call.connection),
        next_due=in_words(min(page.look_again_by for page in pages), call.language),
        in_words=lambda day: in_words(day, call.language),
        titles={page.slug: page.title for page in pages if page.language == call.language}
        | {WHAT_APPLIES: _("What applies to me?")},
        own_name=lambda code: LANGUAGES[code].own_name,
        elsewhere=sorted(elsewhere(books).items()),
    )


def elsewhere(books: Library) -> dict[str, list[str]]:
    """Every address on another site, with the pages where it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for page in _pages(books):
        for address in links_elsewhere(page):
            found[address].add(page.slug)
    for rule in rules():
        found[rule.source.url].add(WHAT_APPLIES)
    return {address: sorted(pages) for address, pages in found.items()}


def without_numbers(text: str) -> str:
    """The text with what may be somebody's number or address left out."""
    return _ADDRESS.sub("…", _NUMBER.sub("…", text))


def _pages(books: Library) -> list[PageFile]:
    return [page for code in LANGUAGES for slug in NUMBERS if (page := books.page(code, slug))]


def _page_asked_about(call: Call) -> PageFile:
    page = library_of(call).page(call.language, call.parts["slug"])
    if page is None:
        raise Problem(404)
    return page


def _form(call: Call, typed: Form | None) -> Opinion:
    return Opinion(typed, {}, asked_of(call))


def _ask(call: Call, page: PageFile, form: Opinion, status: int = 200) -> Response:
    return form_page(call, "information/opinion.html", _("Was this page useful?"), form, status, page=page)
