"""The few questions that decide which rules hold for somebody; their codes are the words of the rules."""

from forms.kit.fields import ChoiceQuestion, Option
from forms.kit.step import StepForm
from locales import lazy as _


def _permit() -> ChoiceQuestion:
    return ChoiceQuestion(
        _("Which residence permit do you have?"),
        [
            Option("collective", _("Collective protection (kollektiv beskyttelse)")),
            Option("asylum", _("Protection, asylum (beskyttelse, asyl)")),
            Option("humanitarian", _("Strong humanitarian considerations (opphold på humanitært grunnlag)")),
            Option("family", _("Family (familieinnvandring)")),
            Option("other", _("Another permit")),
            Option("waiting", _("None yet: I have applied for protection and wait for an answer")),
            Option("none", _("None: I have not applied for protection")),
            Option("unknown", _("I do not know")),
        ],
        missing=_("Choose your residence permit, or “I do not know”."),
    )


class Check(StepForm):
    """Whether to apply for settlement."""

    living = ChoiceQuestion(
        _("Where do you live?"),
        [
            Option("private", _("Privately: with family, friends or others, or in a home that we pay for ourselves")),
            Option("found", _("Privately, and we have found a home that we want to stay in")),
            Option("amot", _("In a place from a municipality while we wait (AMOT)")),
            Option("reception", _("In a reception centre (mottak)")),
            Option("settled", _("In a municipality that has settled us by agreement with IMDi")),
        ],
        missing=_("Choose where you live."),
    )
    permit = _permit()
    told = ChoiceQuestion(
        _("When did the police tell you that you got the permit?"),
        [
            Option("within", _("Less than six months ago")),
            Option("over", _("More than six months ago")),
            Option("unknown", _("I have no permit yet, or I do not know")),
        ],
        missing=_("Choose when you were told, or “I do not know”."),
    )
    who = ChoiceQuestion(
        _("Who applies?"),
        [
            Option("adult", _("An adult, alone or with family")),
            Option("child_15", _("Somebody aged 15 to 17 without parents in Norway")),
            Option("child", _("Somebody under 15 without parents in Norway")),
        ],
        missing=_("Choose who applies."),
    )


class Situation(StepForm):
    """What applies to me: six questions."""

    permit = _permit()
    age = ChoiceQuestion(
        _("How old were you when the permit was granted?"),
        [
            Option("under-15", _("Under 15")),
            Option("15-17", _("15 to 17")),
            Option("18-24", _("18 to 24")),
            Option("25-55", _("25 to 55")),
            Option("56-67", _("56 to 67")),
            Option("over-67", _("Over 67")),
        ],
        hint=_("If you still wait for the permit: how old are you now?"),
        missing=_("Choose an age."),
    )
    family = ChoiceQuestion(
        _("Who belongs to your household in Norway?"),
        [
            Option("single", _("Only me")),
            Option("couple", _("Me and my husband, wife or partner")),
            Option("children", _("Me and a child under 18, with or without the other parent")),
            Option("parents", _("Me and my parents")),
            Option("no_parents", _("I am under 18, and my parents are not in Norway")),
        ],
        missing=_("Choose who belongs to your household."),
    )
    living = ChoiceQuestion(
        _("Are you settled in a municipality?"),
        [
            Option("private", _("No, I live privately")),
            Option("reception", _("No, I live in a reception centre (mottak)")),
            Option("settled", _("Yes, by agreement between IMDi and the municipality")),
            Option("own", _("I moved to a municipality on my own, without an agreement")),
        ],
        missing=_("Choose whether you are settled."),
    )
    start = ChoiceQuestion(
        _("When was the introduction programme (introduksjonsprogram) offered to you?"),
        [
            Option("not_yet", _("Not yet")),
            Option("since_2026", _("After 1 January 2026")),
            Option("in_2025", _("In 2025")),
            Option("before_2025", _("Before 2025")),
        ],
        missing=_("Choose when the programme was offered, or “Not yet”."),
    )
    school = ChoiceQuestion(
        _("Have you completed upper secondary school or more?"),
        [
            Option(
                "yes",
                _("Yes"),
                _("With collective protection, a completed secondary school in Ukraine counts as Yes."),
            ),
            Option("no", _("No")),
        ],
        missing=_("Choose Yes or No."),
    )


QUESTIONS = (Check, Situation)


def whose(situation: dict[str, str]) -> str:
    """The code of `who` in a situation that tells age and family instead."""
    if situation["family"] != "no_parents":
        return "adult"
    return {"under-15": "child", "15-17": "child_15"}.get(situation["age"], "adult")
