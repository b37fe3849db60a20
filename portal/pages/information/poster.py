"""A poster for centres and offices: one sheet in one language, with an address to type and a code for a phone."""

from urllib.parse import urlsplit

import segno
from markupsafe import Markup
from starlette.responses import Response

from locales import lazy as _
from portal.pages.information.contents import NUMBERS, SLUGS
from portal.pages.information.library import Library
from portal.pages.information.shelf import handed_out, library_of
from portal.web.call import Call


def show(call: Call) -> Response:
    """The poster of the portal, or of the page whose number is asked for."""
    books = library_of(call)
    typed = call.form.get("page")
    slug = SLUGS[int(typed)] if typed in map(str, SLUGS) else ""
    return handed_out(call, books, ("poster", slug), lambda: _poster(call, books, slug))


def _poster(call: Call, books: Library, slug: str) -> Response:
    origin = call.house.settings.origin
    page = books.page(call.language, slug)
    address = f"{origin}/{call.language}/" + (f"information/{slug}" if page else "")
    return call.page(
        "information/poster.html",
        title=_("Poster to print"),
        heading=page.title if page else _("Settlement in Norway"),
        lead=page.summary
        if page
        else _("Do you live privately and have protection, or wait for it? Apply for settlement here."),
        code=_code(address),
        typed_address=f"{urlsplit(origin).netloc}/{NUMBERS[slug] if page else ''}".rstrip("/"),
        number=NUMBERS.get(slug, 0),
        pages={number: books.pages[call.language, each].title for each, number in NUMBERS.items()},
    )


def _code(address: str) -> Markup:
    """The QR code as SVG; the strongest correction that does not make it larger."""
    drawn = segno.make(address, micro=False).svg_inline(
        scale=8, border=4, omitsize=True, svgclass="code", lineclass=None
    )
    return Markup(drawn)  # noqa: S704  (drawn by us from an address of ours)
