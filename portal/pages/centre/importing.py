"""Bringing in a list of residents: each problem is shown with its row, and nothing is stored until it is confirmed."""

from dataclasses import astuple

from starlette.responses import Response

from locales import lazy as _
from portal.pages.apply.summary import in_words
from portal.pages.centre.household import centre_of
from portal.submissions import importing
from portal.submissions.importing import Entry
from portal.submissions.residents import Resident
from portal.web.call import Call
from portal.web.carried import carried, carry
from portal.web.uploaded_tables import Row, Table

# The first heading of each is the one of the template that can be downloaded in any spreadsheet: short and Norwegian.
COLUMNS: dict[str, tuple[str, ...]] = {
    "given": ("Fornavn", "Førenamn", "Fornamn", "Given name", "First name", "Ім'я", "Имя"),
    "family": ("Etternavn", "Etternamn", "Family name", "Surname", "Last name", "Прізвище", "Фамилия"),
    "name": ("Navn", "Namn", "Name", "Fullt navn", "Повне ім'я", "Полное имя", "ПІБ", "ФИО"),
    "born": ("Fødselsdato", "Født", "Fødd", "Birth date", "Date of birth", "Дата народження", "Дата рождения"),
    "duf": ("DUF", "DUF-nummer", "DUF-nr", "DUF number", "DUF nummer", "Номер DUF"),
    "room": ("Rom", "Romnummer", "Romnr", "Room", "Кімната", "Комната"),
}
LIST = "list of residents"
MOST_SHOWN = 200


def ask(call: Call) -> Response:
    """Which file, and what must stand in it."""
    return _ask(call)


def take(call: Call) -> Response:
    """Show what the file says; or, once that is confirmed, bring it in."""
    if "list" in call.form:
        return _bring_in(call)
    table = call.form.table
    if table.refused:
        return _ask(call, table.refused)
    places = table.places_of(COLUMNS)
    if "born" not in places or not ({"given", "family"} <= places.keys() or "name" in places):
        return _ask(call, _("There must be columns with the headings Fornavn, Etternavn and Fødselsdato."))
    return _preview(call, table, places)


def _preview(call: Call, table: Table, places: dict[str, int]) -> Response:
    entries = importing.looked_at(
        call.connection,
        call.house.seals,
        centre_of(call).code,
        [_entry(row, places) for row in table.rows],
        today=call.today,
        synthetic=call.house.settings.synthetic_numbers,
    )
    new = [each.resident for each in entries if each.is_new]
    wrong = [each for each in entries if each.problems]
    # A row that cannot be read may be anybody: then nobody is said to be missing.
    listed, unit = [each.resident for each in entries], centre_of(call).code
    gone = {} if wrong else importing.left_out(call.connection, call.house.seals, unit, listed)
    return call.page(
        "centre/import_preview.html",
        title=_("Look at the list before it is stored"),
        new=len(new),
        known=sum(each.known and not each.problems for each in entries),
        wrong=wrong[:MOST_SHOWN],
        wrong_altogether=len(wrong),
        noted=[each for each in entries if each.notes and not each.problems][:MOST_SHOWN],
        shown=[each for each in entries if each.is_new][:10],
        day=in_words,
        gone=[each.name for each in gone.values()][:MOST_SHOWN],
        gone_altogether=len(gone),
        carried=carry(call, LIST, [[astuple(each) for each in new], list(gone)]),
    )


def _entry(row: Row, places: dict[str, int]) -> Entry:
    values = {name: row.at(places.get(name)) for name in COLUMNS}
    return Entry(row.number, values, list(row.problems))


def _bring_in(call: Call) -> Response:
    found = carried(call, LIST, call.form.get("list"))
    if found is None:
        return _ask(call, _("This list was looked at too long ago. Choose the file once more."))
    unit, (new, missing) = centre_of(call).code, found
    stored = importing.bring_in(call.connection, call.house.seals, unit, [Resident(*each) for each in new])
    gone = importing.take_off(call.connection, unit, missing) if call.form.get("gone") == "yes" else 0
    call.note("brought in a list", about=unit, fields=["name"])
    return call.page("centre/import_done.html", title=_("The list is brought in"), stored=stored, gone=gone)


def _ask(call: Call, problem: str = "") -> Response:
    return call.page(
        "centre/import.html",
        title=_("Bring in a list of names"),
        status=422 if problem else 200,
        problem=problem,
        errors=[{"href": "#table", "message": problem}] if problem else [],
        headings=[(names[0], names[1:]) for names in COLUMNS.values()],
    )
