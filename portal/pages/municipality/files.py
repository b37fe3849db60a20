"""Taking cases out as a file: with a reason, freshly signed in, and for many people with a colleague who agrees."""

import io
import zipfile

from starlette.responses import Response

from integrations.fiks_arkiv import package
from locales import lazy as _
from portal.pages.municipality import words
from portal.pages.municipality.in_a_file import HEADINGS, line
from portal.pages.municipality.municipality import municipality_of
from portal.pages.municipality.work import case_of
from portal.pages.staff.taking_out import (
    NO_LONGER,
    TOO_SHORT,
    act_on_a_file,
    kind_of,
    reason_of,
    table_to_keep,
    to_keep,
)
from portal.submissions import municipal_record, taking_out
from portal.submissions.queue import Selection
from portal.submissions.taking_out import Asked, TooMany
from portal.web.call import Call

NOBODY = _("There is nobody in this selection.")
TOO_MANY = _("There are more than 500 people in this selection. Choose fewer.")
GROWN = _("There are more people in this selection now than when you asked. Ask anew.")
QUESTIONS = (
    ("status", _("How it stands"), {status: each.title for status, each in words.STATUS.items()}),
    ("reason", _("Why it concerns you"), words.REASON),
)


def show(call: Call) -> Response:
    """The form, and the requests of one's unit."""
    return _page(call)


def act(call: Call) -> Response:
    """Ask for a file, agree to a colleague's, or fetch one's own."""
    return act_on_a_file(call, "municipality/files", _ask, _fetch) or _page(call, wrong={"main": NO_LONGER}, status=409)


def archive(call: Call) -> Response:
    """A case's records for the municipality's own archive: each in a folder, as far as it may be read here."""
    case = case_of(call)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        for record in municipal_record.records_of(call.connection, call.house.seals, case):
            for name, content in package(record).items():
                whole.writestr(zipfile.ZipInfo(f"{record['sequence']:03}-{record['id']}/{name}"), content)
    call.note("fetched for the archive", about=case.id)
    return to_keep(file.getvalue(), "application/zip", f"case-{case.id[:8]}.zip")


def _ask(call: Call) -> Response:
    municipality, reason = municipality_of(call), reason_of(call)
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
    export = taking_out.ask(call.connection, asked, selection.address, kind_of(call), reason, people, call.now)
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
    return table_to_keep(f"cases-{call.today}", wanted.kind, rows)


def _chosen(call: Call, municipality: str, selection: Selection) -> list[taking_out.Somebody]:
    staff = call.identity.staff
    return taking_out.chosen(call.connection, call.house.seals, municipality, selection, staff, call.now)


def _selection(call: Call) -> Selection:
    return Selection.read({name: call.form.get(name) for name, _label, _options in QUESTIONS})


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
