"""What a municipality says of the work that prepared settlements: whose, on which topics, in a few words."""

from forms.kit.fields import ChoiceQuestion, ChoicesQuestion, LongTextQuestion, worded
from forms.kit.step import StepForm
from locales import lazy as _

ABOUT = worded(
    [
        ("reception_centre", _("Refugees in reception centres")),
        ("resettlement", _("Resettlement refugees (overføringsflyktninger)")),
        ("private", _("Refugees who live privately")),
    ]
)
TOPICS = worded(
    [
        ("missing_information", _("Information was missing")),
        ("wrong_information", _("Information was wrong")),
        ("family_links", _("How the members of a family belong together")),
        ("health_information", _("Information about health and needs")),
        ("late_notice", _("We were told too late")),
        ("interpreter", _("Interpreter")),
        ("other", _("Something else")),
    ]
)


class Feedback(StepForm):
    """Feedback on the preparatory work."""

    about = ChoiceQuestion(
        _("Whose settlement was prepared?"), ABOUT, missing=_("Choose whose settlement was prepared.")
    )
    topics = ChoicesQuestion(
        _("What is the feedback about?"),
        TOPICS,
        hint=_("Choose all that fit."),
        missing=_("Choose at least one."),
    )
    note = LongTextQuestion(
        _("What happened, and what would have helped?"),
        hint=_("Name nobody, and write no numbers and nothing about health."),
        limit=2000,
        height=6,
    )


__all__ = ["ABOUT", "TOPICS", "Feedback"]
