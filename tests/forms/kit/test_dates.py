"""Dates are read as people write them, birth dates as far as they are known, and a possible child counts as a child."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.kit.dates import (
    DateProblem,
    add_months,
    age_on,
    earliest_birth,
    is_at_least,
    latest_birth,
    parse_birth_date,
    parse_date,
)

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1900, 1, 1), TODAY)


def problem_with(day: str, month: str, year: str) -> str:
    with pytest.raises(DateProblem) as caught:
        parse_birth_date(day, month, year, TODAY)
    return caught.value.code


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("5", "3", "2022"),
        ("05", "03", "2022"),
        (" 5. ", "3.", "2022 "),
        ("٥", "٣", "٢٠٢٢"),
        ("５", "березня", "2022"),
        ("5", "Март", "2022"),
        ("5", "марта", "2022"),
        ("5", "March", "2022"),
        ("5", "mars", "2022"),
        ("5", "бер.", "2022"),
        ("\u200e5", "3", "2022"),
    ],
)
def test_a_date_is_read_as_it_is_written(day: str, month: str, year: str) -> None:
    assert parse_date(day, month, year) == date(2022, 3, 5)


@given(DAYS)
def test_every_day_since_1900_can_be_a_birth_date(day: date) -> None:
    assert parse_birth_date(str(day.day), str(day.month), str(day.year), TODAY) == day.isoformat()


@pytest.mark.parametrize(
    ("day", "month", "year", "stored"),
    [
        ("", "", "1990", "1990"),
        ("", "5", "1990", "1990-05"),
        ("17", "5", "1990", "1990-05-17"),
        ("", "", "2026", "2026"),
    ],
)
def test_a_birth_date_is_kept_as_far_as_it_is_known(day: str, month: str, year: str, stored: str) -> None:
    assert parse_birth_date(day, month, year, TODAY) == stored


@pytest.mark.parametrize(
    ("day", "month", "year", "code"),
    [
        ("", "", "", "incomplete"),
        ("5", "", "1990", "incomplete"),
        ("5", "5", "", "incomplete"),
        ("29", "2", "2023", "day"),
        ("31", "4", "2020", "day"),
        ("32", "1", "2020", "day"),
        ("0", "1", "2020", "day"),
        ("five", "1", "2020", "number"),
        ("1", "13", "2020", "month"),
        ("1", "Smarch", "2020", "month"),
        ("1", "1", "90", "year"),
        ("1", "1", "19900", "year"),
        ("1", "1", "last", "number"),
        ("1", "1", "1899", "past"),
        ("22", "11", "2026", "future"),
        ("", "12", "2026", "future"),
        ("", "", "2027", "future"),
        ("1", "1", "1_99", "number"),
        ("1" * 50_000, "1" * 50_000, "1" * 50_000, "year"),
    ],
)
def test_a_birth_date_that_cannot_be_is_explained(day: str, month: str, year: str, code: str) -> None:
    assert problem_with(day, month, year) == code


def test_the_twenty_ninth_of_february_exists_in_leap_years() -> None:
    assert parse_birth_date("29", "2", "2024", TODAY) == "2024-02-29"


def test_a_whole_date_needs_all_three_parts() -> None:
    with pytest.raises(DateProblem, match="incomplete"):
        parse_date("", "3", "2022")


@given(day=st.text(max_size=5), month=st.text(max_size=12), year=st.text(max_size=6))
def test_whatever_is_typed_is_a_date_or_a_problem(day: str, month: str, year: str) -> None:
    try:
        birth = parse_birth_date(day, month, year, TODAY)
    except DateProblem:
        return
    assert earliest_birth(birth) <= latest_birth(birth)


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2008-11-21", date(2026, 11, 20), 17),
        ("2008-11-21", date(2026, 11, 21), 18),
        ("2008-02-29", date(2026, 2, 28), 17),
        ("2008-02-29", date(2026, 3, 1), 18),
        ("2008", date(2026, 12, 30), 17),
        ("2008", date(2026, 12, 31), 18),
        ("2008-02", date(2026, 2, 28), 17),
        ("2008-11", date(2026, 11, 21), 17),
        ("2026", TODAY, 0),
    ],
)
def test_somebody_who_may_be_a_minor_is_one(birth: str, day: date, age: int) -> None:
    assert age_on(birth, day) == age
    assert is_at_least(18, birth, day) is (age >= 18)


@pytest.mark.parametrize("broken", ["", "19", "1990-13", "1990-5", "1990-05-32", "nonsense"])
def test_a_stored_birth_date_that_is_none_is_an_error(broken: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        latest_birth(broken)


@given(DAYS, st.integers(0, 48))
def test_months_are_added_without_leaving_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(1)).day == 1


def test_six_months_after_the_last_of_august_is_the_last_of_february() -> None:
    assert add_months(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
