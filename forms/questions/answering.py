"""What a municipality answers when it is asked to receive a household: yes from a date, no, or what it must know."""

from datetime import date
from typing import Any

from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, ChoicesQuestion, LongTextQuestion, Option, worded
from forms.kit.step import StepForm
from forms.questions.asked import FOR_STAFF
from locales import lazy as _

ANSWERS = (
    Option("can_receive", _("Yes, we can receive the household")),
    Option("cannot_receive", _("No, we cannot receive the household")),
    Option("needs_information", _("We need to know something first"), _("The household is asked in its own language.")),
)
REASONS = worded(
    [
        ("no_housing", _("There is no home that fits")),
        ("no_places_left", _("All places that the municipality has decided on are used")),
        ("no_health_services", _("The health services that are needed are not there")),
        ("no_school_or_kindergarten", _("There is no place in school or kindergarten")),
        ("other", _("Another reason")),
    ]
)


class Answer(StepForm):
    """The answer, and what belongs to it."""

    answer = ChoiceQuestion(
        _("Can the municipality receive this household?"), ANSWERS, missing=_("Choose what the municipality answers.")
    )
    ready_from = DateQuestion(
        _("From which date?"),
        hint=_("The day on which the household can move in at the earliest."),
        missing=_("Write the date from which the municipality can receive the household."),
        future_allowed=True,
        when=("answer", "can_receive"),
    )
    reason = ChoiceQuestion(_("Why not?"), REASONS, missing=_("Choose the reason."), when=("answer", "cannot_receive"))
    to_know = ChoicesQuestion(
        _("What does the municipality need to know?"),
        worded(list(FOR_STAFF.items())),
        hint=_("Choose only what the answer depends on."),
        missing=_("Choose at least one."),
        when=("answer", "needs_information"),
    )
    answer_by = DateQuestion(
        _("By when do you need it?"),
        missing=_("Write the date by which the household is asked to answer."),
        future_allowed=True,
        when=("answer", "needs_information"),
    )
    note = LongTextQuestion(
        _("A note to IMDi"), hint=_("Write no names, no numbers and nothing about health."), height=3
    )

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        for question in (self.ready_from, self.answer_by):
            passed = question.data and date.fromisoformat(question.data) < question.asked.today
            if passed and not question.hangs_in_the_air(self) and not question.errors:
                question.errors.append(_("This day has passed. Look at the date."))
                good = False
        return good
