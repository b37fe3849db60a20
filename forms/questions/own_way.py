"""What an adult of a household is asked who has a way in of their own: nobody else of the household sees it."""

from collections.abc import Mapping
from typing import Any

from forms.kit.answers import Asked
from forms.kit.contact_fields import EmailQuestion, PhoneQuestion
from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, ChoicesQuestion, ConfirmQuestion, Option
from forms.kit.step import StepForm
from forms.questions.needs import Needs
from forms.questions.situation import is_minor, name_of
from locales import lazy as _


class OwnContact(StepForm):
    """Where codes are sent to that open one's own answers."""

    phone = PhoneQuestion(_("Your own telephone"), hint=_("A phone that only you read."))
    email = EmailQuestion(_("Your own e-mail"))


class OwnNeeds(Needs):
    """Health and everyday life, with the consent to share what is told."""

    may_be_shared = ChoiceQuestion(
        _("May the municipality that is asked to receive you see these answers?"),
        [
            Option("yes", _("Yes, I agree"), _("The municipality can look for a home that fits.")),
            Option(
                "no",
                _("No, do not share them"),
                _("You apply all the same. The municipality is then not told, and the home may not fit."),
            ),
        ],
        missing=_("Choose yes or no."),
        when=("any", "yes"),
    )


def children(asked: Asked) -> list[Option]:
    """The children of the household by name."""
    young = [person for person in asked.answers.people[1:] if is_minor(asked.answers, person, asked.today)]
    return [Option(child.id, name_of(child)) for child in young]


class Leaving(StepForm):
    """Leaving the household that applies together."""

    def __init__(self, typed: Any, stored: Mapping[str, Any], asked: Asked, prefix: str = "") -> None:
        super().__init__(typed, stored, asked, prefix)
        if not children(asked):
            del self.children

    children = ChoicesQuestion(
        _("Which children leave together with you?"), children, hint=_("Tick nobody if you leave alone.")
    )
    effective_on = DateQuestion(
        _("From which day does this hold?"), hint=_("Leave it empty if there is none."), future_allowed=True
    )
    understood = ConfirmQuestion(
        _("I want to leave this application and apply on my own."),
        missing=_("Tick this box if you want to leave this application."),
    )
