"""What a municipality or the directorate may ask an applicant, by the codes of the record schema: ten short forms.

Each form answers by `choice`, `date` and `text`, the words in which the record carries an answer.
"""

from typing import Any

from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, ConfirmQuestion, LongTextQuestion, Option, worded
from forms.kit.step import StepForm
from locales import lazy as _

OWN_LANGUAGE = _("Write in your own language. Write no names and no numbers.")
TELL_A_PERSON = Option("tell_a_person", _("I will tell a person"), _("Nothing is written here; somebody asks you."))
CHOOSE = _("Choose an answer.")


class MoveInDate(StepForm):
    """From when the household can move."""

    choice = ChoiceQuestion(
        _("When can you move?"),
        worded(
            [
                ("any_day", _("On any day")),
                ("from_date", _("From a certain day")),
                ("not_known", _("I do not know yet")),
            ]
        ),
        missing=CHOOSE,
    )
    date = DateQuestion(
        _("From which day?"), future_allowed=True, missing=_("Write from which day."), when=("choice", "from_date")
    )
    text = LongTextQuestion(_("Is there something they should know about the day?"), hint=OWN_LANGUAGE)


class SchoolAndKindergarten(StepForm):
    """Which places for children are needed."""

    choice = ChoiceQuestion(
        _("Do your children need a place in a school or a kindergarten?"),
        worded(
            [
                ("school", _("Yes, in a school")),
                ("kindergarten", _("Yes, in a kindergarten (barnehage)")),
                ("both", _("Yes, in both")),
                ("none", _("No")),
            ]
        ),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("What should the school or the kindergarten know?"),
        hint=_("For example which class a child went to last. Write in your own language. Write no names."),
    )


class AboutHealth(StepForm):
    """An answer about health: given freely, and shared only by who agrees."""

    def validate(self, extra_validators: Any = None) -> bool:
        good = super().validate(extra_validators)
        choice, agreed = self["choice"], self["agreed"]
        if choice.data in (None, TELL_A_PERSON.value) or agreed.data:
            return good
        agreed.errors = [_("Tick the box, or choose “I will tell a person”.")]
        return False

    @property
    def answers(self) -> dict[str, Any]:
        """Who tells a person has written nothing."""
        given = super().answers
        return {"choice": given["choice"]} if given.get("choice") == TELL_A_PERSON.value else given


AGREED = _("I agree that IMDi and the municipality see this answer. The person it is about agrees too.")


class StepFreeHome(AboutHealth):
    """Whether the home must be without steps."""

    choice = ChoiceQuestion(
        _("Must the home be without steps?"),
        [
            Option("step_free", _("Yes, without any step")),
            Option("few_steps", _("A few steps are fine")),
            Option("not_needed", _("No, stairs are fine")),
            TELL_A_PERSON,
        ],
        hint=_("You decide freely whether you answer questions about health."),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("What else must the home have?"),
        hint=_("For example a wide door, or a bathroom for a wheelchair. You need not name an illness. Any language."),
    )
    agreed = ConfirmQuestion(AGREED)


class TreatmentPlace(AboutHealth):
    """Whether treatment ties somebody to a place."""

    choice = ChoiceQuestion(
        _("Does somebody in the household get treatment that ties you to a place?"),
        [
            Option("regularly", _("Yes, regularly")),
            Option("planned", _("Not yet, but it is planned")),
            Option("none", _("No")),
            TELL_A_PERSON,
        ],
        hint=_("You decide freely whether you answer questions about health."),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("Where is the treatment, and how often?"),
        hint=_("For example: a hospital in Bergen, once a month. You need not name an illness. Any language."),
    )
    agreed = ConfirmQuestion(AGREED)


class WorkOrStudyPlace(StepForm):
    """Whether work or studies tie somebody to a place."""

    choice = ChoiceQuestion(
        _("Does somebody have work or a place to study in Norway?"),
        worded([("work", _("Yes, work")), ("study", _("Yes, studies")), ("both", _("Yes, both")), ("none", _("No"))]),
        missing=CHOOSE,
    )
    text = LongTextQuestion(_("Where is it, and since when?"), hint=OWN_LANGUAGE)


