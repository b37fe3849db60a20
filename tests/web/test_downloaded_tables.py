"""Tables to take along open rightly in Norway, and nothing that somebody wrote in them is ever carried out."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.web.downloaded_tables import Row, as_csv, as_xlsx, harmless, page_by_page
from tests.formulas import FORMULAS, is_formula


def csv_of(*rows: Row) -> str:
    return b"".join(as_csv(rows)).decode("utf-8-sig")


def xlsx_of(*rows: Row) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(b"".join(as_xlsx(rows)))).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_known_formula_gets_through(formula: str) -> None:
    for separator in ";,\t":
        cells = [cell for row in csv.reader(io.StringIO(csv_of([formula, "x"])), delimiter=separator) for cell in row]
        assert not [cell for cell in cells if is_formula(cell)]
    book = load_workbook(io.BytesIO(b"".join(as_xlsx([[formula]]))))
    assert book.active is not None
    for row in book.active.iter_rows():
        for cell in row:
            assert cell.data_type != "f" and not is_formula(str(cell.value or ""))


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from("=+-@＝＋－＠ \t\r\n\"';,|\u200b\ufeffaя1(")))
def test_no_text_becomes_a_formula_wherever_it_is_cut(text: str) -> None:
    safe = harmless(text)
    for separator in "\t\r\n,;|":
        assert not [piece for piece in safe.split(separator) if is_formula(piece)]


def test_what_is_no_formula_stays_as_it_was_written() -> None:
    for text in ("Олена", "Anna-Maria", "a = b", "Åmot (Innlandet)", "7K3M-9QXD", "2026-11-20"):
        assert harmless(text) == text


def test_a_table_in_csv_is_what_a_norwegian_spreadsheet_expects() -> None:
    whole = b"".join(as_csv([["Navn", "Antall"], ["Олена; Åse", 3], [date(2026, 11, 20), 1.5], [None, 0]]))
    assert whole.startswith(b"\xef\xbb\xbf")
    assert whole.decode("utf-8-sig").split("\r\n") == [
        '"Navn";"Antall"',
        '"Олена; Åse";"3"',
        '"2026-11-20";"1,5"',
        '"";"0"',
        "",
    ]


def test_numbers_and_days_are_numbers_and_days_in_a_workbook() -> None:
    assert xlsx_of(["a", 3, date(2026, 11, 20)])[0][1] == 3


def test_signs_that_no_workbook_may_hold_are_left_out() -> None:
    assert xlsx_of(["a\x00b\x0bc"]) == [["abc"]]


def test_a_hundred_thousand_rows_need_no_more_memory_than_a_few() -> None:
    def rows(number: int) -> Iterator[Row]:
        return ([f"rad {each}", each, "Олена"] for each in range(number))

    def peak(number: int) -> int:
        tracemalloc.start()
        for _piece in as_csv(rows(number)):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(100_000) < 1.5 * peak(5_000)


def test_rows_are_read_a_page_at_a_time() -> None:
    everything = [(f"{number:03}", [number]) for number in range(25)]
    asked: list[str] = []

    def page(after: str) -> list[tuple[str, list[int]]]:
        asked.append(after)
        return [each for each in everything if each[0] > after][:10]

    assert [row[0] for row in page_by_page(page)] == list(range(25))
    assert asked == ["", "009", "019", "024"]
