"""Who the household is: names, birth dates, citizenships, numbers, and the adult responsible for each child."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import Form
from wtforms.validators import ValidationError

from forms.codes import countries
from forms.kit.answers import Asked
from forms.kit.contact_fields import PhoneQuestion
from forms.kit.date_fields import BirthDateQuestion
from forms.kit.fields import (
    ChoiceQuestion,
    Option,
    Question,
    SelectQuestion,
    TextQuestion,
    worded,
    yes_no,
)
from forms.kit.identifiers import normalise, problems
from forms.kit.rows import Rows
from forms.kit.search import SearchQuestion
from forms.kit.step import StepForm
from forms.questions.situation import adults, name_of
from locales import lazy as _

MOST_NUMBERS = 6
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ'’ʼ.\- ‌‍]+")

ROLES = worded(
    [
        ("spouse_or_partner", _("Husband, wife or partner")),
        ("child", _("Child")),
        ("accompanied_minor", _("A child who came with you and is not your own")),
        ("parent", _("Parent")),
        ("sibling", _("Brother or sister")),
        ("other", _("Other")),
    ]
)

NUMBER_KINDS = worded(
    [
        ("duf", _("DUF number (12 digits)")),
        ("reg", _("Registration number from the police (REG)")),
        ("d_number", _("D-number (11 digits)")),
        ("national_identity_number", _("National identity number (fødselsnummer, 11 digits)")),
        ("passport", _("Passport number")),
    ]
)

NUMBER_PROBLEMS = {
    "digits": _("This kind of number has only digits. Look at the number once more."),
    "length": _("A digit is missing, or there is one too many. Look at the number once more."),
    "year": _("A DUF number begins with the year you registered in. Look at the first four digits."),
    "date": _("The first six digits are a birth date, and this is not a date. Look at the number once more."),
    "check": _("The number does not add up, so a digit may be wrong. Look at the number once more."),
    "other_kind": _("This looks like another kind of number. Choose the right kind, or look at the number once more."),
    "synthetic": _("This is a test number. Write the real one."),
    "characters": _("Write only letters and digits."),
}
LOOK_ONCE_MORE = _(
    "A digit may be wrong. Look at the number once more. If it is right as it stands, save again and it will be kept."
)


def in_latin_letters(_form: Any, question: Question) -> None:
    """Names as in the passport: the case system compares them with the register's."""
    if not LATIN.fullmatch(question.data):
        raise ValidationError(_("Write the name in Latin letters, as in the passport or on the asylum seeker card."))


class Start(StepForm):
    """The applicant's birth date, asked first: it protects the draft together with the resume code."""

    born = BirthDateQuestion(
        _("When were you born?"),
        hint=_("For example 17 2 1989. If the day or the month is not known, leave it empty."),
        missing=_("Write the date when you were born, or at least the year."),
    )


class ApplicantName(StepForm):
    """The applicant's name."""

    given = TextQuestion(
        _("Given name"),
        hint=_("In Latin letters, as in the passport or on the asylum seeker card."),
        missing=_("Write the given name."),
        checks=[in_latin_letters],
        autocomplete="off",
    )
    family = TextQuestion(_("Family name"), missing=_("Write the family name."), checks=[in_latin_letters])
    patronymic = TextQuestion(
        _("Patronymic"), hint=_("Only if it stands in the passport or you use it."), checks=[in_latin_letters]
    )
    native_script = TextQuestion(_("The whole name as you write it yourself"), limit=200)


class MemberName(ApplicantName):
    """The name of another member, who this is to the applicant, and the birth date."""

    born = BirthDateQuestion(
        _("Birth date"),
        hint=_("For example 17 2 2010. If the day or the month is not known, leave it empty."),
        missing=_("Write the birth date, or at least the year."),
    )
    role = ChoiceQuestion(_("Who is this person to you?"), ROLES, missing=_("Choose who this person is to you."))


class Members(StepForm):
    """Whether anybody else belongs to the household."""

    more = ChoiceQuestion(
        _("Does anybody else apply together with you?"),
        yes_no(_("Yes, add a person"), _("No, this is everybody")),
        hint=_("Those who are in Norway with you and want to live in the same municipality, also newborn children."),
        missing=_("Choose whether to add a person."),
    )


class CitizenshipRow(Form):
    country = SearchQuestion(
        _("Country"),
        countries,
        hint=_("Begin to write the name of the country. Without citizenship: write “stateless”."),
        not_found=_("We do not know this country. Try another spelling, or write it in English."),
        missing=_("Write at least one country, or “stateless”."),
    )


