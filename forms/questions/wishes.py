"""Where the household would like to live."""

from wtforms import Form

from forms.codes import municipalities
from forms.kit.fields import ChoiceQuestion, LongTextQuestion, SelectQuestion, worded, yes_no
from forms.kit.rows import Rows
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from forms.questions.living import MUNICIPALITY_HINT, MUNICIPALITY_NOT_FOUND
from locales import lazy as _

STRENGTHS = worded([("must", _("We must live here")), ("would_like", _("We would like to live here"))])
REASONS = worded(
    [
        ("family", _("Family")),
        ("work", _("Work")),
        ("school", _("School or studies")),
        ("treatment", _("Medical treatment")),
        ("housing", _("A home")),
        ("other", _("Another reason")),
    ]
)


class Anywhere(StepForm):
    """For a protected household: whether it could live anywhere, without naming a place."""

    anywhere = ChoiceQuestion(
        _("Could you live anywhere in Norway?"),
        yes_no(),
        hint=_("There is one offer, and it may be any municipality. A wish counts as far as it is possible."),
        missing=_("Choose yes or no."),
    )


class WishRow(Form):
    municipality = SearchQuestion(
        _("Municipality"),
        municipalities,
        hint=MUNICIPALITY_HINT,
        not_found=MUNICIPALITY_NOT_FOUND,
        missing=_("Write the name of the municipality."),
    )
    strength = SelectQuestion(_("How important is it?"), STRENGTHS, missing=_("Choose how important it is."))
    reason = SelectQuestion(_("Why?"), REASONS, missing=_("Choose the reason."))
    note = LongTextQuestion(_("More about the reason"), limit=500, height=2)


class Wishes(Anywhere):
    """Up to five municipalities, each with its reason."""

    wishes = Rows(
        _("Municipalities you wish for"),
        WishRow,
        title=_("Wish %(n)s"),
        add=_("Add another wish"),
        hint=_("Leave it empty if you have no wish."),
        most=5,
    )
