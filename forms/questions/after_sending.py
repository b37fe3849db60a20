"""What is asked after an application was sent: the code that opens it, and why something changes."""

from forms.codes import municipalities
from forms.kit.contact_fields import EmailQuestion, PhoneQuestion, WholeNumberQuestion
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
        width="medium",
        inputmode="numeric",
        autocomplete="one-time-code",
        missing=_("Write the six digits of the message."),
    )


class CodeOnPaper(StepForm):
    """What staff have handed out."""

    code = TextQuestion(
        _("The code on paper"),
        hint=_("Six letters and digits, for example 7K3-M9Q."),
        limit=40,
        width="medium",
        missing=_("Write the code that stands on the paper."),
    )


class LostReference(StepForm):
    """Where the code is to go that opens an application whose reference is lost."""

    way = ChoiceQuestion(
        _("Where shall we send a code?"),
        worded([("sms", _("SMS")), ("email", _("E-mail"))]),
        missing=_("Choose SMS or e-mail."),
    )
    phone = PhoneQuestion(
        _("Telephone"),
        hint=_("The number that you gave when you applied."),
        missing=_("Write the number that you gave when you applied."),
        when=("way", "sms"),
    )
    email = EmailQuestion(
        _("E-mail"),
        hint=_("The address that you gave when you applied."),
        missing=_("Write the address that you gave when you applied."),
        when=("way", "email"),
    )


class CodeAndYear(OneTimeCode):
    """The six digits, and what tells apart those who share a telephone."""

    year = WholeNumberQuestion(
        _("The year you were born"),
        hint=_("Four digits, for example 1985."),
        least=1900,
        most=2100,
        missing=_("Write the year you were born."),
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
