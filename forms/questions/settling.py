"""When the people of a household have moved in: for one of them, for some, or for all at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from forms.kit.answers import Asked
from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, ChoicesQuestion, Option
from forms.kit.step import StepForm
from forms.questions.situation import name_of
from locales import Text, written
from locales import lazy as _

EVERYBODY = "everybody"


def people(asked: Asked) -> Sequence[Option]:
    """Everybody at once, or each of them."""
    named = [
        Option(person.id, name_of(person) or str(Text("Person %(n)s", n=number)))
        for number, person in enumerate(asked.answers.people, 1)
    ]
    return [Option(EVERYBODY, _("Everybody who is not registered yet")), *named] if len(named) > 1 else named


class SettlementDate(StepForm):
    """Who, when, and whether it has happened. `not_before` is the day of the agreement."""

    not_before: date | None = None

    who = ChoicesQuestion(
        _("Who is it about?"),
        people,
        hint=_("A date that was wrong is corrected in the same way: the last one counts."),
        missing=_("Choose who it is about."),
    )
    kind = ChoiceQuestion(
        _("Have they moved in?"),
        [
            Option("settled", _("Yes, they are settled"), _("The date goes to IMDi at once.")),
            Option(
                "planned",
                _("Not yet, this day is planned"),
                _("Nothing goes to IMDi yet. You are reminded when the day has passed."),
            ),
        ],
        missing=_("Choose whether they have moved in."),
    )
    day = DateQuestion(
        _("On which day?"),
        hint=_("The day on which they moved in, not the day on which you register it."),
        missing=_("Write the date."),
        future_allowed=True,
    )

    @property
    def chosen(self) -> list[str]:
        """The ids of those it is about; `EVERYBODY` stands for all who are not registered."""
        return [person for person in self.who.data or [] if person != EVERYBODY]

    @property
    def everybody(self) -> bool:
        return EVERYBODY in (self.who.data or [])

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if not self.day.data or self.day.errors:
            return good
        day, today = date.fromisoformat(self.day.data), self.day.asked.today
        wrong = ""
        if self.not_before and day < self.not_before:
            agreed = format_date(self.not_before, "long", locale=written(self.day.asked.language))
            wrong = _("It was agreed on %(day)s: the date cannot lie before that.", day=agreed)
        elif self.kind.data == "settled" and day > today:
            wrong = _("This day has not come yet. Choose that it is planned, or look at the date.")
        elif self.kind.data == "planned" and day < today:
            wrong = _(
                "This day has passed, so it cannot be planned. Look at the date, or choose that they are settled."
            )
        if wrong:
            self.day.errors.append(wrong)
        return good and not wrong
