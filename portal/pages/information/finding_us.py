"""What search engines read: the map of all pages in all languages, and what they are asked to leave alone."""

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from locales import LANGUAGES
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import library
from portal.settings import Settings

# What one fills in is nobody's search result.
LEFT_ALONE = ("apply", "resume", "away", "goodbye", "leave", "done")
OTHER_PAGES = ("", "information", "glossary", "check", "what-applies", "road")


async def sitemap(request: Request) -> Response:
    """Every page that stands for itself, in each language, with its translations and the day it was checked."""
    settings: Settings = request.app.state.house.settings
    return Response("\n".join(_sitemap(settings)), media_type="application/xml")


def _sitemap(settings: Settings) -> Iterator[str]:
    books = library(settings.content_folder)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    for path in [*OTHER_PAGES, *(f"information/{slug}" for slug in NUMBERS)]:
        addresses = {code: quoteattr(f"{settings.origin}/{code}/{path}")[1:-1] for code in LANGUAGES}
        for code, address in addresses.items():
            page = books.page(code, path.rpartition("/")[2])
            yield f"<url><loc>{address}</loc>"
            if page:
                yield f"<lastmod>{page.checked_on}</lastmod>"
            for other, its_address in addresses.items():
                yield f'<xhtml:link rel="alternate" hreflang="{other}" href="{its_address}"/>'
            yield "</url>"
    yield "</urlset>"


async def robots(request: Request) -> Response:
    """What crawlers are asked to leave alone, and where the map is."""
    settings: Settings = request.app.state.house.settings
    lines = ["User-agent: *", *(f"Disallow: /{code}/{path}" for code in LANGUAGES for path in LEFT_ALONE)]
    return PlainTextResponse("\n".join([*lines, "", f"Sitemap: {settings.origin}/sitemap.xml", ""]))
