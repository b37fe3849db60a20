"""Tables that staff bring along, from Excel or any other program: read within limits, each problem told with its row.

CSV in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs; or the first sheet of an XLSX file. A cell comes
out as text: whole numbers without a decimal part, dates as 2026-11-20.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from forms.kit.text import TextProblem, clean, search_key
from locales import lazy as _
from portal.web.multipart import UploadedFile

MOST_ROWS = 5_000
MOST_COLUMNS = 60
# Looked at before a table counts as too large: sheets are often formatted far beyond their end.
LAST_ROW, LAST_COLUMN = 20_000, 1_000
LONGEST_CELL = 500
# A sheet of 5 000 people unpacks to some 3 MB; what unpacks to much more was made to fill the memory.
MOST_BYTES_UNPACKED = 12 * 1024 * 1024
MOST_FILES_INSIDE = 200

NO_FILE = _("Choose a file.")
_NO_TABLE = _("This file is neither CSV nor XLSX. Save the table as one of these and choose it again.")
_DAMAGED = _("This file is damaged, or not a table. Save it anew as XLSX or CSV.")

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = ";,\t"


class Unreadable(Exception):
    """A file that cannot be taken as a table, or a cell that cannot; `said` tells the reader why."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said


@dataclass(frozen=True)
class Row:
    """A row that is not empty: its number as the spreadsheet shows it, its cells, and what is wrong with them."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()

    def at(self, place: int | None) -> str:
        """What stands in a column, counted from 0; "" where the row or the table has none."""
        return self.cells[place] if place is not None and place < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """What was read. `refused` tells why nothing was, where the file is no table of ours."""

    heading: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    refused: str = ""

    def places_of(self, columns: Mapping[str, Collection[str]]) -> dict[str, int]:
        """Where each of our columns stands, by any of the headings it may have; one that is missing is left out."""
        headings = [search_key(heading) for heading in self.heading]
        known = {ours: {search_key(name) for name in names} for ours, names in columns.items()}
        found = {ours: [n for n, heading in enumerate(headings) if heading in names] for ours, names in known.items()}
        return {ours: numbers[0] for ours, numbers in found.items() if numbers}


def read_table(file: UploadedFile) -> Table:
    """The table in a file: the first row that is not empty names the columns."""
    read = _xlsx if file.content.startswith(ZIP) else _csv
    with warnings.catch_warnings():
        # What a library warns of can hold what stands in a cell.
        warnings.simplefilter("ignore")
        try:
            rows = list(_filled_rows(read(file.content)))
        except Unreadable as problem:
            return Table(refused=problem.said)
    if len(rows) < 2:
        return Table(refused=_("The table is empty: it needs a row with headings, and a row for each entry."))
    return Table(rows[0].cells, tuple(rows[1:]))


def _filled_rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[Row]:
    found = 0
    for number, values in enumerate(rows, 1):
        found += any(values)
        if found > MOST_ROWS + 1 or number > LAST_ROW:
            raise Unreadable(_("The table has too many rows: at most %(n)s at a time.", n=MOST_ROWS))
        if len(values) > LAST_COLUMN or any(values[MOST_COLUMNS:]):
            raise Unreadable(_("The table has too many columns: at most %(n)s are read.", n=MOST_COLUMNS))
        row = _row(number, values[:MOST_COLUMNS]) if any(values) else None
        if row and (any(row.cells) or row.problems):
            yield row


def _row(number: int, values: tuple[Any, ...]) -> Row:
    cells, problems = [], []
    for column, value in enumerate(values, 1):
        try:
            cells.append(clean(_as_text(value, column), limit=LONGEST_CELL))
        except TextProblem:
            cells.append("")
            problems.append(_("Column %(n)s holds a text that cannot be read or is too long.", n=column))
        except Unreadable as problem:
            cells.append("")
            problems.append(problem.said)
    while cells and not cells[-1]:
        cells.pop()
    return Row(number, tuple(cells), tuple(problems))


def _as_text(value: Any, column: int) -> str:
    """A cell as text. Raises Unreadable for a formula or an error of the spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        value = value.date()
    if isinstance(value, date | datetime):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    if text.startswith("="):
        raise Unreadable(_("Column %(n)s holds a formula: write its result instead.", n=column))
    if text.startswith("#") and text.rstrip("!?").isupper():
        raise Unreadable(_("In column %(n)s the spreadsheet shows an error.", n=column))
    return text


def _csv(content: bytes) -> Iterator[tuple[str, ...]]:
    if content.startswith((OLD_EXCEL, b"%PDF")):
        raise Unreadable(_NO_TABLE)
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from (tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise Unreadable(_("A quotation mark in this file is never closed. Save the table anew.")) from None


def _decoded(content: bytes) -> str:
    """UTF-16 and UTF-8 say what they are; what is neither, Excel has written in Windows' own Western European way."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    for each in (encoding, "cp1252"):
        try:
            text = content.decode(each)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("The letters in this file cannot be read. Save the table as CSV in UTF-8, or as XLSX."))


def _xlsx(content: bytes) -> Iterator[tuple[Any, ...]]:
    _refuse_bombs(content)
    try:
        # Formulas come as they are written: what was computed from them may be old.
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        # A sheet may claim to be smaller than it is.
        sheet.reset_dimensions()
        yield from sheet.iter_rows(values_only=True)
    except Exception as error:  # whatever a library says that reads somebody else's broken file
        raise Unreadable(_DAMAGED) from error


def _refuse_bombs(content: bytes) -> None:
    """Nothing is unpacked that says it is too big; what says a wrong size breaks off when it is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as broken:
        raise Unreadable(_DAMAGED) from broken
    names = {each.filename for each in inside}
    if "xl/workbook.xml" not in names:
        raise Unreadable(_NO_TABLE)
    if len(inside) > MOST_FILES_INSIDE or sum(each.file_size for each in inside) > MOST_BYTES_UNPACKED:
        raise Unreadable(_("This file is too large when it is unpacked. Delete what is not part of the table."))
