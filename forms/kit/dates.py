"""Reads dates as people type them, and birth dates of which the day or the month is not known.

A birth date is kept as text, as far as it is known: "1990", "1990-05" or "1990-05-17" (ISO 8601).
"""

import calendar
import re
from datetime import date
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from forms.kit.text import ascii_digits, search_key
from locales import LANGUAGES

Code = Literal["incomplete", "number", "day", "month", "year", "past", "future"]

_FIRST_YEAR = 1900
# The longest month has eight letters; what is much longer is not looked at.
_LONGEST = 30


class DateProblem(ValueError):
    """Why a date cannot be taken; the field turns `code` into words."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def parse_date(day: str, month: str, year: str) -> date:
    """A whole date from 1900 on, from three boxes as typed. Raises DateProblem."""
    typed_day, typed_month, typed_year = _typed(day), _typed(month), _typed(year)
    if not (typed_day and typed_month and typed_year):
        raise DateProblem("incomplete")
    return _date(_year(typed_year), _month(typed_month), _day(typed_day))


def as_date(text: str) -> date:
    """A whole date in one piece: 1.9.2026, 01/09/2026, 2026-09-01, 1. september 2026. Raises DateProblem."""
    parts = re.split(r"[.\-/\s]+", text.strip().rstrip("."))
    if len(parts) != 3:
        raise DateProblem("incomplete")
    return parse_date(*(reversed(parts) if len(parts[0]) == 4 else parts))


def parse_birth_date(day: str, month: str, year: str, today: date) -> str:
    """A birth date until today: whole, or without the day, or the year alone. Raises DateProblem."""
    typed_day, typed_month, typed_year = _typed(day), _typed(month), _typed(year)
    if not typed_year or (typed_day and not typed_month):
        raise DateProblem("incomplete")
    birth = f"{_year(typed_year):04}"
    if typed_month:
        birth += f"-{_month(typed_month):02}"
    if typed_day:
        birth = _date(_year(typed_year), _month(typed_month), _day(typed_day)).isoformat()
    if earliest_birth(birth) > today:
        raise DateProblem("future")
    return birth


def earliest_birth(birth: str) -> date:
    """The first day that a birth date can mean. Raises ValueError for what `parse_birth_date` does not make."""
    return date.fromisoformat((birth + "-01-01")[:10])


def latest_birth(birth: str) -> date:
    """The last day that a birth date can mean. Raises ValueError for what `parse_birth_date` does not make."""
    first = earliest_birth(birth)
    if len(birth) == 4:
        return first.replace(month=12, day=31)
    return first if len(birth) == 10 else first.replace(day=calendar.monthrange(first.year, first.month)[1])


def age_on(birth: str, day: date) -> int:
    """Whole years on a day, never more than certain: of a date half known, the latest it can be counts.

    So somebody who may be under eighteen is treated as a minor. Born on 29 February: a year older on 1 March.
    """
    born = latest_birth(birth)
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def is_at_least(years: int, birth: str, day: date) -> bool:
    """Whether somebody certainly is this old on a day."""
    return age_on(birth, day) >= years


def add_months(day: date, months: int) -> date:
    """The same day some months later (or earlier), or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _typed(text: str) -> str:
    return search_key(ascii_digits(text[:_LONGEST])).rstrip(".").strip()


def _day(typed: str) -> int:
    if not re.fullmatch("[0-9]+", typed):
        raise DateProblem("number")
    if len(typed) > 2 or not 1 <= int(typed) <= 31:
        raise DateProblem("day")
    return int(typed)


def _month(typed: str) -> int:
    if re.fullmatch("[0-9]{1,2}", typed) and 1 <= int(typed) <= 12:
        return int(typed)
    if typed in _month_names():
        return _month_names()[typed]
    raise DateProblem("month")


def _year(typed: str) -> int:
    if not re.fullmatch("[0-9]+", typed):
        raise DateProblem("number")
    # Two digits are not guessed at: 05 can be a child or a great-grandmother.
    if len(typed) != 4:
        raise DateProblem("year")
    if int(typed) < _FIRST_YEAR:
        raise DateProblem("past")
    return int(typed)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateProblem("day") from None


@cache
def _month_names() -> dict[str, int]:
    """The months as they are called in the portal's languages, whole and shortened."""
    return {
        search_key(name).rstrip("."): number
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, language).items()
    }
