"""Reading: the table of contents, one page at a time with its sources and dates, and the short address on paper.

A page is rendered and compressed once for each language and group of readers, and then handed out as it is.
"""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from babel.dates import format_date
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from locales import Text, written
from locales import lazy as _
from portal.pages.information import opening_hours
from portal.pages.information.contents import NUMBERS, SECTIONS, SLUGS
from portal.pages.information.library import Library
from portal.pages.information.marked_text import Reader, as_html
from portal.pages.information.page_file import PageFile
from portal.pages.information.sharing import ways_to_share
from portal.pages.information.shelf import handed_out, library_of
from portal.settings import Settings
from portal.web import languages
from portal.web.call import Call
from portal.web.problems import Problem

# The rules differ most by permit: a reader may ask for a page with one permit's rules only.
PERMITS = {"collective": _("Collective protection (kollektiv beskyttelse)"), "others": _("Other permits")}
GROUP_NAMES = {
    "collective": _("With collective protection (kollektiv beskyttelse)"),
    "others": _("With another permit"),
    "minors": _("If you are under 18"),
    "families": _("With children"),
    "adults": _("For adults"),
    "over55": _("Over 55"),
    "under25": _("Under 25"),
}
NOT_GIVEN = Text("(not given yet)")


def show_contents(call: Call) -> Response:
    """All pages under their headings, with what each says in short."""
    books = library_of(call)
    return handed_out(call, books, "contents", lambda: _contents(call, books))


def show(call: Call) -> Response:
    """One page."""
    books = library_of(call)
    page = books.page(call.language, call.parts["slug"])
    if page is None:
        raise Problem(404)
    permit = call.form.get("for")
    permit = permit if permit in PERMITS else ""
    due = call.today > page.look_again_by
    return handed_out(call, books, (page.slug, permit, due), lambda: _page(call, books, page, permit, due))


def show_glossary(call: Call) -> Response:
    """Every Norwegian word with its meaning, in the order of the Norwegian alphabet."""
    books = library_of(call)
    return handed_out(call, books, "glossary", lambda: _glossary(call, books))


async def short_address(request: Request) -> Response:
    """`/7`, as it stands on paper, leads to the page of that number in the language the reader wishes for."""
    slug = SLUGS.get(request.path_params["number"])
    if slug is None:
        raise Problem(404)
    response = RedirectResponse(f"/{languages.wished(request)}/information/{slug}", status_code=302)
    response.headers["vary"] = "accept-language, cookie"
    return response


def in_words(day: date, language: str) -> str:
    """A day as the reader would write it."""
    return str(format_date(day, "long", locale=written(language)))


def _contents(call: Call, books: Library) -> Response:
    return call.page(
        "information/contents.html",
        title=_("Information"),
        sections=[
            (section.title, [page for slug in section.pages if (page := books.page(call.language, slug))])
            for section in SECTIONS
        ],
    )


def _glossary(call: Call, books: Library) -> Response:
    words = books.words.get(call.language, {}).values()
    return call.page(
        "information/glossary.html",
        title=_("Norwegian words"),
        words=sorted(words, key=lambda word: word.norwegian.casefold().replace("ø", "{")),
        titles={slug: page.title for slug in NUMBERS if (page := books.page(call.language, slug))},
    )


def _page(call: Call, books: Library, page: PageFile, permit: str, due: bool) -> Response:
    reader = Reader(
        page.language,
        operator(call.house.settings, page.language),
        books.words.get(page.language, {}),
        {source.id: number for number, source in enumerate(page.sources_in_order(), 1)},
    )
    pieces = [(GROUP_NAMES.get(group, ""), html) for group, html in _pieces(page, reader) if _is_for(group, permit)]
    differs = {piece.group for piece in page.pieces} >= set(PERMITS)
    return call.page(
        "information/page.html",
        title=page.title,
        page=page,
        pieces=pieces,
        permits=PERMITS if differs else {},
        permit=permit,
        sources=page.sources_in_order(),
        words=[books.words[page.language][id_] for id_ in reader.words_used],
        due=due,
        original_is_newer=books.original_is_newer(page),
        in_words=lambda day: in_words(day, page.language),
        ways=ways_to_share(page.title, f"{call.house.settings.origin}/{page.language}/information/{page.slug}"),
        number=NUMBERS[page.slug],
        short_address=f"{urlsplit(call.house.settings.origin).netloc}/{NUMBERS[page.slug]}",
    )


def _pieces(page: PageFile, reader: Reader) -> Iterator[tuple[str, Markup]]:
    for piece in page.pieces:
        yield piece.group, as_html(piece.markdown, reader)


def _is_for(group: str, permit: str) -> bool:
    """Whether a piece is shown to somebody who asked for one permit's rules, or for all."""
    return not permit or group == permit or group not in PERMITS


def operator(settings: Settings, language: str) -> dict[str, str]:
    """How to reach those who run this portal."""
    missing = NOT_GIVEN.within(language)
    return {
        "operator_email": settings.operator_email or missing,
        "operator_phone": settings.operator_phone or missing,
        "operator_hours": opening_hours.in_words(settings.operator_hours, language) or missing,
    }
