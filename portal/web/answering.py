"""From a request to its answer: read the form, find the visit, ask the guard, let the page answer.

For a POST all of it happens in one transaction: returning commits, raising rolls back.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from locales import LANGUAGES, speaking
from portal.access import audit
from portal.settings import Settings
from portal.storage.belonging import work_for
from portal.web import forgery, sessions, staff_sessions
from portal.web.call import Call, House, Page, cookie_name, staff_cookie_name, with_cookies
from portal.web.form import MOST_FIELDS, Form, read_form
from portal.web.guards import ACCESS, BEGIN_A_VISIT, STAFF, TAKE_DATA
from portal.web.problems import Problem
from portal.web.uploaded_tables import read_table


def as_endpoint(pages: dict[str, Page], access: str, *, takes_file: bool = False) -> Callable[[Request], Any]:
    """A Starlette endpoint for the pages of one address, by method."""

    async def endpoint(request: Request) -> Response:
        house: House = request.app.state.house
        page = pages.get("GET" if request.method == "HEAD" else request.method)
        if page is None:
            raise HTTPException(405, headers={"allow": ", ".join([*pages, *(["HEAD"] if "GET" in pages else [])])})
        asking = Asking(page, request, house, access, takes_file)
        try:
            response: Response = await (_writing(asking) if request.method == "POST" else _reading(asking))
            for question in asking.afterwards:
                response = await question()
        finally:
            # What was read is written down before anything is sent, even where the answer is an error: no row, no page.
            if asking.seen:
                await house.database.write(audit.write, house.seals, asking.seen)
        return response

    return endpoint


@dataclass(frozen=True)
class Asking:
    """A request on its way to the page that answers it.

    `seen` gathers what the audit log has to know, `afterwards` what is to be asked outside once the page is done.
    """

    page: Page
    request: Request
    house: House
    access: str
    takes_file: bool = False
    seen: list[audit.Entry] = field(default_factory=list)
    afterwards: list[Callable[[], Awaitable[Response]]] = field(default_factory=list)

    def cookie(self, name: Callable[[Settings], str]) -> str | None:
        return self.request.cookies.get(name(self.house.settings))


async def _writing(asking: Asking) -> Response:
    form = await read_form(asking.request, takes_file=asking.takes_file)
    if form.file is not None and await asking.house.database.read(_is_of_the_staff, asking):
        # A long table takes a second to read: nobody waits for it inside a transaction.
        form.table = await run_in_threadpool(read_table, form.file)

    def answer(connection: Connection) -> Response:
        return answered(asking.page, call_of(asking, form, connection), asking.access)

    return await asking.house.database.write(answer)


def _is_of_the_staff(connection: Connection, asking: Asking) -> bool:
    """Files of people who have not signed in are not even looked at."""
    cookie = asking.cookie(staff_cookie_name)
    return cookie is not None and staff_sessions.find(connection, cookie) is not None


async def _reading(asking: Asking) -> Response:
    """A GET changes nothing but the visit itself: a visit is begun, or noted, in a small transaction of its own.

    Its form is what stands behind the question mark of the address.
    """
    database = asking.house.database
    form = Form(asking.request.query_params.multi_items()[:MOST_FIELDS])

    if asking.access == "open" and not asking.cookie(cookie_name):
        # Nothing has to be looked up, so the page is there even while the database is not.
        return await run_in_threadpool(answered, asking.page, call_of(asking, form, None), asking.access)

    def look(connection: Connection) -> tuple[Response | None, Call]:
        call = call_of(asking, form, connection)
        if asking.access in BEGIN_A_VISIT and (call.session is None or call.session.over):
            return None, call
        return answered(asking.page, call, asking.access), call

    response, call = await database.read(look)
    if response is None:
        return await database.write(
            lambda connection: answered(asking.page, call_of(asking, form, connection), asking.access)
        )
    long_ago = datetime.now(UTC) - sessions.NOTED_EVERY
    if call.session is not None and call.wanted:
        await database.write(sessions.note_wanted, call.session, call.wanted)
    if call.session is not None and not call.session.over and call.session.seen_at < long_ago:
        await database.write(sessions.note, call.session)
    if call.staff is not None and call.staff.seen_at < long_ago:
        await database.write(staff_sessions.note, call.staff)
    return response


def call_of(asking: Asking, form: Form, connection: Connection | None) -> Call:
    """The request with its visit. Raises Problem 404 for a language we do not speak."""
    request = asking.request
    language = request.path_params.get("language", "en")
    if language not in LANGUAGES:
        raise Problem(404)
    for_staff = asking.access in STAFF
    cookie = asking.cookie(staff_cookie_name if for_staff else cookie_name)
    staff = staff_sessions.find(connection, cookie) if connection and cookie and for_staff else None
    if connection and staff and staff.identity:
        # Whose rows this request can reach is known from the visit alone.
        unit = staff.identity.unit
        work_for(connection, unit.code, unit.municipality if unit.kind == "municipality" else None)
    return Call(
        house=asking.house,
        transaction=connection,
        method=request.method,
        path=request.url.path,
        parts=request.path_params,
        language=language,
        headers=request.headers,
        form=form,
        session=sessions.find(connection, cookie) if connection and cookie and not for_staff else None,
        cookie=cookie,
        staff_cookie=asking.cookie(staff_cookie_name),
        staff=staff,
        takes_data=asking.access in TAKE_DATA,
        seen=asking.seen,
        afterwards=asking.afterwards,
    )


def answered(page: Page, call: Call, access: str) -> Response:
    """Look at the forgery token and the access, then let the page answer."""
    if call.method == "POST":
        _refuse_forgery(call)
        if call.session is not None and not call.session.over:
            sessions.note(call.connection, call.session)
        if call.staff is not None:
            staff_sessions.note(call.connection, call.staff)
    # Answers and errors become text while the page works, before it is rendered.
    with speaking(call.language):
        return with_cookies(ACCESS[access](page, call), call)


def _refuse_forgery(call: Call) -> None:
    posted = call.form.getlist("forgery")
    settings = call.house.settings
    if len(posted) > 1:
        raise Problem(400)
    if call.visit is None:
        # The visit was ended, so no token can fit; the page sends the reader on, or begins anew.
        if not posted or not forgery.sent_from_here(call.headers, settings.origin):
            raise Problem(403)
        return
    if not posted or not forgery.genuine(
        settings.token_key, call.visit, posted[0], call.headers, settings.origin, call.about
    ):
        raise Problem(403)
