"""Accounts and rights: who may do what where. Who gives rights reads nobody's answers."""

from starlette.responses import Response

from forms.kit.text import TextProblem, clean
from locales import lazy as _
from portal.access import accounts
from portal.access.accounts import NotPossible
from portal.access.identities import ROLE_NAMES, ROLES_AT
from portal.web.call import Call

NOT_POSSIBLE = _(
    "This cannot be done. The number may be wrong, or the right is there already. Nobody gives a right to themselves, "
    "and whoever gave one cannot confirm it."
)


def show(call: Call) -> Response:
    """Every account with its rights, those without any first."""
    return _page(call)


def change(call: Call) -> Response:
    """Give, confirm or end a right, or close an account; all of it is in the audit log."""
    by = call.identity.staff
    what, _sep, which = call.form.get("do").partition(":")
    try:
        if what == "give":
            _give(call, by)
        elif what == "confirm":
            call.note("confirmed a right", about=accounts.confirm(call.connection, int(which), by), fields=[which])
        elif what == "end":
            call.note("ended a right", about=accounts.end(call.connection, int(which), by), fields=[which])
        elif what == "close":
            accounts.close(call.connection, which, by)
            call.note("closed an account", about=which)
        else:
            raise NotPossible
    except (NotPossible, TextProblem, ValueError):
        return _page(call, wrong=True)
    return call.go("staff/rights")


def _give(call: Call, by: str) -> None:
    number = call.form.get("number").strip().lower()
    unit, _sep, named = call.form.get("right").rpartition("/")
    role = next((each for each in ROLE_NAMES if each == named), None)
    if role is None:
        raise NotPossible
    name = call.form.get("name").strip()
    accounts.give(call.connection, number, role, unit, by, name=clean(name, limit=120, lines=False) if name else "")
    call.note("gave a right", about=number, fields=[unit, role])


def _page(call: Call, *, wrong: bool = False) -> Response:
    rights = [
        (f"{unit.code}/{role}", unit.name, ROLE_NAMES[role])
        for unit in accounts.all_units(call.connection)
        for role in ROLES_AT[unit.kind]
    ]
    return call.page(
        "staff/rights.html",
        title=_("Accounts and rights"),
        status=422 if wrong else 200,
        errors=[{"href": "#number", "message": NOT_POSSIBLE}] if wrong else [],
        rights=rights,
        accounts=accounts.all_accounts(call.connection),
        role_names=ROLE_NAMES,
        me=call.identity.staff,
        typed={name: call.form.get(name) for name in ("number", "name", "right")},
    )
