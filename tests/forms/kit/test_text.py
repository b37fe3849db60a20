"""What people type is kept, what could harm is refused or left out, and searches see through ways of writing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.kit.text import TextProblem, ascii_digits, clean, search_key, whole_number

# Written words of many scripts, each of which must come back as it was typed.
SCRIPTS = [
    "В'ячеславівна", "Вʼячеславівна", "Ёлкина", "Ґалаґан", "Åse Ødegård Sæther", "Márjá Čállit", "Nguyễn", "Łukasz",
    "محمد", "می\u200cخواهم", "کریم", "ܫܠܡܐ", "ትግርኛ", "አማርኛ", "தமிழ்", "हिन्दी", "বাংলা", "ไทย", "မြန်မာ", "ქართული",
    "Հայերեն", "Ελληνικά", "中文", "日本語", "한국어", "עברית", "ਪੰਜਾਬੀ", "සිංහල", "ᠮᠣᠩᠭᠣᠯ", "ⵜⴰⵎⴰⵣⵉⵖⵜ",
]  # fmt: skip


def problem_with(text: str, *, limit: int = 100, lines: bool = False, limit_bytes: int | None = None) -> str:
    with pytest.raises(TextProblem) as caught:
        clean(text, limit=limit, lines=lines, limit_bytes=limit_bytes)
    assert text not in str(caught.value) or not text
    return caught.value.code


@pytest.mark.parametrize("text", SCRIPTS)
def test_words_of_every_script_come_back_as_they_were_typed(text: str) -> None:
    assert clean(text, limit=100) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=60))
def test_what_is_accepted_stays_the_same_for_ever(text: str) -> None:
    try:
        once = clean(text, limit=200, lines=True)
    except TextProblem:
        return
    assert clean(once, limit=200, lines=True) == once
    assert once.encode().decode() == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_decomposed_name_is_composed() -> None:
    assert clean("Йосип".replace("Й", "И\u0306"), limit=5) == "Йосип"


@pytest.mark.parametrize("char", ["\x00", "\x01", "\t", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_control_characters_and_broken_text_are_refused(char: str) -> None:
    assert problem_with(f"Ole{char}na") == "control"
    assert problem_with(f"Ole{char}na", lines=True) == "control"


@pytest.mark.parametrize("mark", [*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"])
def test_overrides_of_direction_are_left_out_of_a_line_and_refused_in_a_long_text(mark: str) -> None:
    assert clean(f"Olena {mark}ahsiM", limit=100) == "Olena ahsiM"
    assert problem_with(f"Olena {mark}ahsiM", lines=True) == "direction"


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u061c"])
def test_marks_that_came_along_unseen_are_left_out(mark: str) -> None:
    assert clean(f"{mark}Olena{mark}", limit=5) == "Olena"
    assert clean(f"one{mark}\ntwo", limit=7, lines=True) == "one\ntwo"


@pytest.mark.parametrize("typed", ["12345\n", "one\r\ntwo", "one\u2028two", "\rone"])
def test_a_line_has_no_line_breaks_not_even_at_its_end(typed: str) -> None:
    assert problem_with(typed) == "newline"


def test_line_breaks_of_every_system_become_newlines() -> None:
    assert clean("a\r\nb\rc\u2028d\n", limit=100, lines=True) == "a\nb\nc\nd"


def test_the_limit_counts_code_points_after_composing() -> None:
    assert clean("є" * 10, limit=10) == "є" * 10
    assert clean("и\u0306" * 10, limit=10) == "й" * 10
    assert problem_with("є" * 11, limit=10) == "long"
    assert problem_with("x" * 1_000_000) == "long"
    assert clean("  є  " + " " * 100, limit=1) == "є"


def test_a_limit_of_bytes_counts_as_the_database_does() -> None:
    assert clean("є" * 5, limit=10, limit_bytes=10) == "єєєєє"
    assert problem_with("є" * 6, limit=10, limit_bytes=10) == "long"


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\u200b\u200d", "\ufeff", "\u200e"])
def test_a_text_in_which_nothing_shows_is_empty(typed: str) -> None:
    assert clean(typed, limit=10) == ""
    assert clean(typed + "\n\n", limit=10, lines=True) == ""


@pytest.mark.parametrize("typed", ["2022", "٢٠٢٢", "۲۰۲۲", "２０２２", "২০২২", "20 22", " 2022 "])
def test_numbers_are_read_in_the_digits_of_every_script(typed: str) -> None:
    assert whole_number(typed, least=0, most=3000) == 2022


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2022\n", "newline"),
        ("1_000", "number"),
        ("-1", "number"),
        ("1.5", "number"),
        ("²", "number"),
        ("", "number"),
        ("0", "small"),
        ("71", "large"),
        ("9" * 41, "long"),
    ],
)
def test_other_things_are_not_numbers(typed: str, code: str) -> None:
    with pytest.raises(TextProblem) as caught:
        whole_number(typed, least=1, most=70)
    assert caught.value.code == code


@pytest.mark.parametrize("hostile", [" ", "\u200d", "\r", "\r\n", "И\u0306", "\u0301", "ʼ", "٣"])
def test_fifty_thousand_hostile_characters_are_cleaned_and_compared(hostile: str) -> None:
    text = hostile * (50_000 // len(hostile))
    assert len(clean(text, limit=50_000, lines=True)) <= 50_000
    assert len(search_key(text)) <= 50_000


def test_only_digits_change_when_digits_are_made_ascii() -> None:
    assert ascii_digits("тел. ٠١۲３ ④ ½") == "тел. 0123 ④ ½"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("علي", "علی"),
        ("كريم", "کریم"),
        ("می\u200cخواهم", "میخواهم"),
        ("ＯＬＥＮＡ", "olena"),
        ("Straße", "STRASSE"),
        ("В'ячеслав", "вʼячеслав"),
        ("  two \u00a0 words ", "Two words"),
        ("ﬁn", "FIN"),
    ],
)
def test_a_search_sees_the_same_word(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_a_search_keeps_different_words_apart() -> None:
    assert len({search_key(name) for name in ("Олена", "Алена", "Ёлена", "Olena", "Оlena")}) == 5
