"""Reading without a network: what is kept on a device when somebody asks for it, and the page where one asks."""

from starlette.responses import JSONResponse, Response

from locales import lazy as _
from portal.pages.information.contents import NUMBERS
from portal.web.assets import asset
from portal.web.call import Call


def show(call: Call) -> Response:
    """Where the pages of this language are kept on the device, and removed again."""
    return call.page("information/offline.html", title=_("Read without a network"))


def kept(call: Call) -> Response:
    """The addresses that are kept: information in one language and what it needs to be seen, nothing personal."""
    pages = ["information", "glossary", "road", *(f"information/{slug}" for slug in NUMBERS)]
    return JSONResponse([*map(call.address, pages), asset("portal.css"), asset("favicon.svg"), asset("listen.js")])
