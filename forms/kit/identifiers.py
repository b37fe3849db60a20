"""The numbers that follow a person from the police to the municipality: how each is written, and what looks wrong.

A number tells who, and nothing else: neither sex nor age is ever read from it (from 2032 they are no longer there).
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from forms.kit.text import ascii_digits, without_invisible

Kind = Literal["duf", "reg", "d_number", "national_identity_number", "passport"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What does not fit: not digits, too short or long, an impossible year or date, the check digits, a number of the
# other kind (D-number or national identity number), a test person's number, other characters than letters and digits.
ProblemCode = Literal["digits", "length", "year", "date", "check", "other_kind", "synthetic", "characters"]


@dataclass(frozen=True)
class Problem:
    """What looks wrong: "refuse" where no such number exists, "ask" where the person should look at it once more."""

    code: ProblemCode
    severity: Literal["refuse", "ask"] = "refuse"


# Shortest and longest value that the case system takes.
_SHORTEST, _LONGEST = 3, 20
_FIRST_DUF_YEAR = 1980
# No year came near 990 000 registrations: serials from there on are ours to make test people of.
_FIRST_SYNTHETIC_SERIAL = 990_000

_DUF_WEIGHTS = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)
_PERSON_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))

# Letters that look the same on a passport whichever keyboard they were typed with.
_LOOK_ALIKES = str.maketrans("АВЕКМНОРСТХІЈ", "ABEKMHOPCTXIJ")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−－"), "-")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2007\u2009\u202f\u3000"))


def normalise(kind: Kind, text: str) -> str:
    """The number as it is stored: digits 0-9 without spaces; REG and passport numbers in capitals, with - and /."""
    value = ascii_digits(without_invisible(text)).translate(_SPACES).translate(_DASHES)
    if kind in ("reg", "passport"):
        return value.upper().translate(_LOOK_ALIKES)
    return value.replace("-", "").replace(".", "").replace("/", "")


def problems(kind: Kind, value: str, *, today: date, synthetic_allowed: bool) -> list[Problem]:
    """What looks wrong with a normalised number, the worst first; empty when nothing does."""
    match kind:
        case "duf":
            return _duf_problems(value, today, synthetic_allowed)
        case "d_number" | "national_identity_number":
            return _person_number_problems(kind, value, synthetic_allowed)
        case "reg" | "passport":
            return _free_problems(value)


def _free_problems(value: str) -> list[Problem]:
    if not _SHORTEST <= len(value) <= _LONGEST:
        return [Problem("length")]
    if not re.fullmatch("[A-Z0-9/-]+", value) or not re.search("[A-Z0-9]", value):
        return [Problem("characters")]
    return []


def _duf_problems(value: str, today: date, synthetic_allowed: bool) -> list[Problem]:
    """Year, serial, check digits. The rule for the check digits is not official, so they are only asked about."""
    if wrong := _not_so_many_digits(value, 12):
        return [wrong]
    if not _FIRST_DUF_YEAR <= int(value[:4]) <= today.year:
        return [Problem("year")]
    if int(value[4:10]) >= _FIRST_SYNTHETIC_SERIAL and not synthetic_allowed:
        return [Problem("synthetic")]
    if duf_check_digits(value[:10]) != value[10:]:
        return [Problem("check", "ask")]
    return []


def duf_check_digits(year_and_serial: str) -> str:
    """The two digits that end a DUF number (weights from Statistics Norway's published control program)."""
    return f"{_weighted(year_and_serial, _DUF_WEIGHTS) % 11:02}"


def _person_number_problems(kind: Kind, value: str, synthetic_allowed: bool) -> list[Problem]:
    """Like a date, three free digits, two check digits; Skatteetaten's rule from 2032, older numbers pass too."""
    if wrong := _not_so_many_digits(value, 11):
        return [wrong]
    day, month, year = int(value[:2]), int(value[2:4]), int(value[4:6])
    if (day > 40) != (kind == "d_number"):
        return [Problem("other_kind")]
    synthetic = month > 12
    # Test people: month + 80 from Skatteetaten, month + 40 from NAV.
    month -= 80 if month > 80 else 40 if month > 40 else 0
    if not _could_be_a_date(day - 40 if day > 40 else day, month, year):
        return [Problem("date")]
    if not person_check_digits_fit(value):
        return [Problem("check")]
    return [Problem("synthetic")] if synthetic and not synthetic_allowed else []


def _not_so_many_digits(value: str, count: int) -> Problem | None:
    if not re.fullmatch("[0-9]+", value):
        return Problem("digits")
    return None if len(value) == count else Problem("length")


def _could_be_a_date(day: int, month: int, year_in_century: int) -> bool:
    # The century cannot be read from the number, so 29 February is believed of every fourth year.
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2000 + year_in_century, month)[1]


def person_check_digits_fit(value: str) -> bool:
    """Whether the check digits fit: the first may leave 0 to 3 over (from 2032), the second nothing."""
    first = _weighted(value[:9], _PERSON_WEIGHTS[0]) + int(value[9])
    second = _weighted(value[:10], _PERSON_WEIGHTS[1]) + int(value[10])
    return first % 11 <= 3 and second % 11 == 0


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
