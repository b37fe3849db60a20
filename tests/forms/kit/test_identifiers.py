"""Numbers are taken in every way of writing them, refused where none such exists, and asked about where in doubt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.kit.identifiers import KINDS, Kind, duf_check_digits, normalise, problems

TODAY = date(2026, 11, 21)


def found(kind: Kind, typed: str, *, synthetic_allowed: bool = False) -> list[tuple[str, str]]:
    value = normalise(kind, typed)
    return [(p.code, p.severity) for p in problems(kind, value, today=TODAY, synthetic_allowed=synthetic_allowed)]


@pytest.mark.parametrize(
    "typed", ["200205705502", "2009 00595509", " 2002-05705502 ", "٢٠٠٢٠٥٧٠٥٥٠٢", "２００２０５７０５５０２"]
)
def test_a_duf_number_is_read_in_every_way_of_writing(typed: str) -> None:
    assert found("duf", typed) == []
    assert normalise("duf", typed) in ("200205705502", "200900595509")


def test_wrong_check_digits_of_a_duf_number_are_asked_about_and_never_refused() -> None:
    assert found("duf", "200205705503") == [("check", "ask")]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("20020570550", "length"),
        ("2002057055021", "length"),
        ("20020570550O", "digits"),
        ("200205705502\n", "digits"),
        ("197905705502", "year"),
        ("202705705502", "year"),
        ("202299900108", "synthetic"),
        ("", "digits"),
    ],
)
def test_what_cannot_be_a_duf_number_is_refused(typed: str, code: str) -> None:
    assert found("duf", typed) == [(code, "refuse")]


def test_a_test_persons_duf_number_is_taken_where_the_setting_says_so() -> None:
    assert found("duf", "202299900108", synthetic_allowed=True) == []


@given(st.integers(1980, 2026), st.integers(0, 989_999), st.integers(0, 11), st.integers(1, 9))
def test_every_wrong_digit_of_a_duf_number_is_noticed(year: int, serial: int, place: int, change: int) -> None:
    number = f"{year}{serial:06}"
    number += duf_check_digits(number)
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert found("duf", number, synthetic_allowed=True) == []
    assert found("duf", wrong, synthetic_allowed=True) != []


@pytest.mark.parametrize("number", ["17912099997", "29822099635", "05840399895", "12829499914", "15507600333"])
def test_a_synthetic_identity_number_is_taken_only_where_allowed(number: str) -> None:
    assert found("national_identity_number", number) == [("synthetic", "refuse")]
    assert found("national_identity_number", number, synthetic_allowed=True) == []


@pytest.mark.parametrize("number", ["57912075186", "69822075096", "45840375084", "55507608360"])
def test_a_synthetic_d_number_is_taken_only_where_allowed(number: str) -> None:
    assert found("d_number", f"{number[:6]} {number[6:]}") == [("synthetic", "refuse")]
    assert found("d_number", number, synthetic_allowed=True) == []


@pytest.mark.parametrize("number", ["30108299939", "02013299997"])
def test_numbers_by_the_rule_of_2032_are_taken(number: str) -> None:
    assert found("national_identity_number", number) == []


def test_a_number_in_the_wrong_place_is_told_apart() -> None:
    assert found("national_identity_number", "57912075186") == [("other_kind", "refuse")]
    assert found("d_number", "17912099997") == [("other_kind", "refuse")]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("30108299938", "check"),
        ("31028299939", "date"),
        ("00108299939", "date"),
        ("30138299939", "date"),
        ("1791209999", "length"),
        ("179120999971", "length"),
        ("1791209999a", "digits"),
        ("17912099997\n", "digits"),
    ],
)
def test_a_number_nobody_can_have_is_refused(number: str, code: str) -> None:
    assert found("national_identity_number", number) == [(code, "refuse")]


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("passport", "fa 123456", "FA123456"),
        ("passport", "ЕК123456", "EK123456"),
        ("reg", "22/01234–5", "22/01234-5"),
        ("reg", "REG 123", "REG123"),
    ],
)
def test_passport_and_registration_numbers_are_written_alike(kind: Kind, typed: str, stored: str) -> None:
    assert normalise(kind, typed) == stored
    assert found(kind, typed) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12", "length"),
        ("1" * 21, "length"),
        ("FA_123", "characters"),
        ("---", "characters"),
        ("FA123\x00", "characters"),
    ],
)
def test_what_cannot_be_a_passport_or_registration_number_is_refused(typed: str, code: str) -> None:
    assert found("passport", typed) == found("reg", typed) == [(code, "refuse")]


@pytest.mark.parametrize("kind", KINDS)
@given(typed=st.text(max_size=40))
def test_whatever_is_typed_gets_an_answer_and_what_passes_fits_the_record(kind: Kind, typed: str) -> None:
    value = normalise(kind, typed)
    if not any(severity == "refuse" for _, severity in found(kind, typed, synthetic_allowed=True)):
        assert 3 <= len(value) <= 20
        assert value.isascii()
        assert normalise(kind, value) == value


@pytest.mark.parametrize("hostile", ["1", "-", "А", "a/", "٣", "\u200d"])
@pytest.mark.parametrize("kind", KINDS)
def test_fifty_thousand_characters_are_refused_at_once(kind: Kind, hostile: str) -> None:
    assert found(kind, hostile * 50_000) != []
