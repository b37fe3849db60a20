"""What is asked after an application was sent: the code that opens it, and why something changes."""

from forms.kit.fields import TextQuestion
from forms.kit.step import StepForm
from locales import lazy as _


class OneTimeCode(StepForm):
    """The six digits of a message."""

    code = TextQuestion(
        _("The code in the message"),
        hint=_("Six digits."),
        limit=20,
        width="short",
        inputmode="numeric",
        autocomplete="one-time-code",
        missing=_("Write the six digits of the message."),
    )
