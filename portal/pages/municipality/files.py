"""Taking cases out as a file: with a reason, freshly signed in, and for many people with a colleague who agrees."""

import io
import zipfile
from typing import get_args

from starlette.responses import Response

from forms.kit.text import TextProblem, clean
from integrations.fiks_arkiv import package
from locales import lazy as _
from portal.pages.municipality import words
from portal.pages.municipality.in_a_file import HEADINGS, line
from portal.pages.municipality.municipality import municipality_of
from portal.pages.municipality.work import case_of
from portal.submissions import municipal_record, taking_out
from portal.submissions.queue import Selection
from portal.submissions.taking_out import Asked, Kind, NotPossible, TooMany
from portal.web.call import Call
from portal.web.downloaded_tables import MEDIA, written
from portal.web.problems import Problem

SHORTEST_REASON = 20
LONGEST_REASON = 500
KINDS: tuple[Kind, ...] = get_args(Kind)
TOO_SHORT = _("Give the reason in at least 20 characters, and name nobody.")
NOBODY = _("There is nobody in this selection.")
TOO_MANY = _("There are more than 500 people in this selection. Choose fewer.")
GROWN = _("There are more people in this selection now than when you asked. Ask anew.")
NO_LONGER = _(
    "This cannot be done. The time may be over, somebody may have agreed already, and nobody agrees to a request of "
    "their own."
)
QUESTIONS = (
    ("status", _("How it stands"), {status: each.title for status, each in words.STATUS.items()}),
    ("reason", _("Why it concerns you"), words.REASON),
)


def show(call: Call) -> Response:
    """The form, and the requests of one's unit."""
    return _page(call)


def act(call: Call) -> Response:
    """Ask for a file, agree to a colleague's, or fetch one's own."""
    what, _sep, export = call.form.get("do").partition(":")
    if what == "ask":
        return _ask(call)
    try:
        if what == "agree":
            taking_out.agree(call.connection, call.identity.unit.code, export, call.identity.staff, call.now)
            call.note("agreed to a file", about=export)
            return call.go("municipality/files")
        if what == "fetch":
            return _fetch(call, export)
    except NotPossible:
        return _page(call, wrong={"main": NO_LONGER}, status=409)
    raise Problem(404)


def archive(call: Call) -> Response:
    """A case's records for the municipality's own archive: each in a folder, as far as it may be read here."""
    case = case_of(call)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for record in municipal_record.records_of(call.connection, call.house.seals, case):
            for name, content in package(record).items():
                whole.writestr(zipfile.ZipInfo(f"{record['sequence']:03}-{record['id']}/{name}"), content)
    call.note("fetched for the archive", about=case.id)
    return _to_keep(file.getvalue(), "application/zip", f"case-{case.id[:8]}.zip")


def _ask(call: Call) -> Response:
    municipality, reason = municipality_of(call), _reason(call)
    kind: Kind = next((each for each in KINDS if each == call.form.get("kind")), "xlsx")
    selection, people = _selection(call), 0
    wrong: dict[str, str] = {}
    try:
        people = len(_chosen(call, municipality, selection))
    except TooMany:
        wrong["status"] = TOO_MANY
    else:
        wrong |= {} if people else {"status": NOBODY}
    wrong |= {} if reason else {"why": TOO_SHORT}
    if wrong:
        return _page(call, wrong=wrong)
    asked = Asked(call.identity.unit.code, call.identity.staff, municipality)
    export = taking_out.ask(call.connection, asked, selection, kind, reason, people, call.now)
    call.note("asked for a file", about=export, fields=[municipality, selection.address, str(people)])
    return call.go("municipality/files")


def _fetch(call: Call, export: str) -> Response:
    wanted = taking_out.to_fetch(call.connection, call.identity.unit.code, export, call.identity.staff, call.now)
    try:
        people = _chosen(call, wanted.municipality, Selection.of_address(wanted.selection))
    except TooMany:
        return _page(call, wrong={"main": GROWN}, status=409)
    if len(people) > wanted.people:
        return _page(call, wrong={"main": GROWN}, status=409)
    rows = [[str(heading) for heading in HEADINGS], *(line(each, call.language) for each in people)]
    # Of each household it is written down that somebody has read it.
    for case in dict.fromkeys(each.case.case.id for each in people):
        call.note("took out in a file", about=case, fields=[export])
    return _to_keep(b"".join(written(wanted.kind, rows)), MEDIA[wanted.kind], f"cases-{call.today}.{wanted.kind}")


def _chosen(call: Call, municipality: str, selection: Selection) -> list[taking_out.Somebody]:
    staff = call.identity.staff
    return taking_out.chosen(call.connection, call.house.seals, municipality, selection, staff, call.now)


def _selection(call: Call) -> Selection:
    return Selection.read({name: call.form.get(name) for name, _label, _options in QUESTIONS})


def _reason(call: Call) -> str:
    try:
        reason = clean(call.form.get("why"), limit=LONGEST_REASON, lines=True)
    except TextProblem:
        return ""
    return reason if len(reason) >= SHORTEST_REASON else ""


def _to_keep(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


def _page(call: Call, *, wrong: dict[str, str] | None = None, status: int = 422) -> Response:
    typed = {name: call.form.get(name) if wrong else "" for name in ("status", "reason", "kind", "why")}
    return call.page(
        "municipality/files.html",
        title=_("Take cases out as a file"),
        status=status if wrong else 200,
        errors=[{"href": f"#{where}", "message": said} for where, said in (wrong or {}).items()],
        wrong=wrong or {},
        typed=typed,
        questions=QUESTIONS,
        exports=taking_out.of_unit(call.connection, call.identity.unit.code, call.now),
        me=call.identity.staff,
    )
