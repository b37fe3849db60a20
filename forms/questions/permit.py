"""The residence permit: granted, applied for or not, on which ground, and since when."""

from typing import Any

from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, Option, worded
from forms.kit.step import StepForm
from locales import lazy as _

STATUSES = (
    Option("granted", _("Yes, the permit is granted")),
    Option("applied", _("Not yet: we are waiting for an answer"), _("You can apply for settlement already now.")),
    Option("not_applied", _("No application for protection has been made")),
    Option("unknown", _("I do not know")),
)

GROUNDS = worded(
    [
        ("collective_protection", _("Collective protection (kollektiv beskyttelse)")),
        ("asylum", _("Protection, asylum (beskyttelse, asyl)")),
        ("humanitarian", _("Strong humanitarian considerations (opphold på humanitært grunnlag)")),
        ("family", _("Family (familieinnvandring)")),
        ("other", _("Another permit")),
        ("unknown", _("I do not know")),
    ]
)


class Permit(StepForm):
    """Status and ground of the permit; the dates only where it is granted."""

    status = ChoiceQuestion(
        _("Is the residence permit granted?"), STATUSES, missing=_("Choose whether the permit is granted.")
    )
    ground = ChoiceQuestion(
        _("Which permit is it, or has been applied for?"), GROUNDS, missing=_("Choose which permit it is.")
    )
    decided_on = DateQuestion(
        _("Date of the decision (vedtak)"),
        hint=_("It stands in the letter from UDI. Leave it empty if you do not know."),
        when=("status", "granted"),
    )
    informed_on = DateQuestion(
        _("When did the police tell you of the decision?"),
        hint=_("The six months to apply in are counted from this day. Leave it empty if you do not know."),
        when=("status", "granted"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        given = self.answers
        if good and given.get("informed_on", "9") < given.get("decided_on", "0"):
            self.informed_on.errors.append(_("This day lies before the decision. Look at both dates."))
            return False
        return good
