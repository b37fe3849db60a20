"""In which language a page is shown: the address says it; without one, the reader's choice or the browser's wish."""

from starlette.requests import Request

from locales import LANGUAGES

COOKIE = "language"


def named(path: str) -> str | None:
    """The language at the beginning of an address."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in LANGUAGES else None


def wished(request: Request) -> str:
    """The remembered choice, else the browser's first wish that we speak, else English."""
    chosen = request.cookies.get(request.app.state.house.settings.cookie(COOKIE), "")
    if chosen in LANGUAGES:
        return chosen
    wishes = [_weighed(part) for part in request.headers.get("accept-language", "")[:500].split(",")]
    for _weight, code in sorted(wishes, key=lambda wish: -wish[0]):
        code = {"no": "nb"}.get(code, code)
        if code in LANGUAGES:
            return code
    return "en"


def of(request: Request) -> str:
    """The language of this request."""
    return named(request.url.path) or wished(request)


def _weighed(part: str) -> tuple[float, str]:
    code, _sep, weight = part.strip().partition(";q=")
    try:
        return float(weight or 1), code.strip().lower().partition("-")[0]
    except ValueError:
        return 0.0, code.strip().lower().partition("-")[0]
