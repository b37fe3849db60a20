"""What a municipality can receive in a year: the places it has decided on, and each home that is free or will be."""

from wtforms import Form

from forms.kit.contact_fields import WholeNumberQuestion
from forms.kit.date_fields import DateQuestion
from forms.kit.fields import SelectQuestion, yes_no
from forms.kit.rows import Rows
from forms.kit.step import StepForm
from locales import lazy as _

# Every home has six fields, and a form takes 400.
MOST_HOMES = 50


class HomeRow(Form):
    places = WholeNumberQuestion(
        _("For how many people?"), least=1, most=20, missing=_("Write for how many people the home is.")
    )
    ready_from = DateQuestion(
        _("Ready from"),
        hint=_("A day that has passed means that the home is ready now."),
        future_allowed=True,
        missing=_("Write from which day the home is ready."),
    )
    step_free = SelectQuestion(_("Step-free, also at the entrance?"), yes_no())
    pets = SelectQuestion(_("Are pets allowed?"), yes_no())


class Capacity(StepForm):
    """Decided places and free homes of one year."""

    decided_places = WholeNumberQuestion(
        _("How many places has the municipality decided on for the year?"),
        hint=_("The number in the decision (vedtak), also those that are taken already."),
        least=0,
        most=9999,
        missing=_("Write the number of places in the decision. None is 0."),
    )
    homes = Rows(
        _("Homes that are free or will be"),
        HomeRow,
        title=_("Home %(n)s"),
        add=_("Add another home"),
        hint=_("Write no addresses. Take a home out when somebody has moved in."),
        most=MOST_HOMES,
    )


__all__ = ["Capacity"]
