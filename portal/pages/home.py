"""The first page in each language, and the page before it that lets one choose a language."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from locales import lazy as _
from portal.web import languages
from portal.web.call import Call


def home(call: Call) -> Response:
    """The things people come for."""
    response = call.page("home.html", title=_("Settlement in Norway"))
    response.set_cookie(
        call.house.settings.cookie(languages.COOKIE),
        call.language,
        max_age=365 * 24 * 3600,
        path="/",
        secure=call.house.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def front_door(request: Request) -> Response:
    """`/` goes on in the language that was chosen before, or that the browser wishes for; every page shows all five."""
    response = RedirectResponse(f"/{languages.wished(request)}/", status_code=302)
    response.headers["vary"] = "accept-language, cookie"
    return response


async def without_a_slash(request: Request) -> Response:
    """`/uk`, as people type it, leads to `/uk/`."""
    return RedirectResponse(f"{request.url.path}/", status_code=308)
