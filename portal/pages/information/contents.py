"""The table of contents: which pages there are, under which headings, and the number each has on paper."""

from collections.abc import Mapping
from typing import NamedTuple

from locales import lazy as _


class Section(NamedTuple):
    """A heading of the table of contents, and its pages: slug -> number."""

    title: str
    pages: Mapping[str, int]


# Numbers are printed on posters and read aloud (portal.example/7): a page keeps its number, a new page gets the next.
SECTIONS = (
    Section(
        _("Apply and wait"),
        {
            "apply-for-settlement": 1,
            "after-you-apply": 2,
            "living-privately": 3,
            "one-offer": 4,
            "protected-address": 5,
        },
    ),
    Section(
        _("The introduction programme"),
        {
            "introduction-programme": 6,
            "introduction-benefit": 7,
            "norwegian-training": 8,
            "social-studies": 9,
            "competence-and-career": 10,
            "work-without-programme": 11,
        },
    ),
    Section(
        _("Family, health and everyday life"),
        {
            "children-and-school": 12,
            "unaccompanied-minors": 13,
            "health-and-special-needs": 14,
            "interpreters": 15,
            "pets": 16,
        },
    ),
    Section(
        _("Your rights, and this portal"),
        {
            "your-data": 17,
            "privacy": 18,
            "accessibility": 19,
            "cookies": 20,
            "contact": 21,
            "something-is-wrong": 22,
        },
    ),
)
NUMBERS: dict[str, int] = {slug: number for section in SECTIONS for slug, number in section.pages.items()}
SLUGS: dict[int, str] = {number: slug for slug, number in NUMBERS.items()}
