"""What a reader says of an information page."""

from forms.kit.fields import ChoiceQuestion, LongTextQuestion, yes_no
from forms.kit.step import StepForm
from locales import lazy as _


class Opinion(StepForm):
    """Useful or not, and a few words."""

    useful = ChoiceQuestion(_("Was this page useful?"), yes_no(), missing=_("Choose Yes or No."))
    words = LongTextQuestion(
        _("What should be better?"),
        hint=_("Write no names, numbers or addresses. We cannot answer you here."),
        limit=300,
        height=3,
    )
