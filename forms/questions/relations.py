"""Family, friends and others in Norway, and whom one wishes to live near, or not near."""

from wtforms import Form

from forms.codes import municipalities
from forms.kit.fields import ChoiceQuestion, SelectQuestion, TextQuestion, worded, yes_no
from forms.kit.rows import Rows
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from forms.questions.living import MUNICIPALITY_HINT, MUNICIPALITY_NOT_FOUND
from locales import lazy as _

KINDS = worded(
    [
        ("spouse_or_partner", _("Husband, wife or partner")),
        ("parent", _("Parent")),
        ("child", _("Child")),
        ("sibling", _("Brother or sister")),
        ("other_family", _("Other family")),
        ("friend", _("Friend")),
        ("employer", _("Employer")),
        ("school", _("School or place of study")),
        ("other", _("Other")),
    ]
)

WISHES = worded(
    [
        ("near", _("I want to live near")),
        ("not_near", _("I do not want to live near")),
        ("no_wish", _("It does not matter")),
    ]
)


class RelationRow(Form):
    kind = SelectQuestion(_("Who is it?"), KINDS, missing=_("Choose who it is."))
    name = TextQuestion(_("Name"), hint=_("Leave it empty if you do not want to name the person."), limit=200)
    municipality = SearchQuestion(
        _("In which municipality?"),
        municipalities,
        hint=MUNICIPALITY_HINT,
        not_found=MUNICIPALITY_NOT_FOUND,
    )
    wish = SelectQuestion(_("Do you want to live near?"), WISHES, missing=_("Choose whether you want to live near."))


class Relations(StepForm):
    """Whom this person knows in Norway."""

    has = ChoiceQuestion(
        _("Is there family, a friend, a job or a school in Norway that matters for where you live?"),
        yes_no(),
        hint=_("Also somebody you do not want to live near."),
        missing=_("Choose yes or no."),
    )
    relations = Rows(
        _("People and places"),
        RelationRow,
        title=_("Person or place %(n)s"),
        add=_("Add another"),
        missing=_("Fill in at least one, or choose “No”."),
        most=20,
        when=("has", "yes"),
    )
