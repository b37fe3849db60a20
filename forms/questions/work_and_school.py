"""Occupation and education, so that the municipality can plan work and schooling."""

from forms.codes import countries, education, occupations
from forms.kit.answers import Asked
from forms.kit.contact_fields import WholeNumberQuestion
from forms.kit.fields import ChoiceQuestion, Option, TextQuestion, worded, yes_no
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from locales import lazy as _

STATUSES = worded(
    [
        ("has_worked", _("Has worked")),
        ("student", _("Student")),
        ("never_worked", _("Has never worked")),
        ("retired", _("Retired")),
    ]
)


class Occupation(StepForm):
    """What the person has worked as."""

    status = ChoiceQuestion(_("Work until now"), STATUSES, missing=_("Choose what fits best."))
    group = SearchQuestion(
        _("Occupation"),
        occupations,
        hint=_("Write the occupation in your own words, for example nurse or welder. We find the group."),
        not_found=_("We do not find this occupation. Try another word, or leave it empty and use the next field."),
    )
    title = TextQuestion(_("The occupation in your own words"), limit=120, spellcheck=True)
    years = WholeNumberQuestion(_("How many years?"), least=0, most=70)


def levels(asked: Asked) -> list[Option]:
    """The levels of education with the school names people know."""
    return [Option(code, education.label(code, asked.language)) for code in education]


class Education(StepForm):
    """The highest level of education, finished or not."""

    level = ChoiceQuestion(
        _("Highest level of education"), levels, missing=_("Choose the level. “I do not know” is also an answer.")
    )
    completed = ChoiceQuestion(_("Was it completed?"), yes_no())
    field = TextQuestion(_("Field or subject"), limit=120, spellcheck=True)
    country = SearchQuestion(
        _("In which country?"),
        countries,
        not_found=_("We do not know this country. Try another spelling, or write it in English."),
    )
