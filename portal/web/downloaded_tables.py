"""Tables to take along: CSV as a Norwegian Excel reads it, or XLSX; nothing that somebody wrote becomes a formula.

Rows are written as they come, so that a hundred thousand of them need no more memory than a few.
"""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from starlette.responses import Response, StreamingResponse

Value = str | int | float | date | None
Row = Sequence[Value]
Kind = Literal["csv", "xlsx"]

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CHUNK = 64 * 1024
# A cell of a spreadsheet holds no more; what is longer would be called a broken file.
LONGEST = 32_000
# Begins a formula, at the start of a cell or of what a program with other separators takes for one.
_UNSEEN = r"[^\S\t\r\n]|[\"'`\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_BEGINS_FORMULA = re.compile(rf"(^|[\t\r\n,;|])(?:{_UNSEEN})*(?=[=+\-@\t\r])")


def harmless(text: str) -> str:
    """The text, with an apostrophe before whatever a spreadsheet could take for a formula."""
    shown = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST]
    # Full-width signs count as the signs they look like; the rest of the text stays as it was written.
    signs = "".join(_plain_sign(character) for character in shown)
    return _broken_up(shown, signs)


def _plain_sign(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and plain in "=+-@" else character


def _broken_up(shown: str, signs: str) -> str:
    pieces, last = [], 0
    for found in _BEGINS_FORMULA.finditer(signs):
        pieces += [shown[last : found.end(1)], "'"]
        last = found.end(1)
    return "".join([*pieces, shown[last:]])


def written(kind: Kind, rows: Iterable[Row]) -> Iterator[bytes]:
    """The file, in pieces; `rows` begins with the names of the columns."""
    return as_csv(rows) if kind == "csv" else as_xlsx(rows)


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8 with its mark, semicolons, CR LF: what a double click opens rightly in Norway."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, delimiter=";", quoting=csv.QUOTE_ALL)
    yield b"\xef\xbb\xbf"
    gathered = 0
    for row in rows:
        writer.writerow([_in_csv(value) for value in row])
        gathered += 1
        if line.tell() > CHUNK:
            yield _taken(line)
    if gathered:
        yield _taken(line)


def as_xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    """A workbook of one sheet; it lies in a temporary file until it is whole."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([_in_xlsx(sheet, value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        yield from _pieces(file)


def to_keep(name: str, kind: Kind, rows: Iterable[Row]) -> Response:
    """The answer with the file, sent while it is written: the request is over then, so `rows` must read for itself."""
    headers = {"content-disposition": f'attachment; filename="{name}.{kind}"'}
    return StreamingResponse(written(kind, rows), media_type=MEDIA[kind], headers=headers)


def page_by_page(page: Callable[[str], Sequence[tuple[str, Row]]]) -> Iterator[Row]:
    """Rows that are read a page at a time: `page(after)` gives (key, row) for those after this key, none at the end."""
    after = ""
    while rows := page(after):
        for after, row in rows:  # noqa: B007  (the last key is where the next page begins)
            yield row


def _in_csv(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return value if isinstance(value, int) else value.isoformat()


def _in_xlsx(sheet: object, value: Value) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value="")  # type: ignore[arg-type]  # a sheet that is only written is one too
    cell.value = harmless(value)
    # Whatever it looks like, it is text.
    cell.data_type = "s"
    return cell


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(CHUNK):
        yield piece
