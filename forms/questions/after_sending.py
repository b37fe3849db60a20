"""What is asked after an application was sent: the code that opens it, and why something changes."""

from forms.codes import municipalities
from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, ConfirmQuestion, LongTextQuestion, TextQuestion, worded
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from forms.questions.living import MUNICIPALITY_HINT, MUNICIPALITY_NOT_FOUND
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


class WhenItHolds(StepForm):
    """From which day a change holds."""

    effective_on = DateQuestion(
        _("From which day does this hold?"),
        hint=_("The day you moved, the child was born or the decision was made. Leave it empty if there is none."),
        future_allowed=True,
    )


class Withdrawal(StepForm):
    """Why an application is withdrawn, if the applicant likes to tell."""

    reason = ChoiceQuestion(
        _("Why do you withdraw it?"),
        worded(
            [
                ("found_own_solution", _("We have found a solution ourselves")),
                ("leaving_norway", _("We are leaving Norway")),
                ("wrong_application", _("It was the wrong application")),
                ("other", _("Another reason")),
                ("not_told", _("I do not want to say")),
            ]
        ),
        missing=_("Choose an answer. “I do not want to say” is one too."),
    )
    understood = ConfirmQuestion(
        _("I want to withdraw the application for everybody in it."),
        missing=_("Tick this box if you want to withdraw the application."),
    )


REASONS_TO_CHANGE = worded(
    [
        ("family", _("Family")),
        ("work", _("Work")),
        ("school", _("School or studies")),
        ("treatment", _("Medical treatment")),
        ("safety", _("Safety")),
        ("other", _("Another reason")),
    ]
)


class AnotherMunicipality(StepForm):
    """What the directorate did not know when it chose the municipality."""

    reason = ChoiceQuestion(
        _("What is it about?"),
        REASONS_TO_CHANGE,
        missing=_("Choose what it is about."),
    )
    wanted = SearchQuestion(
        _("Which municipality would be better?"),
        municipalities,
        hint=MUNICIPALITY_HINT,
        not_found=MUNICIPALITY_NOT_FOUND,
    )
    details = LongTextQuestion(
        _("What should IMDi know?"),
        hint=_("Write in your own language. Write no numbers and no diagnoses."),
    )
