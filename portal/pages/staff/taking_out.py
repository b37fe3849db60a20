"""What every request for a file has in common: its kind, its reason, and what is said when it cannot be had."""

from collections.abc import Callable
from typing import get_args

from starlette.responses import Response

from forms.kit.text import TextProblem, clean
from locales import lazy as _
from portal.submissions import taking_out
from portal.submissions.taking_out import Kind, NotPossible
from portal.web.call import Call
from portal.web.downloaded_tables import MEDIA, Row, written
from portal.web.problems import Problem

SHORTEST_REASON = 20
LONGEST_REASON = 500
KINDS: tuple[Kind, ...] = get_args(Kind)
TOO_SHORT = _("Give the reason in at least 20 characters, and name nobody.")
NO_LONGER = _(
    "This cannot be done. The time may be over, somebody may have agreed already, and nobody agrees to a request of "
    "their own."
)


def act_on_a_file(
    call: Call, to: str, ask: Callable[[Call], Response], fetch: Callable[[Call, str], Response]
) -> Response | None:
    """Ask for a file, agree to a colleague's and go back `to` the page, or fetch one's own; None: that cannot be."""
    what, _sep, export = call.form.get("do").partition(":")
    if what == "ask":
        return ask(call)
    try:
        if what == "agree":
            taking_out.agree(call.connection, call.identity.unit.code, export, call.identity.staff, call.now)
            call.note("agreed to a file", about=export)
            return call.go(to)
        if what == "fetch":
            return fetch(call, export)
    except NotPossible:
        return None
    raise Problem(404)


def kind_of(call: Call) -> Kind:
    """Which kind of file is asked for."""
    return next((each for each in KINDS if each == call.form.get("kind")), "xlsx")


def reason_of(call: Call) -> str:
    """The reason as it was written; "" where that is none."""
    try:
        reason = clean(call.form.get("why"), limit=LONGEST_REASON, lines=True)
    except TextProblem:
        return ""
    return reason if len(reason) >= SHORTEST_REASON else ""


def table_to_keep(name: str, kind: Kind, rows: list[Row]) -> Response:
    """The file that was asked for."""
    return to_keep(b"".join(written(kind, rows)), MEDIA[kind], f"{name}.{kind}")


def to_keep(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})
