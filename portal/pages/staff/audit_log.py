"""The audit log as those who watch over it see it: ids and kinds, never what was read."""

from datetime import datetime

from starlette.responses import Response

from locales import lazy as _
from portal.access import accounts, audit
from portal.pages.staff.acts import ACTS, of_what
from portal.web.call import Call


def show(call: Call) -> Response:
    """The newest rows, and whether the whole chain is as it was written."""
    verdict = audit.verify(call.connection, call.house.seals)
    call.note("read the audit log")
    units = {unit.code: unit.name for unit in accounts.all_units(call.connection)}
    rows = [
        {
            "number": row.number,
            "at": datetime.fromisoformat(row.at),
            "staff": row.staff,
            "unit": units.get(row.unit, row.unit),
            "act": ACTS.get(row.act, row.act),
            "about": f"{row.about} {of_what(row.act, row.fields)}",
        }
        for row in audit.latest(call.connection)
    ]
    return call.page("staff/audit.html", title=_("Who has read and done what"), verdict=verdict, rows=rows)
