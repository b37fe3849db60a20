"""Readers say whether a page is useful; nothing is kept of them, and editors see what needs them most."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.pages.information.opinion import without_numbers
from portal.storage import opinions
from portal.storage.database import Database
from tests.citizen import Citizen

TODAY = date(2026, 11, 20)


def test_a_reader_says_that_a_page_was_useless(reader: Citizen, tmp_path: Path) -> None:
    reader.open("/uk/information/pets").follow("Ця сторінка була корисною?")
    reader.fill(useful="no", words="Мій номер 010203 45678, пишіть на olena@example.org").press("Надіслати")
    assert reader.heading == reader.open(str(reader.response.url)).heading == "Дякуємо"
    database = Database.open(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    with database.reading() as connection:
        (verdict,) = opinions.in_order_of_need(connection)
    database.close()
    assert (verdict.page, verdict.language, verdict.useful, verdict.useless) == ("pets", "uk", 0, 1)
    assert verdict.words == ("Мій номер …, пишіть на …",)


def test_nobody_is_thanked_for_nothing(reader: Citizen) -> None:
    reader.open("/en/information/pets/opinion").press("Send", status=422)
    assert reader.errors() == ["Choose Yes or No."]
    reader.open("/en/information/cats/opinion", status=404)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Call 41 23 45 67 now", "Call … now"),
        ("010190-12345", "…"),
        ("٠١٠١٩٠١٢٣٤٥", "…"),
        ("12 months is not 18", "12 months is not 18"),
        ("a@b.no, please", "… please"),
    ],
)
def test_what_may_be_somebodys_number_is_left_out(said: str, kept: str) -> None:
    assert without_numbers(said) == kept


def test_pages_come_in_the_order_of_need(database: Database) -> None:
    with database.transaction() as connection:
        for page, useful in [("pets", True), ("contact", False), ("pets", False), ("contact", False)]:
            opinions.keep(connection, page, "nn", useful=useful, words="", today=TODAY)
        found = opinions.in_order_of_need(connection)
    assert [(verdict.page, verdict.useful, verdict.useless) for verdict in found] == [("contact", 0, 2), ("pets", 1, 1)]


def test_a_script_that_shouts_is_not_listened_to_for_long(database: Database) -> None:
    with database.transaction() as connection:
        for _ in range(opinions.MOST_IN_A_DAY + 5):
            opinions.keep(connection, "pets", "nn", useful=False, words="", today=TODAY)
        (verdict,) = opinions.in_order_of_need(connection)
        assert verdict.useless == opinions.MOST_IN_A_DAY
        opinions.keep(connection, "pets", "nn", useful=False, words="", today=TODAY + timedelta(days=1))
        assert opinions.in_order_of_need(connection)[0].useless == opinions.MOST_IN_A_DAY + 1


def test_opinions_are_forgotten_after_a_year(database: Database) -> None:
    with database.transaction() as connection:
        opinions.keep(connection, "pets", "nn", useful=True, words="", today=TODAY)
        assert opinions.tidy(connection, TODAY + opinions.KEPT) == 0
        assert opinions.tidy(connection, TODAY + opinions.KEPT + timedelta(days=1)) == 1
