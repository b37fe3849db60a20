"""Animals that come along."""

from wtforms import Form

from forms.kit.contact_fields import WholeNumberQuestion
from forms.kit.fields import ChoiceQuestion, SelectQuestion, worded, yes_no
from forms.kit.rows import Rows
from forms.kit.step import StepForm
from locales import lazy as _

SPECIES = worded([("dog", _("Dog")), ("cat", _("Cat")), ("other", _("Another animal"))])
CHECKED = worded([("yes", _("Yes, it is checked")), ("no", _("No, not checked yet")), ("unknown", _("I do not know"))])


class PetRow(Form):
    species = SelectQuestion(_("Which animal?"), SPECIES, missing=_("Choose which animal it is."))
    count = WholeNumberQuestion(_("How many?"), least=1, most=20, missing=_("Write how many."))
    checked = SelectQuestion(
        _("Checked by the Food Safety Authority (Mattilsynet)?"),
        CHECKED,
        missing=_("Choose an answer. “I do not know” is also an answer."),
    )


class Pets(StepForm):
    """Pets of the household."""

    has = ChoiceQuestion(_("Do you have pets with you in Norway?"), yes_no(), missing=_("Choose yes or no."))
    pets = Rows(
        _("Pets"),
        PetRow,
        title=_("Animal %(n)s"),
        add=_("Add another kind of animal"),
        missing=_("Fill in the animal, or choose “No”."),
        most=10,
        when=("has", "yes"),
    )
