"""How often somebody who works for a municipality is written to when something new waits, and where to."""

from typing import Any

from forms.kit.contact_fields import EmailQuestion
from forms.kit.fields import ChoiceQuestion, Option
from forms.kit.step import StepForm
from locales import lazy as _


class MailChoice(StepForm):
    """At once, daily or never."""

    often = ChoiceQuestion(
        _("When shall we write to you that something new waits?"),
        [
            Option("at_once", _("At once"), _("Within a few minutes.")),
            Option("daily", _("Once a day"), _("In the morning, if something new has come since the day before.")),
            Option("never", _("Never"), _("Your e-mail address is then not kept.")),
        ],
        missing=_("Choose when we shall write to you."),
    )
    address = EmailQuestion(_("Your e-mail address at work"), hint=_("Needed only if we shall write to you."))

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        if good and self.often.data != "never" and self.address.empty():
            self.address.errors.append(_("Write the address we shall write to."))
            return False
        return good


__all__ = ["MailChoice"]