class Citizenships(StepForm):
    """One to three citizenships."""

    citizenships = Rows(
        _("Citizenship"),
        CitizenshipRow,
        title=_("Citizenship %(n)s"),
        add=_("Add another citizenship"),
        missing=_("Write at least one country, or “stateless”."),
        most=3,
        single=True,
    )


class LookedAt(Question):
    """Carries the number that the reader was asked to look at once more; never stored."""

    kind = "hidden"

    def __init__(self, **rest: Any) -> None:
        super().__init__("", **rest)

    @property
    def value(self) -> str:
        return self.data or ""

    def empty(self) -> bool:
        return True


def right_number(form: Any, question: Question) -> None:
    """Refuse what cannot be such a number; where digits only look wrong, ask once and then keep it."""
    kind = form.kind.data
    if kind is None:
        return
    asked = question.asked
    value = normalise(kind, question.data)
    for problem in problems(kind, value, today=asked.today, synthetic_allowed=asked.synthetic_numbers):
        if problem.severity == "refuse":
            raise ValidationError(NUMBER_PROBLEMS.get(problem.code, NUMBER_PROBLEMS["check"]))
        if form.looked_at.data != value:
            form.looked_at.data = value
            raise ValidationError(LOOK_ONCE_MORE)
    question.data = value


class NumberRow(Form):
    kind = SelectQuestion(
        _("Which number is it?"),
        NUMBER_KINDS,
        missing=_("Choose which number it is."),
    )
    value = TextQuestion(
        _("The number"), limit=40, width="medium", missing=_("Write the number."), checks=[right_number]
    )
    looked_at = LookedAt()


class Numbers(StepForm):
    """The numbers a person has; several, or none yet."""

    has = ChoiceQuestion(
        _("Is there a Norwegian number or a passport number?"),
        yes_no(no=_("No number yet")),
        hint=_("The DUF number stands on the asylum seeker card and in letters from UDI."),
        missing=_("Choose whether there is a number."),
    )
    numbers = Rows(
        _("Numbers"),
        NumberRow,
        title=_("Number %(n)s"),
        add=_("Add another number"),
        missing=_("Write the number, or choose “No number yet”."),
        most=MOST_NUMBERS,
        when=("has", "yes"),
    )


def with_earlier_numbers(given: dict[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers that were told before stay when a new one is told; where there is no room, the oldest go."""
    earlier, now = stored.get("numbers", []), given.get("numbers", [])
    everything = [*earlier, *(number for number in now if number not in earlier)]
    return {**given, "has": "yes", "numbers": everything[-MOST_NUMBERS:]} if earlier else given


def adults_of_the_household(asked: Asked) -> list[Option]:
    """The adults who may be responsible for a child, and “somebody else”."""
    inside = [
        Option(adult.id, name_of(adult)) for adult in adults(asked.answers, asked.today) if adult is not asked.person
    ]
    return [*inside, Option("outside", _("Somebody who is not part of this application"))]


class WhoIsResponsible(ChoiceQuestion):
    """Needed unless nobody is responsible, which the page as a whole looks at."""

    optional = False


class Guardian(StepForm):
    """The adult responsible for a minor."""

    kind = ChoiceQuestion(
        _("Which adult is responsible in Norway?"),
        [
            Option("parent", _("A parent")),
            Option(
                "accompanying_person",
                _("An accompanying person (følgeperson)"),
                _("An adult who takes care of the child but is not the parent, for example an aunt or a grandmother."),
            ),
            Option(
                "representative",
                _("A representative (representant)"),
                _("An adult whom the state governor (statsforvalteren) has appointed."),
            ),
            Option("none", _("Nobody")),
        ],
        missing=_("Choose who is responsible. “Nobody” is also an answer."),
    )
    who = WhoIsResponsible(_("Who is it?"), adults_of_the_household)
    name = TextQuestion(_("Name of this adult"), limit=200, when=("who", "outside"))
    phone = PhoneQuestion(_("Telephone of this adult"), when=("who", "outside"))

    def validate(self, extra_validators: Any = None) -> bool:
        if self.kind.data == "none":
            self.who.data = None
        good = super().validate(extra_validators)
        if self.kind.data not in (None, "none") and self.who.data is None:
            self.who.errors.append(_("Choose who it is."))
            return False
        return good
