"""The audit log as those who watch over it see it: ids and kinds, never what was read."""

from starlette.responses import Response

from locales import lazy as _
from portal.access import audit
from portal.web.call import Call


def show(call: Call) -> Response:
    """The newest rows, and whether the whole chain is as it was written."""
    verdict = audit.verify(call.connection, call.house.seals)
    call.note("read the audit log")
    return call.page(
        "staff/audit.html", title=_("Who has read and done what"), verdict=verdict, rows=audit.latest(call.connection)
    )
