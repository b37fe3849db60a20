"""The page where staff sign in, and the one where they sign out."""

from starlette.responses import Response

from integrations.identity import IdentityUnavailable, NotBelieved
from locales import lazy as _
from portal.access import audit
from portal.access.demo_identities import PEOPLE, UNITS, identity_of
from portal.access.identities import ROLE_NAMES
from portal.web import staff_sessions
from portal.web.call import Call, with_cookies
from portal.web.problems import Problem


def show(call: Call) -> Response:
    """The ways to sign in that this installation has."""
    return door_page(call)


def once_more(call: Call) -> Response:
    """The same, for something that needs a sign-in within the last five minutes."""
    return door_page(call, once_more=True)


def as_demo_person(call: Call) -> Response:
    """Sign in as one of the invented people. There is no such page outside the demo."""
    if not call.house.settings.demo_identities:
        raise Problem(404)
    identity = identity_of(call.connection, call.form.get("who"))
    if identity is None:
        raise Problem(404)
    call.end_session()
    call.end_staff_visit()
    organisations = [identity.unit.organisation]
    call.new_staff_cookie = staff_sessions.begin(call.connection, identity.staff, organisations, grant=identity.grant)
    call.seen.append(audit.entry(identity, "signed in"))
    return call.go("staff")


def sign_out(call: Call) -> Response:
    """The visit is over on the server, and the cookie is gone."""
    assert call.staff is not None
    staff_sessions.end(call.connection, call.staff.id, call.staff.staff)
    if call.staff.identity is not None:
        call.note("signed out")
    call.new_staff_cookie = ""
    provider = call.house.identity
    if provider is None:
        return _emptied(call.go("sign-in"))

    async def way_out() -> Response:
        try:
            where = await provider.way_out(call.house.settings.origin + call.address("sign-in"))
        except (NotBelieved, IdentityUnavailable):
            where = call.address("sign-in")
        # A form may not lead to another site, so a page of ours does.
        response = call.page("staff/signed_out.html", title=_("You are signed out"), where=where)
        response.headers["refresh"] = f"0; url={where}"
        return _emptied(with_cookies(response, call))

    call.staff = None
    return call.ask_outside(way_out)


def _emptied(response: Response) -> Response:
    """What waits on a device that was prepared to write without a network goes with the visit."""
    response.headers["clear-site-data"] = '"storage"'
    return response


def door_page(call: Call, *, once_more: bool = False, trouble: str = "", status: int = 200) -> Response:
    """The page with the ways in; `trouble` says why the last try did not lead in."""
    names = {unit.code: unit.name for unit in UNITS}
    people = [(who, names[unit], ROLE_NAMES[role]) for who, (role, unit) in PEOPLE.items()]
    return call.page(
        "staff/sign_in.html",
        title=_("Sign in as staff"),
        status=status,
        once_more=once_more,
        trouble=trouble,
        people=people if call.house.settings.demo_identities else [],
        provider=call.house.identity is not None,
    )
