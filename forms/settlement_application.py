"""Application for settlement by a household that lives privately: its steps in order, like a table of contents."""

from forms.kit.answers import Asked
from forms.kit.journey import Journey
from forms.kit.step import Step
from forms.questions import (
    contact,
    living,
    needs,
    permit,
    person,
    pets,
    protection,
    relations,
    wishes,
    work_and_school,
)
from forms.questions import situation as who
from locales import lazy as _

QUESTION_SETS = ("2022-04", "2022-06")
BEGINNING, HOUSEHOLD, PEOPLE, PLACE, REACH, WISHES = "beginning", "household", "people", "place", "reach", "wishes"


def since_june(asked: Asked) -> bool:
    """Occupation and education came with the question set of June 2022."""
    return asked.question_set >= "2022-06"


def needs_said(asked: Asked) -> bool:
    return asked.person is not None and asked.person.said("needs", "any") == "yes"


def open_household(asked: Asked) -> bool:
    return not who.protected(asked)


JOURNEY = Journey(
    service="settlement_application",
    steps=(
        Step("start", person.Start, _("Your birth date"), BEGINNING),
        Step("young", protection.Read, _("You are under 18"), BEGINNING, when=who.young_applicant),
        Step("protection", protection.Protection, _("Your safety"), BEGINNING),
        Step("safe-way", protection.Read, _("We do not ask where you are"), BEGINNING, when=who.protected),
        Step("name", person.ApplicantName, _("Your name"), HOUSEHOLD, per_person=True, when=who.about_applicant),
        Step(
            "name",
            person.MemberName,
            _("Who applies together with you?"),
            HOUSEHOLD,
            _("%(name)s: name and birth date"),
            per_person=True,
            when=lambda asked: not who.about_applicant(asked),
        ),
        Step("members", person.Members, _("Your household"), HOUSEHOLD),
        Step(
            "citizenship",
            person.Citizenships,
            _("Your citizenship"),
            PEOPLE,
            _("%(name)s: citizenship"),
            per_person=True,
        ),
        Step("numbers", person.Numbers, _("Your numbers"), PEOPLE, _("%(name)s: numbers"), per_person=True),
        Step(
            "permit",
            permit.Permit,
            _("Your residence permit"),
            PEOPLE,
            _("%(name)s: residence permit"),
            per_person=True,
            when=who.about_adult_or_applicant,
        ),
        Step(
            "guardian",
            person.Guardian,
            _("The adult who is responsible for you"),
            PEOPLE,
            _("%(name)s: the responsible adult"),
            per_person=True,
            when=who.about_minor,
        ),
        Step(
            "relations",
            relations.Relations,
            _("People you know in Norway"),
            PEOPLE,
            _("%(name)s: people in Norway"),
            per_person=True,
            when=lambda asked: who.about_adult_or_applicant(asked) and open_household(asked),
        ),
        Step(
            "needs",
            needs.Needs,
            _("Your health and everyday life"),
            PEOPLE,
            _("%(name)s: health and everyday life"),
            intro=_("Only those who look for a home for you see this. Think of what is needed, not of the cause."),
            per_person=True,
            when=who.needs_are_asked,
            health=True,
        ),
        Step(
            "consent",
            needs.Consent,
            _("Who may see your answers about health?"),
            PEOPLE,
            _("%(name)s: who may see the answers about health?"),
            per_person=True,
            when=needs_said,
            health=True,
        ),
        Step(
            "occupation",
            work_and_school.Occupation,
            _("Your work"),
            PEOPLE,
            _("%(name)s: work"),
            per_person=True,
            when=lambda asked: who.about_adult(asked) and since_june(asked),
        ),
        Step(
            "education",
            work_and_school.Education,
            _("Your education"),
            PEOPLE,
            _("%(name)s: education"),
            per_person=True,
            when=lambda asked: who.about_adult(asked) and since_june(asked),
        ),
        Step("living", living.SituationOnly, _("How you live now"), PLACE, when=who.protected),
        Step("living", living.Living, _("Where you live now"), PLACE, when=open_household),
        Step("stay", living.Stay, _("How long you can stay"), PLACE, when=open_household),
        Step("own-home", living.OwnHome, _("A home you have found"), PLACE, when=open_household),
        Step("pets", pets.Pets, _("Pets"), PLACE),
        Step("contact", contact.Contact, _("How we reach you"), REACH),
        Step("languages", contact.LanguagesAndInterpreter, _("Languages and interpreter"), REACH),
        Step("wishes", wishes.Anywhere, _("Where you would like to live"), WISHES, when=who.protected),
        Step("wishes", wishes.Wishes, _("Where you would like to live"), WISHES, when=open_household),
    ),
)

__all__ = ["JOURNEY", "QUESTION_SETS"]
