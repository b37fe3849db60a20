"""To Ansattporten and back: the identity provider is asked, and whoever it vouches for gets a visit."""

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection
from starlette.responses import Response

from integrations.identity import Attempt, IdentityProvider, IdentityUnavailable, NotBelieved, SignedIn
from locales import lazy as _
from portal.access import accounts, audit
from portal.pages.sign_in.door import door_page
from portal.web import sessions, sign_ins, staff_sessions
from portal.web.call import Call, with_cookies
from portal.web.problems import Problem

log = logging.getLogger("portal.sign_in")

NOT_BELIEVED = _(
    "The sign-in did not succeed. Try again. It must be a sign-in with your own electronic ID, at level substantial or "
    "high, on behalf of the organisation you work for."
)
NO_ANSWER = _("Ansattporten does not answer just now. Try again in a few minutes.")


def leave(call: Call) -> Response:
    """Ask the provider for a way in, and send the browser there by a page: a form may not lead to another site."""
    provider = _provider(call)
    assert call.session is not None
    # The strict cookie does not come back from elsewhere, so the visit ends here.
    call.end_staff_visit()
    attempt = sign_ins.begin(call.connection, call.session.id, call.language)

    async def way_in() -> Response:
        try:
            where = await provider.way_in(attempt, call.language)
        except (NotBelieved, IdentityUnavailable) as trouble:
            return with_cookies(_trouble(call, trouble), call)
        return with_cookies(_onward(call, where), call)

    return call.ask_outside(way_in)


def come_back(call: Call) -> Response:
    """The browser comes back from the provider; the answer counts once, and only in the browser that asked."""
    provider = _provider(call)
    call.path = call.address("sign-in")
    answer = {name: call.form.get(name) for name in ("state", "code", "iss", "error") if name in call.form}
    asked_by = call.session.id if call.session else ""
    database, seals = call.house.database, call.house.seals

    def signed_in(connection: Connection, person: SignedIn) -> None:
        staff = accounts.open_account(connection, person.issuer, person.subject)
        at = datetime.fromtimestamp(person.at, UTC)
        call.new_staff_cookie = staff_sessions.begin(connection, staff, person.organisations, signed_in_at=at)
        if call.session is not None:
            sessions.end(connection, call.session)
        call.new_cookie = ""
        audit.write(connection, seals, [audit.Entry(staff, "-", " ".join(person.organisations)[:80], "signed in")])

    async def who() -> Response:
        attempt: tuple[Attempt, str] | None = await database.write(sign_ins.take, asked_by, answer.get("state", ""))
        if attempt is None:
            return _trouble(call, NotBelieved("not-asked"))
        call.language = attempt[1]
        call.path = call.address("sign-in")
        try:
            person = await provider.who(attempt[0], answer)
        except (NotBelieved, IdentityUnavailable) as trouble:
            return _trouble(call, trouble)
        await database.write(signed_in, person)
        return with_cookies(_arrived(call), call)

    return call.ask_outside(who)


def _provider(call: Call) -> IdentityProvider:
    if call.house.identity is None:
        raise Problem(404)
    return call.house.identity


def _onward(call: Call, where: str) -> Response:
    response = call.page("staff/onward.html", title=_("On to Ansattporten"), where=where)
    response.headers["refresh"] = f"0; url={where}"
    return response


def _arrived(call: Call) -> Response:
    """A page of ours in between: the strict cookie is not sent while the browser still comes from elsewhere."""
    response = call.page("staff/arrived.html", title=_("You are signed in"))
    response.headers["refresh"] = f"0; url={call.address('staff')}"
    return response


def _trouble(call: Call, trouble: NotBelieved | IdentityUnavailable) -> Response:
    log.warning("sign-in failed", extra={"outcome": str(trouble)})
    down = isinstance(trouble, IdentityUnavailable)
    return door_page(call, trouble=NO_ANSWER if down else NOT_BELIEVED, status=503 if down else 403)
