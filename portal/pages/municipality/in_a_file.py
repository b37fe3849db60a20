"""One person of a case as a row of a file: codes in words, numbers covered, needs by group as far as people agreed."""

from forms.codes.country_codes import countries
from forms.codes.language_codes import languages
from forms.codes.municipality_codes import municipalities
from forms.questions.living import SITUATIONS
from forms.questions.person import NUMBER_KINDS, ROLES
from locales import lazy as _
from portal.pages.municipality import words
from portal.submissions.need_groups import GROUP_NAMES
from portal.submissions.taking_out import Somebody
from portal.web.downloaded_tables import Row

HEADINGS = (
    _("Reference"),
    _("How it stands"),
    _("Days waited"),
    _("Why it concerns you"),
    _("Family name"),
    _("Given name"),
    _("Role in the household"),
    _("Year of birth"),
    _("Citizenship"),
    _("Numbers that exist (covered)"),
    _("Municipality"),
    _("How the household lives"),
    _("Language for letters"),
    _("Languages spoken"),
    _("Interpreter for"),
    _("People in the household"),
    _("Pets"),
    _("Needs"),
)
APPLICANT = _("Applicant")


def line(somebody: Somebody, language: str) -> Row:
    """The cells in the order of `HEADINGS`, in the reader's language."""
    case, household, person = somebody.case, somebody.household, somebody.person
    contact, living, interpreter = household["contact"], household["living"], household["contact"]["interpreter"]
    concerns = [str(text) for code, text in words.REASON.items() if _concerns(somebody, code)]
    return [
        case.reference,
        str(words.STATUS[case.status].title),
        case.days,
        "; ".join(concerns),
        person["name"]["family"],
        person["name"]["given"],
        _option(ROLES, person["role"]) if person["role"] != "applicant" else str(APPLICANT),
        int(person["birth_date"]),
        "; ".join(countries.label(code, language) for code in person["citizenships"]),
        "; ".join(_option(NUMBER_KINDS, each["kind"]) for each in person["identifiers"]),
        municipalities.label(living["municipality"], language),
        _option(SITUATIONS, living["situation"]),
        languages.label(contact["written_language"], language),
        "; ".join(languages.label(code, language) for code in contact["spoken_languages"]),
        languages.label(interpreter["language"], language) if interpreter.get("language") else "",
        len(household["persons"]),
        sum(pet["count"] for pet in household["pets"]),
        "; ".join(str(GROUP_NAMES[group]) for group in person.get("need_groups", [])),
    ]


def _concerns(somebody: Somebody, code: str) -> bool:
    case = somebody.case.case
    return bool(case.asked_at if code == "asked" else getattr(case, code))


def _option(options: object, value: str) -> str:
    return next((str(each.label) for each in options if each.value == value), value)  # type: ignore[attr-defined]
