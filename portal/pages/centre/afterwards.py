"""What a centre can do about a household later: see how it stands, withdraw it, say that two belong together."""

from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from locales import Text
from locales import lazy as _
from portal.pages.apply.sending import qr_code
from portal.pages.centre.household import centre_of
from portal.submissions import linking, registering, residents
from portal.submissions.after_sending import NotOpen
from portal.submissions.cases import as_draft
from portal.submissions.codes import understood
from portal.web.call import Call
from portal.web.problems import Problem


def receipt(call: Call) -> Response:
    """For the resident to take along: reference and code, and how to go on alone; nothing that was answered."""
    row = _sent(call)
    found = registering.receipt(call.connection, centre_of(call), row.id)
    assert found is not None
    # The code goes as the name goes: when the resident takes over, says no, or thirty days have passed.
    draft = as_draft(call.connection, call.house.seals, row.id) if row.sealed is not None else None
    call.note("showed the receipt", about=row.id, fields=["code"] if draft else [])
    return call.page(
        "centre/receipt.html",
        title=_("Received"),
        receipt=found,
        code=draft.code if draft else "",
        qr=qr_code(found.reference),
        back=call.address(f"centre/{row.id}/status"),
    )


def status(call: Call) -> Response:
    """How it stands, for the staff; once it is sent, nothing that was answered can be read back."""
    return _status(call, _sent(call))


def withdraw(call: Call) -> Response:
    """The resident takes the consent back after sending: the record is withdrawn for the whole household."""
    row = _sent(call)
    if call.form.get("sure") != "yes":
        return _status(call, row, problem=_("Tick the box if the person wants this."))
    try:
        registering.withdraw_after_sending(
            call.connection, call.house.seals, centre_of(call), row.id, call.house.settings.source
        )
    except NotOpen:
        return _status(call, row, problem=_("This can no longer be withdrawn here. Call IMDi: 24 16 88 00."))
    call.note("consent withdrawn after sending", about=row.id)
    return call.go(f"centre/{row.id}/status")


def ask_link(call: Call) -> Response:
    """The number of this household, to tell the other centre; and theirs, to write down here."""
    return _link(call, _line(call))


def link(call: Call) -> Response:
    """One of the two says so; nothing is told about the other before it has said the same."""
    row = _line(call)
    number = understood(call.form.get("other"))
    if number is None or number == row.number:
        return _link(call, row, problem=_("This is no number of a household. It has two groups of four characters."))
    linking.say(call.connection, row.number, number)
    call.note("linked a household", about=row.id)
    return _link(call, row, said=True)


def _name(call: Call, row: Row[Any]) -> str:
    """Whom the staff register, as their list knows it."""
    return residents.opened(call.house.seals, row.id, row.sealed).name or str(Text("Person %(n)s", n=1))


def _line(call: Call) -> Row[Any]:
    row = registering.line(call.connection, centre_of(call), call.parts["household"])
    if row is None or row.number is None or row.withdrawn_at is not None:
        raise Problem(404)
    return row


def _sent(call: Call) -> Row[Any]:
    row = registering.line(call.connection, centre_of(call), call.parts["household"])
    if row is None or row.sent_at is None:
        raise Problem(404)
    return row


def _status(call: Call, row: Row[Any], problem: str = "") -> Response:
    found = registering.receipt(call.connection, centre_of(call), row.id)
    return call.page(
        "centre/status.html",
        title=_("How it stands"),
        status=422 if problem else 200,
        household=row,
        receipt=found,
        linked=bool(row.number) and linking.is_linked(call.connection, row.number),
        base=call.address(f"centre/{row.id}"),
        problem=problem,
        errors=[{"href": "#sure", "message": problem}] if problem else [],
    )


def _link(call: Call, row: Row[Any], *, problem: str = "", said: bool = False) -> Response:
    return call.page(
        "centre/link.html",
        title=_("A household in two places"),
        status=422 if problem else 200,
        number=row.number,
        linked=linking.is_linked(call.connection, row.number),
        said=said,
        typed=call.form.get("other")[:40],
        name="" if row.sent_at else _name(call, row),
        problem=problem,
        errors=[{"href": "#other", "message": problem}] if problem else [],
        back=call.address(f"centre/{row.id}/status" if row.sent_at else f"centre/{row.id}/person/1"),
    )
