"""What is asked around an application: whose phone it is, and what opens a draft again."""

from forms.kit.date_fields import BirthDateQuestion
from forms.kit.fields import ChoiceQuestion, ConfirmQuestion, Option, TextQuestion
from forms.kit.step import StepForm
from locales import lazy as _


class WhosePhone(StepForm):
    """A shared phone is left sooner to itself."""

    phone = ChoiceQuestion(
        _("Is this your own phone or computer?"),
        [
            Option("shared", _("No, others use it too"), _("The page closes itself after 5 minutes without a press.")),
            Option("own", _("Yes, only I use it"), _("The page closes itself after 20 minutes without a press.")),
        ],
        missing=_("Choose whose phone or computer this is."),
    )


class Resume(StepForm):
    """The code on paper, or the reference of what was sent, and the birth date."""

    code = TextQuestion(
        _("Your code or your reference"),
        hint=_("Eight letters and digits, for example 7K3M\u20119QXD."),
        limit=40,
        width="medium",
        missing=_("Write the code or the reference that you wrote down."),
    )
    born = BirthDateQuestion(
        _("Your birth date"),
        hint=_("The same date that you wrote when you began."),
        missing=_("Write your birth date as you wrote it when you began."),
    )


class Declarations(StepForm):
    """What is declared when sending."""

    truth = ConfirmQuestion(
        _("What we have written is true, as far as we know."),
        missing=_("Tick this box if what you have written is true. If not, go back and change it."),
    )
    privacy_notice = ConfirmQuestion(
        _("I have read who gets these answers and how long they are kept."),
        missing=_("Tick this box when you have read the page about privacy."),
    )
    one_offer_understood = ConfirmQuestion(
        _("I understand that there is one offer of a municipality, and that it may be anywhere in Norway."),
        missing=_("Tick this box if you have understood that there is one offer."),
    )
