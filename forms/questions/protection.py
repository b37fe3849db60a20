"""Whether somebody must not be able to find the household; asked before anything about place."""

from forms.kit.fields import ChoiceQuestion, yes_no
from forms.kit.step import StepForm
from locales import lazy as _


class Protection(StepForm):
    """Asked of everybody in neutral words, so that nobody stands out by being asked."""

    protected = ChoiceQuestion(
        _("Is there somebody who must not be able to find you?"),
        yes_no(),
        hint=_("For example somebody who has threatened you. If you say yes, we do not ask where you live."),
        missing=_("Choose yes or no."),
    )


class Read(StepForm):
    """A page to read; nothing is asked."""
