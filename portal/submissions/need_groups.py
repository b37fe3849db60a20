"""Needs of health and function as a municipality gets to know them: by group, and only what people agreed to share."""

from forms.kit.answers import Answers, Person
from locales import lazy as _

GROUPS: dict[str, frozenset[str]] = {
    "accessible_home": frozenset({"mobility", "wheelchair", "assistance_animal"}),
    "sight_or_hearing": frozenset({"sight", "hearing"}),
    "health_services": frozenset({"hospital_treatment", "mental_health", "pregnancy"}),
    "daily_help": frozenset({"daily_care"}),
    "safety": frozenset({"violence_or_threats"}),
    "other": frozenset({"other"}),
}
GROUP_NAMES: dict[str, str] = {
    "accessible_home": _("A home adapted to the needs"),
    "sight_or_hearing": _("Adaptation for sight or hearing"),
    "health_services": _("Health services beyond the family doctor"),
    "daily_help": _("Help in everyday life"),
    "safety": _("Safety"),
    "other": _("Other needs"),
}


def shares(person: Person) -> bool:
    """Whether this person has agreed that the municipality which is asked may see the answers about health."""
    return bool(person.said("consent", "may_be_shared") == "yes")


def groups_of(answers: Answers) -> list[str]:
    """The groups of needs that somebody in the household has agreed to share, in the order of `GROUPS`."""
    shared = {category for person in answers.people if shares(person) for category in _categories(person)}
    return [group for group, categories in GROUPS.items() if categories & shared]


def _categories(person: Person) -> list[str]:
    return person.said("needs", "categories") or []
