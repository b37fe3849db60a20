"""Many settlement dates at once: a list to fill in, and a file of dates that is looked at before anything is stored."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from locales import lazy as _
from portal.pages.apply.summary import in_words
from portal.pages.municipality.work import by
from portal.submissions import settlement_rows, settling_by_file
from portal.submissions.settlement_rows import Entry, Wanted
from portal.submissions.settling_by_file import MOST_ROWS, Registered
from portal.web.call import Call
from portal.web.carried import carried, carry
from portal.web.downloaded_tables import MEDIA, Row, written
from portal.web.problems import Problem
from portal.web.uploaded_tables import Table

# The first heading of each is the one of the list to fill in: short, and the same in both kinds of Norwegian.
COLUMNS: dict[str, tuple[str, ...]] = {
    "reference": ("Referanse", "Referansenummer", "Ref", "Reference", "Номер заяви", "Номер заявления"),
    "person": ("Person", "Person nr", "Personen"),
    "name": ("Navn", "Namn", "Fullt navn", "Fullt namn", "Name"),
    "given": ("Fornavn", "Førenamn", "Given name", "First name"),
    "family": ("Etternavn", "Etternamn", "Family name", "Surname", "Last name"),
    "number": ("DUF", "DUF-nummer", "DUF-nr", "D-nummer", "Fødselsnummer", "DUF number"),
    "day": ("Dato", "Bosettingsdato", "Busetjingsdato", "Bosatt dato", "Bosatt", "Busett", "Date", "Settlement date"),
    "state": ("Status", "Bosatt eller planlagt", "Busett eller planlagt"),
}
FILES = {f"bosetting.{kind}": kind for kind in MEDIA}
HEADINGS = ("Referanse", "Person", "Avtalt", "Planlagt", "Dato", "Status")
DATES = "settlement dates"


def to_fill_in(call: Call) -> Response:
    """The people whose date is missing, each in a row, those who have waited longest first. Nobody is named in it."""
    kind = FILES.get(call.parts["file"])
    if kind is None:
        raise Problem(404)
    call.note("read the missing settlement dates", fields=["reference"])
    headers = {"content-disposition": f'attachment; filename="{call.parts["file"]}"'}
    content = b"".join(written("csv" if kind == "csv" else "xlsx", [HEADINGS, *_rows(call)]))
    return Response(content, media_type=MEDIA[kind], headers=headers)


def ask(call: Call) -> Response:
    """Which file, and what must stand in it."""
    return _ask(call)


def take(call: Call) -> Response:
    """Show what the file says; or, once that is confirmed, register it."""
    if "dates" in call.form:
        return _register(call)
    table = call.form.table
    if table.refused:
        return _ask(call, table.refused)
    if len(table.rows) > MOST_ROWS:
        return _ask(call, _("The table has too many rows: at most %(n)s at a time.", n=MOST_ROWS))
    places = table.places_of(COLUMNS)
    if not {"reference", "day"} <= places.keys():
        return _ask(call, _("There must be columns with the headings Referanse and Dato."))
    return _preview(call, table, places)


def _rows(call: Call) -> Iterator[Row]:
    for each in settling_by_file.missing(call.connection, call.house.seals, by(call).municipality):
        yield [each.reference, each.number, each.agreed_on, each.planned_on, "", ""]


def _preview(call: Call, table: Table, places: dict[str, int]) -> Response:
    rows = [Entry(row.number, {n: row.at(places.get(n)) for n in COLUMNS}, list(row.problems)) for row in table.rows]
    entries = settlement_rows.looked_at(call.connection, call.house.seals, by(call).municipality, rows, call.today)
    wanted = [each for entry in entries for each in entry.wanted]
    for submission in dict.fromkeys(each.submission_id for each in wanted):
        call.note("opened a household", about=submission, fields=["names"])
    return call.page(
        "municipality/settlement_preview.html",
        title=_("Look at the dates before they are registered"),
        good=[entry for entry in entries if entry.wanted],
        wrong=[entry for entry in entries if entry.problems],
        known=sum(entry.known for entry in entries),
        empty=sum(entry.empty for entry in entries),
        settled=sum(not each.planned for each in wanted),
        planned=sum(each.planned for each in wanted),
        day=in_words,
        carried=carry(call, DATES, wanted),
    )


def _register(call: Call) -> Response:
    found = carried(call, DATES, call.form.get("dates"))
    if found is None:
        return _ask(call, _("This list was looked at too long ago. Choose the file once more."))
    done = settling_by_file.register(
        call.connection, call.house.seals, by(call), [Wanted(*each) for each in found], call.today
    )
    for act, group in (("registered settlement", done.settled), ("planned settlement", done.planned)):
        for submission in dict.fromkeys(each.submission_id for each in group):
            call.note(act, about=submission, fields=["date"])
    return call.page("municipality/settlement_done.html", title=_("The file is brought in"), **_counted(done))


def _counted(done: Registered) -> dict[str, Any]:
    return {name: len(getattr(done, name)) for name in ("settled", "planned", "known", "impossible")}


def _ask(call: Call, problem: str = "") -> Response:
    return call.page(
        "municipality/settlement_file.html",
        title=_("Bring in a file of settlement dates"),
        status=422 if problem else 200,
        problem=problem,
        errors=[{"href": "#table", "message": problem}] if problem else [],
        most=MOST_ROWS,
        files=list(FILES),
        columns=COLUMNS,
    )