class PetsComingAlong(StepForm):
    """Animals, if something is not as it was."""

    choice = ChoiceQuestion(
        _("Which pets come along?"),
        worded(
            [
                ("as_before", _("As in the application")),
                ("none", _("No pets")),
                ("changed", _("It has changed")),
            ]
        ),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("Which animals, and how many?"),
        hint=_("Write too whether the Food Safety Authority (Mattilsynet) has checked them. Any language."),
        missing=_("Write which animals come along."),
        when=("choice", "changed"),
    )


class BestContact(StepForm):
    """How the household is reached best; a new number is told as a change."""

    choice = ChoiceQuestion(
        _("How do they reach you best?"),
        [
            Option("as_before", _("As in the application")),
            Option("call", _("By a call")),
            Option("message", _("By a message, SMS or e-mail")),
            Option("other_way", _("In another way")),
        ],
        hint=_("Is your telephone number or e-mail new? Then choose “Tell what has changed” on the page of your case."),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("When is a good time, and in which language?"), hint=_("Write what fits you. Write no numbers. Any language.")
    )


class FamilyElsewhere(StepForm):
    """Close family in other places."""

    choice = ChoiceQuestion(
        _("Do you have close family who live elsewhere?"),
        worded(
            [
                ("in_norway", _("Yes, in Norway")),
                ("abroad", _("Yes, abroad")),
                ("both", _("Yes, in Norway and abroad")),
                ("none", _("No")),
            ]
        ),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("Who is it, and in which municipality or country?"),
        hint=_("For example: my mother, in Bergen. Write no names. Any language."),
    )


class OwnHomeDetails(StepForm):
    """The home that the household has found."""

    choice = ChoiceQuestion(
        _("How far have you come with a home of your own?"),
        [
            Option("found", _("We have found one, and nothing is signed")),
            Option("signed", _("We have found one, and the contract is signed")),
            Option("looking", _("We are still looking")),
            Option("given_up", _("We are not looking any more")),
        ],
        hint=_("Do not sign a contract before the municipality has agreed to the home and the contract."),
        missing=CHOOSE,
    )
    date = DateQuestion(_("From which day is the home free?"), future_allowed=True)
    text = LongTextQuestion(
        _("What kind of home is it?"),
        hint=_("For example: how many rooms, what the rent is, who rents it out. Any language."),
    )


class SomethingElse(StepForm):
    """What no other form asks: somebody tells by telephone what it is about."""

    choice = ChoiceQuestion(
        _("Something else is asked. How do you want to answer?"),
        worded(
            [
                ("call_me", _("Call me and ask")),
                ("written", _("I write it here")),
                ("answered", _("I have answered already")),
            ]
        ),
        missing=CHOOSE,
    )
    text = LongTextQuestion(
        _("Your answer"), hint=OWN_LANGUAGE, missing=_("Write your answer."), when=("choice", "written")
    )


FORMS: dict[str, type[StepForm]] = {
    "move_in_date": MoveInDate,
    "school_and_kindergarten": SchoolAndKindergarten,
    "step_free_home": StepFreeHome,
    "treatment_place": TreatmentPlace,
    "work_or_study_place": WorkOrStudyPlace,
    "pets": PetsComingAlong,
    "contact": BestContact,
    "family_elsewhere": FamilyElsewhere,
    "own_home_details": OwnHomeDetails,
    "other": SomethingElse,
}

# What staff choose from, and read above an answer.
FOR_STAFF: dict[str, str] = {
    "move_in_date": _("When they can move in"),
    "school_and_kindergarten": _("Need for school and kindergarten"),
    "step_free_home": _("Whether the home must be without steps"),
    "treatment_place": _("Treatment that ties them to a place"),
    "work_or_study_place": _("Work or studies that tie them to a place"),
    "pets": _("Pets that come along"),
    "contact": _("How they are reached best"),
    "family_elsewhere": _("Close family elsewhere"),
    "own_home_details": _("The home they have found"),
    "other": _("Something else, asked by telephone"),
}
