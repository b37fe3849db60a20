"""A request in the hands of a page: who asks, in which language, with which form; and the ways to answer.

A page is a plain function `page(call) -> Response`.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response

from integrations.identity import IdentityProvider
from portal.access import audit
from portal.access.identities import Identity
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.web import forgery, sessions, staff_sessions
from portal.web.form import Form
from portal.web.rendering import rendered
from portal.web.sessions import Session
from portal.web.staff_sessions import StaffSession

OSLO = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True)
class House:
    """What every page may use: settings, database, seals, and who says who the staff are, and who applicants are.

    Put together in app.py.
    """

    settings: Settings
    database: Database
    seals: Seals
    identity: IdentityProvider | None = None
    id_porten: IdentityProvider | None = None


@dataclass
class Call:
    """One request."""

    house: House
    transaction: Connection | None
    method: str
    path: str
    parts: dict[str, Any]
    language: str
    headers: Headers
    form: Form
    session: Session | None
    cookie: str | None = None
    staff_cookie: str | None = None
    staff: StaffSession | None = None
    takes_data: bool = False
    wanted: str = ""
    seen: list[audit.Entry] = field(default_factory=list)
    afterwards: list[Callable[[], Awaitable[Response]]] = field(default_factory=list)
    new_cookie: str | None = field(default=None)
    new_staff_cookie: str | None = field(default=None)

    @property
    def visit(self) -> Session | StaffSession | None:
        """The visit that a form of this page belongs to."""
        return self.staff or self.session

    @property
    def connection(self) -> Connection:
        """The transaction of this request; a page open to all that is read without a cookie has none."""
        assert self.transaction is not None
        return self.transaction

    @property
    def identity(self) -> Identity:
        """Who of the staff asks, on a page that only they reach."""
        assert self.staff is not None and self.staff.identity is not None
        return self.staff.identity

    def ask_outside(self, question: Callable[[], Awaitable[Response]]) -> Response:
        """Let `question` answer instead, once this page's transaction has ended: nobody outside holds it open."""
        self.afterwards.append(question)
        return Response(status_code=204)

    def note(self, act: str, about: str = "", fields: Iterable[str] = ()) -> None:
        """Write down what somebody of the staff does or reads; it is on disk before the page is sent."""
        self.seen.append(audit.entry(self.identity, act, about, fields))

    @property
    def today(self) -> date:
        """The day in Norway."""
        return datetime.now(OSLO).date()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def about(self) -> str:
        """Whom a page of the staff is about: a form that was opened for one household is never taken for another."""
        return str(self.parts.get("household", ""))

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
                "forgery_token": forgery.token(self.house.settings.token_key, self.visit, self.about),
                "visit_token": forgery.token(self.house.settings.token_key, self.visit),
                "takes_data": self.takes_data,
                "posted": self.method == "POST",
                "staff": self.staff,
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

    def renew_cookie(self) -> None:
        """The visit goes on, but what the browser has kept of its pages for the Back button is shown no more."""
        if self.cookie is not None:
            self.new_cookie = sessions.renewed(self.cookie)

    def renew_staff_cookie(self) -> None:
        """The same for staff: what was on the pages about one household is gone before the next one begins."""
        if self.staff is not None and self.cookie is not None:
            self.new_staff_cookie = sessions.renewed(self.cookie)

    def end_staff_visit(self) -> None:
        """Whoever of the staff signs in, again too, gets a new cookie; the one this browser had is dead."""
        if self.staff_cookie is not None:
            staff_sessions.end_by_cookie(self.connection, self.staff_cookie)

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


def staff_cookie_name(settings: Settings) -> str:
    """The name of the cookie of the staff."""
    return settings.cookie("staff")


def with_cookies(response: Response, call: Call) -> Response:
    """Set or delete the cookies of the visits as the page decided."""
    settings = call.house.settings
    cookies: tuple[tuple[str, str | None, Literal["lax", "strict"]], ...] = (
        (cookie_name(settings), call.new_cookie, "lax"),
        (staff_cookie_name(settings), call.new_staff_cookie, "strict"),
    )
    for name, value, samesite in cookies:
        if value is not None:
            response.set_cookie(
                name,
                value,
                max_age=None if value else 0,
                path="/",
                secure=settings.secure,
                httponly=True,
                samesite=samesite,
            )
    return response
