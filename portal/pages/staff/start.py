"""The first page after signing in: what one may do here, and in which role one does it."""

from starlette.responses import Response

from locales import lazy as _
from portal.access import audit
from portal.access.deciding import Act, may
from portal.web import staff_sessions
from portal.web.call import Call
from portal.web.problems import Problem

WORK: tuple[tuple[Act, str, str], ...] = (
    ("register residents", "centre", _("The people you register")),
    ("see the municipality's cases", "municipality", _("Households that concern the municipality")),
    ("see the municipality's cases", "municipality/settlements", _("Settlement dates that are missing")),
    ("report capacity", "municipality/capacity", _("Capacity")),
    ("give feedback", "municipality/feedback", _("Feedback")),
    ("see the feedback", "directorate/feedback", _("Feedback from municipalities")),
    ("see requests to change", "change-requests", _("Requests for another municipality")),
    ("decide on duplicates", "duplicates", _("Possible duplicates")),
    ("choose mail", "municipality/mail", _("Mail to you")),
    ("vouch", "staff/vouch", _("Code on paper for somebody who has lost the telephone")),
    ("see the delivery", "directorate/delivery", _("Delivery to the case system")),
    ("see the delivery", "directorate/information", _("Information pages")),
    ("see the protected queue", "directorate/protected", _("Cases that certain people follow up")),
    ("look through openings", "directorate/openings", _("Openings of cases")),
    ("take cases out", "municipality/files", _("Take cases out as a file")),
    ("take the flow out", "directorate/flow", _("Take out how applications go")),
    ("see own figures", "municipality/figures", _("Figures of your municipality")),
    ("see all figures", "directorate/figures", _("Figures of all municipalities")),
    ("give rights", "staff/rights", _("Accounts and rights")),
    ("read the audit log", "staff/audit", _("Who has read and done what")),
)


def show(call: Call) -> Response:
    """The work of this role; before a role is chosen, the roles; before a right is given, how to get one."""
    assert call.staff is not None
    identity = call.staff.identity
    return call.page(
        "staff/start.html",
        title=_("Start page for staff"),
        work=[(call.address(path), title) for act, path, title in WORK if may(identity, act)],
        roles=[(each.grant, each.unit.name, each.role_name) for each in call.staff.choices if each != identity],
        number=call.staff.staff,
    )


def take_role(call: Call) -> Response:
    """Work in another role from now on, in a new visit."""
    assert call.staff is not None
    chosen = next((each for each in call.staff.choices if str(each.grant) == call.form.get("grant")), None)
    if chosen is None:
        raise Problem(404)
    staff_sessions.end(call.connection, call.staff.id, call.staff.staff)
    call.new_staff_cookie = staff_sessions.begin(
        call.connection,
        call.staff.staff,
        call.staff.organisations,
        grant=chosen.grant,
        signed_in_at=call.staff.signed_in_at,
    )
    call.seen.append(audit.entry(chosen, "took this role"))
    return call.go("staff")
