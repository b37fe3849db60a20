"""What people can rely on here, each promise beside how it is kept today."""

from datetime import timedelta
from math import ceil

from starlette.responses import Response

from locales import LANGUAGES
from locales import lazy as _
from portal.delivery import kept
from portal.pages.information.contents import NUMBERS
from portal.pages.information.reading import in_words
from portal.pages.information.shelf import library_of
from portal.web.call import Call


def show(call: Call) -> Response:
    """Looked up anew each time: nothing here is written by hand."""
    books = library_of(call)
    pages = [page for code in LANGUAGES for slug in NUMBERS if (page := books.page(code, slug))]
    delivery = kept(call.connection, call.now)
    return call.page(
        "information/promises.html",
        title=_("What we promise"),
        delivery=delivery,
        compared=in_words(delivery.compared_on, call.language) if delivery.compared_on else "",
        half=rounded(delivery.half_within),
        most=rounded(delivery.most_within),
        pages=len(pages),
        behind=sum(books.original_is_newer(page) for page in pages),
        due=sum(call.today > page.look_again_by for page in pages),
    )


def rounded(time: timedelta | None) -> tuple[int, str] | None:
    """As exact as anybody needs it, and never shorter than it took: how many, and of what."""
    if time is None:
        return None
    number = max(1, ceil(time.total_seconds()))
    for unit in ("seconds", "minutes"):
        if number <= 90:
            return number, unit
        number = ceil(number / 60)
    return number, "hours"
