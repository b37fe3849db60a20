"""Where one is signed in now, and a way to end each of these visits."""

from starlette.responses import Response

from locales import lazy as _
from portal.web import staff_sessions
from portal.web.call import Call


def show(call: Call) -> Response:
    """One's own visits, this one marked."""
    assert call.staff is not None
    visits = staff_sessions.own(call.connection, call.staff.staff)
    return call.page("staff/visits.html", title=_("Where you are signed in"), visits=visits, this=call.staff.id)


def end(call: Call) -> Response:
    """End one of one's own visits; somebody else's cannot be ended here."""
    assert call.staff is not None
    staff_sessions.end(call.connection, call.form.get("visit"), call.staff.staff)
    return call.go("staff/visits")
