"""What somebody types leads to what they mean, and to a question where it could be two things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.codes.finding import Finder, edits, heard, written

FINDER = Finder(
    [
        ("1", "Bergen"),
        ("2", "Herøy"),
        ("3", "Herøy"),
        ("2", "Herøy (Nordland)"),
        ("3", "Herøy (Møre og Romsdal)"),
        ("4", "Nes"),
        ("5", "Nesodden"),
        ("6", "Nesna"),
        ("7", "Sør-Varanger"),
        ("8", "Guovdageaidnu"),
        ("9", "Trondheim"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Bergen", ["1"]),
        ("  BERGEN! ", ["1"]),
        ("Берген", ["1"]),
        ("Bergn", ["1"]),
        ("Bregen", ["1"]),
        ("Herøy", ["2", "3"]),
        ("Heroy", ["2", "3"]),
        ("Herøy Nord", ["2"]),
        ("Herøy (Møre og Romsdal)", ["3"]),
        ("Nes", ["4"]),
        ("Neso", ["5"]),
        ("Nesn", ["6"]),
        ("sor varanger", ["7"]),
        ("Bergen sentrum", ["1"]),
        ("Bergen eller Trondheim", ["9", "1"]),
        ("Тронгейм", ["9"]),
        ("guovdageidnu", ["8"]),
        ("Stockholm", []),
        ("", []),
        ("!!!", []),
        ("x", []),
    ],
)
def test_words_lead_to_codes(typed: str, found: list[str]) -> None:
    assert FINDER.find(typed) == found


@given(st.text(max_size=130))
def test_any_text_gets_an_answer(text: str) -> None:
    assert len(FINDER.find(text)) <= 12


@pytest.mark.parametrize("hostile", ["a", "a ", "'-", "щ", "\u0301", "iy", "٣"])
def test_a_hostile_text_is_not_searched_for(hostile: str) -> None:
    text = hostile * (50_000 // len(hostile))
    assert FINDER.find(text) == []
    assert written(text) is not None
    assert heard(text) is not None


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_edits_are_the_same_in_both_directions(one: str, other: str) -> None:
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("a", "", 1), ("bergen", "bergn", 1), ("bergen", "bregen", 1), ("oslo", "moss", 3), ("", "abc", 3)],
)
def test_edits_are_counted(one: str, other: str, count: int) -> None:
    assert edits(one, other) == count
