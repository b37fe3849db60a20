"""A request in the hands of a page: who asks, in which language, with which form; and the ways to answer.

A page is a plain function `page(call) -> Response`. For a POST it runs inside one transaction: returning commits,
raising rolls back. `listed` in routes.py says which access a page needs; that is looked at here, before the page runs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from locales import LANGUAGES, speaking
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.web import forgery, sessions
from portal.web.form import MOST_FIELDS, Form, read_form
from portal.web.problems import Problem
from portal.web.rendering import rendered
from portal.web.sessions import Session

OSLO = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True)
class House:
    """What every page may use: the settings, the database and the seals. Put together in app.py."""

    settings: Settings
    database: Database
    seals: Seals


@dataclass
class Call:
    """One request."""

    house: House
    connection: Connection
    method: str
    path: str
    parts: dict[str, Any]
    language: str
    headers: Headers
    form: Form
    session: Session | None
    takes_data: bool = False
    new_cookie: str | None = field(default=None)

    @property
    def today(self) -> date:
        """The day in Norway."""
        return datetime.now(OSLO).date()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def address(self, to: str = "") -> str:
        """A path of the portal in the reader's language: `address("apply/tasks")`."""
        return f"/{self.language}/{to}".rstrip("/") if to else f"/{self.language}/"

    def address_in(self, language: str) -> str:
        """The page shown now, in another language."""
        rest = self.path.split("/", 2)[2] if self.path.count("/") >= 2 else ""
        return f"/{language}/{rest}"

    def page(self, template: str, title: str, status: int = 200, **context: Any) -> Response:
        """Render a page; `title` names it in the browser's tab and must hold nothing personal."""
        html = rendered(
            self.language,
            template,
            {
                "title": title,
                "address": self.address,
                "address_in": self.address_in,
                "forgery_token": forgery.token(self.house.settings.token_key, self.session),
                "takes_data": self.takes_data,
                "has_form": False,
                "errors": [],
                "demo": self.house.settings.mode == "demo",
                **context,
            },
        )
        return HTMLResponse(html, status_code=status)

    def go(self, to: str) -> Response:
        """Send the browser on to another page in the reader's language, with GET."""
        return RedirectResponse(self.address(to), status_code=303)

    def start_session(self, **about: Any) -> None:
        """A new visit with a new cookie; the old cookie is dead."""
        if self.session is not None:
            sessions.end(self.connection, self.session)
        self.new_cookie, self.session = sessions.begin(self.connection, **about)

    def end_session(self) -> None:
        """The visit is over: the cookie is deleted, which also empties what the Back button would show."""
        if self.session is not None:
            sessions.end(self.connection, self.session)
        self.session = None
        self.new_cookie = ""


Page = Callable[[Call], Response]


def cookie_name(settings: Settings) -> str:
    """The name of the session cookie."""
    return settings.cookie("session")


def with_cookies(response: Response, call: Call) -> Response:
    """Set or delete the session cookie as the page decided."""
    settings = call.house.settings
    if call.new_cookie is not None:
        response.set_cookie(
            cookie_name(settings),
            call.new_cookie,
            max_age=None if call.new_cookie else 0,
            path="/",
            secure=settings.secure,
            httponly=True,
            samesite="lax",
        )
    return response


def call_of(request: Request, house: House, access: str, form: Form, connection: Connection) -> Call:
    """The request with its visit. Raises Problem 404 for a language we do not speak."""
    language = request.path_params.get("language", "en")
    if language not in LANGUAGES:
        raise Problem(404)
    cookie = request.cookies.get(cookie_name(house.settings))
    return Call(
        house=house,
        connection=connection,
        method=request.method,
        path=request.url.path,
        parts=request.path_params,
        language=language,
        headers=request.headers,
        form=form,
        session=sessions.find(connection, cookie) if cookie else None,
        takes_data=access in ("visit", "draft", "case"),
    )


def answered(page: Page, call: Call, access: str) -> Response:
    """Look at the forgery token and the access, then let the page answer."""
    if call.method == "POST":
        _refuse_forgery(call)
        if call.session is not None and not call.session.over:
            sessions.note(call.connection, call.session)
    # Answers and errors become text while the page works, before it is rendered.
    with speaking(call.language):
        return with_cookies(ACCESS[access](page, call), call)


def _refuse_forgery(call: Call) -> None:
    posted = call.form.getlist("forgery")
    settings = call.house.settings
    if len(posted) > 1:
        raise Problem(400)
    if call.session is None:
        # The visit was ended, so no token can fit; the page sends the reader on, or begins anew.
        if not posted or not forgery.sent_from_here(call.headers, settings.origin):
            raise Problem(403)
        return
    if not posted or not forgery.genuine(settings.token_key, call.session, posted[0], call.headers, settings.origin):
        raise Problem(403)


def open_to_all(page: Page, call: Call) -> Response:
    """Anybody may see the page; a visit is neither needed nor begun."""
    return page(call)


def with_visit(page: Page, call: Call) -> Response:
    """The page needs a visit, which is begun where there is none: no form is shown before its cookie exists."""
    if call.session is None or call.session.over:
        call.start_session()
    return page(call)


def with_draft(page: Page, call: Call) -> Response:
    """The page belongs to the draft of this visit; without one, the reader is asked to open it."""
    if call.session is None or call.session.draft_id is None:
        if call.session is not None and call.session.submission_id:
            return call.go("apply/receipt")
        return call.go("resume")
    if call.session.over and call.method != "POST":
        return call.go("resume/time-up")
    return page(call)


def with_case(page: Page, call: Call) -> Response:
    """The page belongs to the application that was sent in this visit, or opened again by code and birth date."""
    if call.session is None or call.session.over or call.session.submission_id is None:
        return call.go("resume")
    return page(call)


ACCESS: dict[str, Callable[[Page, Call], Response]] = {
    "open": open_to_all,
    "visit": with_visit,
    "draft": with_draft,
    "case": with_case,
}


def as_endpoint(pages: dict[str, Page], access: str) -> Callable[[Request], Any]:
    """A Starlette endpoint for the pages of one address, by method."""

    async def endpoint(request: Request) -> Response:
        house: House = request.app.state.house
        page = pages.get("GET" if request.method == "HEAD" else request.method)
        if page is None:
            raise Problem(405)
        if request.method == "POST":
            form = await read_form(request)
            return await house.database.write(
                lambda connection: answered(page, call_of(request, house, access, form, connection), access)
            )
        response: Response = await _reading(page, request, house, access)
        return response

    return endpoint


async def _reading(page: Page, request: Request, house: House, access: str) -> Response:
    """A GET changes nothing but the visit itself: a visit is begun, or noted, in a small transaction of its own.

    Its form is what stands behind the question mark of the address.
    """
    form = Form(request.query_params.multi_items()[:MOST_FIELDS])

    def look(connection: Connection) -> tuple[Response | None, Session | None]:
        call = call_of(request, house, access, form, connection)
        if access == "visit" and (call.session is None or call.session.over):
            return None, None
        return answered(page, call, access), call.session

    response, session = await house.database.read(look)
    if response is None:
        return await house.database.write(
            lambda connection: answered(page, call_of(request, house, access, form, connection), access)
        )
    if session is not None and not session.over and datetime.now(UTC) - session.seen_at > sessions.NOTED_EVERY:
        await house.database.write(sessions.note, session)
    return response
