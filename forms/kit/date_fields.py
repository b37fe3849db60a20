"""Dates, asked as day, month and year in three small fields: the way that works on every phone."""

from typing import Any, NamedTuple

from forms.kit.dates import DateProblem, parse_birth_date, parse_date
from forms.kit.fields import Question
from forms.kit.text import showable
from locales import lazy as _

PROBLEMS: dict[str, str] = {
    "incomplete": _("Write the day, the month and the year."),
    "day": _("There is no such day. Look at the day and the month."),
    "month": _("The month must be a number from 1 to 12."),
    "year": _("Write the year with four digits, for example 2026."),
    "number": _("Write the date in numbers."),
    "future": _("This date lies in the future. Look at the year."),
    "past": _("This date lies too far back. Look at the year."),
    "unknown": _("Write the date in numbers, for example 17 2 2010."),
}
# Where to look first; otherwise it is the day.
WRONG_PART = {"month": "month", "year": "year", "future": "year", "past": "year"}


class Part(NamedTuple):
    """One of the three fields."""

    name: str
    id: str
    label: str
    value: str
    width: str


class DateQuestion(Question):
    """A whole date; stored as ISO 8601. `future_allowed` is for dates that may still come."""

    kind = "date"
    # What cannot be left empty.
    needed: tuple[str, ...] = ("day", "month", "year")

    def __init__(self, label: str, *, future_allowed: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.future_allowed = future_allowed
        self.typed: tuple[str, str, str] | None = None
        self.wrong_part = "day"

    @property
    def parts(self) -> list[Part]:
        """Day, month and year with what stands in them."""
        day, month, year = map(showable, self.typed) if self.typed is not None else self.shown()
        return [
            Part(f"{self.name}-day", f"{self.id}-day", _("Day"), day, "short"),
            Part(f"{self.name}-month", f"{self.id}-month", _("Month"), month, "short"),
            Part(f"{self.name}-year", f"{self.id}-year", _("Year"), year, "medium"),
        ]

    @property
    def first_id(self) -> str:
        return f"{self.id}-{self.wrong_part}"

    def shown(self) -> tuple[str, str, str]:
        year, month, day = ((self.data or "").split("-") + ["", "", ""])[:3]
        return day.lstrip("0"), month.lstrip("0"), year

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.data = data if isinstance(data, str) else None
        names = [f"{self.name}-{part}" for part in ("day", "month", "year")]
        if formdata and any(name in formdata for name in names):
            day, month, year = (str(formdata.get(name) or "") for name in names)
            self.data = None
            if any(part.strip() for part in (day, month, year)):
                self.typed = day, month, year
                try:
                    self.data = self.understood(day, month, year)
                except DateProblem as problem:
                    self.process_errors = [PROBLEMS.get(problem.code, PROBLEMS["unknown"])]
                    self.wrong_part = WRONG_PART.get(problem.code, "day")
                    if problem.code == "incomplete":
                        written = {"day": day, "month": month, "year": year}
                        self.wrong_part = next((part for part in self.needed if not written[part].strip()), "day")

    def understood(self, day: str, month: str, year: str) -> str:
        """The date in what was typed. Raises DateProblem."""
        found = parse_date(day, month, year)
        if not self.future_allowed and found > self.asked.today:
            raise DateProblem("future")
        return found.isoformat()


class BirthDateQuestion(DateQuestion):
    """A birth date; a year, or a month and a year, is enough where the rest is not known."""

    needed = ("month", "year")

    def understood(self, day: str, month: str, year: str) -> str:
        return parse_birth_date(day, month, year, self.asked.today)
