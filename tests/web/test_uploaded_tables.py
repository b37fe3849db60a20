"""Tables that staff bring along: every usual way of saving one is read, and what was made to do harm is turned away."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from locales import LANGUAGES, speaking
from portal.web.multipart import UploadedFile
from portal.web.uploaded_tables import MOST_COLUMNS, MOST_ROWS, Table, read_table

HEADING = ["Fornavn", "Etternavn", "Født"]
PEOPLE = [["Олена", "Шевченко", "1990-05-17"], ["Åse", 'В\'ячеславівна; "Nina"', ""]]


def read(content: bytes, name: str = "residents.csv") -> Table:
    return read_table(UploadedFile(name, content))


def cells(table: Table) -> list[list[str]]:
    return [[row.at(place) for place in range(len(HEADING))] for row in table.rows]


def as_csv(delimiter: str, rows: list[list[str]]) -> str:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    return "\r\n".join(delimiter.join(row) for row in quoted)


def workbook(*rows: list[object]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_however_it_was_saved(delimiter: str, encoding: str) -> None:
    table = read(as_csv(delimiter, [HEADING, *PEOPLE]).encode(encoding))
    assert list(table.heading) == HEADING
    assert cells(table) == PEOPLE
    assert not table.refused


def test_csv_as_excel_writes_it_in_norway_is_read() -> None:
    table = read("Fornavn;Etternavn\r\nÅse;Ødegård – «Bø»\r\n".encode("cp1252"))
    assert cells(table) == [["Åse", "Ødegård – «Bø»", ""]]


def test_xlsx_is_read_with_dates_and_numbers_as_they_are_meant() -> None:
    table = read(workbook(["Navn", "Født", "DUF", "Rom"], ["Åse", datetime(1990, 5, 17), 202699008007, 1.5]), "b.xlsx")  # noqa: DTZ001
    assert [table.rows[0].at(n) for n in range(4)] == ["Åse", "1990-05-17", "202699008007", "1.5"]
    later = read(workbook(["Navn", "Født"], ["Åse", date(1899, 12, 31)]), "b.xlsx")
    assert later.rows[0].at(0) == "Åse"


def test_a_row_keeps_the_number_that_the_spreadsheet_shows() -> None:
    table = read(workbook([], ["Navn"], [], [None], ["Åse"], [], ["Bo"]), "b.xlsx")
    assert [(row.number, row.at(0)) for row in table.rows] == [(5, "Åse"), (7, "Bo")]
    assert [row.number for row in read(b"Navn\n\nBo\n").rows] == [3]


def test_columns_are_found_by_any_of_their_headings() -> None:
    table = read("FØDSELSDATO ;Ім’я\n1990;Олена".encode())
    names = {"born": ["Fødselsdato"], "given": ["fornavn", "ім'я"], "room": ["rom"]}
    assert table.places_of(names) == {"born": 0, "given": 1}


@pytest.mark.parametrize(
    ("cell", "said"),
    [("=1+1", "formula"), ('=HYPERLINK("http://x")', "formula"), ("#N/A", "error"), ("#DIV/0!", "error")],
)
def test_formulas_and_errors_are_told_with_their_row(cell: str, said: str) -> None:
    for content in (workbook(["Navn", "Rom"], ["Åse", cell]), as_csv(";", [["Navn", "Rom"], ["Åse", cell]]).encode()):
        (row,) = read(content).rows
        assert row.number == 2 and row.at(0) == "Åse" and row.at(1) == ""
        with speaking("en"):
            assert len(row.problems) == 1 and said in str(row.problems[0]) and "2" in str(row.problems[0])


@pytest.mark.parametrize("cell", ["\x07bell", "x" * 501])
def test_what_cannot_be_a_text_is_told_with_its_row(cell: str) -> None:
    (row,) = read(f"Navn;Rom\n{cell};12".encode()).rows
    assert row.problems and row.at(1) == "12"


@pytest.mark.parametrize("column", [MOST_COLUMNS, 500, 999])
def test_a_thousand_columns_are_refused_in_either_kind_of_file(column: int) -> None:
    wide: list[object] = [None] * column + ["x"]
    for content in (workbook(["Navn"], wide), b"Navn\n" + b";" * column + b"x"):
        assert str(MOST_COLUMNS) in str(read(content).refused)


def test_as_many_rows_as_promised_are_read_and_one_more_is_refused() -> None:
    rows = b"Navn\n" + b"Bo\n" * MOST_ROWS
    assert len(read(rows).rows) == MOST_ROWS
    assert str(MOST_ROWS) in str(read(rows + b"Bo").refused)


def test_rows_far_below_the_others_do_not_get_lost() -> None:
    made, file = Workbook(), io.BytesIO()
    sheet = made.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["A900000"] = "Navn", "Bo", "Åse"
    made.save(file)
    assert read(file.getvalue()).refused


def packed(*files: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose sheet is something else."""
    good, file = workbook(["Navn"], ["Bo"]), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(each.filename, xml if each.filename.endswith("sheet1.xml") else old.read(each))
    return file.getvalue()


MANY_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
)
FROM_A_FILE = MANY_LAUGHS.replace(b'<!ENTITY a "ha">', b'<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n \n",
        b"Navn\n",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"PK\x03\x04",
        packed(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")),
        packed(("xl/workbook.xml", b"<x/>")),
        packed(("xl/workbook.xml", b"not xml")),
        packed(("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", b" " * 30_000_000)),
        packed(("xl/workbook.xml", b"<x/>"), *((f"{n}", b"") for n in range(300))),
        with_sheet(MANY_LAUGHS),
        with_sheet(FROM_A_FILE),
        with_sheet(b"<worksheet>"),
        workbook(["Navn"], ["Bo"])[:-900],
        b'Navn\n"Bo',
        b"\xff\xfe\x00",
        b"Navn\n\x81\x8d",
        bytes(range(256)) * 20,
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence_in_every_language(content: bytes) -> None:
    table = read(content)
    assert table.refused and not table.rows
    for language in LANGUAGES:
        with speaking(language):
            assert str(table.refused)[-1] == "."


def test_a_bomb_does_not_fill_the_memory() -> None:
    wide = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(1, 30_000))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData>'
    content = with_sheet(sheet % wide + b"</worksheet>")
    tracemalloc.start()
    try:
        assert read(content).refused
        assert tracemalloc.get_traced_memory()[1] < 30_000_000
    finally:
        tracemalloc.stop()
