"""What staff write when they vouch for somebody who stands before them; nothing of the application is shown."""

from forms.kit.date_fields import BirthDateQuestion
from forms.kit.fields import ChoiceQuestion, ConfirmQuestion, Option, TextQuestion, worded
from forms.kit.step import StepForm
from locales import LANGUAGES
from locales import lazy as _

CHECKED = worded(
    [
        ("passport", _("Passport or national identity card")),
        ("residence_card", _("Norwegian residence card")),
        ("asylum_card", _("Norwegian asylum seeker card (asylsøkerbevis)")),
        ("known", _("I know the person from my work")),
    ]
)
REASONS = worded(
    [
        ("lost", _("The telephone or the number is lost")),
        ("changed", _("The number or the e-mail is another one now")),
        ("none", _("The person has neither telephone nor e-mail of their own")),
        ("not_arriving", _("Messages do not arrive")),
    ]
)


class Vouching(StepForm):
    """Whose application it is, as the person knows it, and how it was seen that this is the person."""

    present = ConfirmQuestion(
        _("The person is here with me and asks for this."),
        missing=_("You can only vouch for somebody who is here with you and asks for it."),
    )
    code = TextQuestion(
        _("The person's reference"),
        hint=_(
            "Eight letters and digits, for example 7K3M\u20119QXD. Another adult than the applicant has a code of "
            "their own instead."
        ),
        limit=40,
        width="medium",
        missing=_("Write the reference that the person has written down."),
    )
    born = BirthDateQuestion(_("The person's birth date"), missing=_("Write the birth date that the person tells you."))
    checked = ChoiceQuestion(
        _("How did you see who it is?"),
        CHECKED,
        missing=_("Choose how you saw who it is."),
    )
    reason = ChoiceQuestion(
        _("Why does the person need a code on paper?"),
        REASONS,
        missing=_("Choose why."),
    )
    language = ChoiceQuestion(
        _("In which language shall the paper be?"),
        [Option(language.code, language.own_name) for language in LANGUAGES.values()],
        missing=_("Choose the language of the paper."),
    )
