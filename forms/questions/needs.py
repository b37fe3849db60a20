"""Special needs of health or function: what a home must allow, never a diagnosis; shared only with consent."""

from forms.kit.fields import ChoiceQuestion, ChoicesQuestion, LongTextQuestion, Option, worded
from forms.kit.step import StepForm
from locales import lazy as _

CATEGORIES = worded(
    [
        ("mobility", _("Walking is difficult")),
        ("wheelchair", _("Uses a wheelchair")),
        ("sight", _("Sees badly or not at all")),
        ("hearing", _("Hears badly or not at all")),
        ("hospital_treatment", _("Regular treatment at a hospital")),
        ("mental_health", _("Mental health")),
        ("pregnancy", _("Pregnancy")),
        ("daily_care", _("Needs care or help every day")),
        ("assistance_animal", _("Has an assistance dog")),
        ("violence_or_threats", _("Has lived through violence or threats, or fears them")),
        ("other", _("Something else")),
    ]
)


class Needs(StepForm):
    """Whether a home or a municipality must be chosen with special needs in mind."""

    any = ChoiceQuestion(
        _("Is there something about health or everyday life that matters for the home or the municipality?"),
        [
            Option("yes", _("Yes")),
            Option("no", _("No")),
            Option("tell_a_person", _("I will tell a person"), _("Nothing is written here; somebody asks you.")),
        ],
        missing=_("Choose an answer. “I will tell a person” is also an answer."),
    )
    categories = ChoicesQuestion(
        _("What is it about?"),
        CATEGORIES,
        hint=_("Choose all that fit."),
        missing=_("Choose at least one."),
        when=("any", "yes"),
    )
    details = LongTextQuestion(
        _("What must the home or the municipality have?"),
        hint=_("For example: no stairs, a doctor once a month. You need not name an illness. Any language."),
        when=("any", "yes"),
    )


class Consent(StepForm):
    """Consent to share the health answers with the municipality, by itself."""

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
        hint=_(
            "Each adult decides freely and can change their mind later. For a child the responsible adult decides. "
            "Ask the person before you answer."
        ),
        missing=_("Choose yes or no."),
    )
