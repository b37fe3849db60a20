"""Where the household lives now, how long it can stay, and whether it has found a home of its own."""

import re
from typing import Any

from wtforms.validators import ValidationError

from forms.codes import municipalities
from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, LongTextQuestion, Option, Question, TextQuestion, worded, yes_no
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from forms.kit.text import ascii_digits
from locales import lazy as _

MUNICIPALITY_HINT = _("Begin to write the name. Your own alphabet is fine too.")
MUNICIPALITY_NOT_FOUND = _("We do not find this municipality. Try another spelling, or the name of the nearest town.")

SITUATIONS = (
    Option("private", _("Privately: with family, friends or in a home you rent")),
    Option(
        "amot",
        _("In an alternative reception placement (AMOT)"),
        _("The municipality houses you by agreement with UDI while you wait."),
    ),
    Option("reception_centre", _("In a reception centre (mottak)")),
    Option("hospital", _("In a hospital")),
    Option("other", _("Somewhere else")),
)


def four_digits(_form: Any, question: Question) -> None:
    """A Norwegian postal code."""
    question.data = ascii_digits(question.data).replace(" ", "")
    if not re.fullmatch(r"[0-9]{4}", question.data):
        raise ValidationError(_("A Norwegian postal code has four digits, for example 0152."))


def at_most_four_lines(_form: Any, question: Question) -> None:
    lines = [line.strip() for line in question.data.split("\n") if line.strip()]
    if len(lines) > 4 or any(len(line) > 100 for line in lines):
        raise ValidationError(_("Use at most four lines with up to 100 characters each."))
    question.data = "\n".join(lines)


class SituationOnly(StepForm):
    """For a protected household: how it lives, never where."""

    situation = ChoiceQuestion(_("How do you live now?"), SITUATIONS, missing=_("Choose how you live now."))


class Living(SituationOnly):
    """How and where the household lives."""

    municipality = SearchQuestion(
        _("In which municipality (kommune) do you live?"),
        municipalities,
        hint=MUNICIPALITY_HINT,
        not_found=MUNICIPALITY_NOT_FOUND,
        missing=_("Write the name of the municipality where you live now."),
    )
    street = LongTextQuestion(
        _("Street and number"),
        hint=_("If you live with somebody: c/o and the name on the first line. Leave it empty if you have no address."),
        limit=403,
        height=2,
        checks=[at_most_four_lines],
        autocomplete="off",
    )
    postal_code = TextQuestion(
        _("Postal code"), limit=10, width="short", inputmode="numeric", checks=[four_digits], autocomplete="off"
    )
    city = TextQuestion(_("Post town"), limit=60, width="medium", autocomplete="off")
    since = DateQuestion(_("Since when have you lived there?"))

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        parts = [self.street, self.postal_code, self.city]
        for part in parts:
            if part.empty() and not part.errors and any(not other.empty() for other in parts):
                part.errors.append(_("The address is not complete. Fill in this line too, or leave all three empty."))
                good = False
        return good


class Stay(StepForm):
    """How long the household can stay where it is."""

    can_stay_until = DateQuestion(
        _("Until when can you stay where you live now?"),
        hint=_("Leave it empty if there is no end date or you do not know."),
        future_allowed=True,
    )


class OwnHome(StepForm):
    """A home the household has found itself, for agreed self-settlement."""

    found = ChoiceQuestion(
        _("Have you found a home yourselves that you want to move into?"),
        yes_no(),
        hint=_("Do not sign a contract before the municipality has agreed to the home and the contract."),
        missing=_("Choose yes or no."),
    )
    municipality = SearchQuestion(
        _("In which municipality is the home?"),
        municipalities,
        hint=MUNICIPALITY_HINT,
        not_found=MUNICIPALITY_NOT_FOUND,
        missing=_("Write the name of the municipality where the home is."),
        when=("found", "yes"),
    )
    municipality_asked = ChoiceQuestion(
        _("Have you asked the municipality?"),
        worded(
            [
                ("no", _("Not yet")),
                ("asked", _("Yes, and we wait for the answer")),
                ("agreed", _("Yes, and it has agreed")),
                ("declined", _("Yes, and it has said no")),
            ]
        ),
        missing=_("Choose whether you have asked the municipality."),
        when=("found", "yes"),
    )
