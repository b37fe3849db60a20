"""Norway's municipalities: shown with their county, found by every official name, by their towns, and in Cyrillic."""

from collections.abc import Iterator

from forms.codes.code_list import Codes, rows
from locales import LANGUAGES

NO_PARTICULAR = "0000"
_NO_PARTICULAR_LABELS = {
    "uk": "Без певного муніципалітету",
    "ru": "Без определённого муниципалитета",
    "en": "No particular municipality",
    "nb": "Ingen bestemt kommune",
    "nn": "Ingen bestemd kommune",
}

# The ten with most inhabitants, to suggest while somebody types.
_LARGEST = ["0301", "4601", "5001", "1103", "3201", "4204", "3301", "3203", "3205", "3107"]

# How Norwegian letters are written without a Norwegian keyboard, and how they sound to those who write in Cyrillic:
# Ålesund is Alesund, Aalesund and Олесунн, Tromsø is Тромсе, Lyngen is Люнген, Skien is Шиен, Gjøvik is Йовик.
_SPELLINGS = (
    {"å": "aa", "ø": "oe", "æ": "ae"},
    {"å": "o", "ø": "o", "æ": "e", "nd": "n"},
    {"å": "o", "ø": "e", "æ": "e", "y": "iu", "skj": "sh", "sj": "sh", "kj": "sh", "ski": "shi", "hj": "j", "gj": "j"},
)


def _spelled(name: str) -> Iterator[str]:
    yield name
    for letters in _SPELLINGS:
        spelled = name.lower()
        for letter, other in letters.items():
            spelled = spelled.replace(letter, other)
        yield spelled


def _label(row: dict[str, str]) -> str:
    name, county = row["name_norwegian"], row["county"]
    return name if name == county else f"{name} ({county})"


def _municipalities() -> Codes:
    table = rows("municipalities.csv")
    names = [
        (row["number"], name) for row in table for name in (row["name_norwegian"], *row["official_name"].split(" - "))
    ]
    towns = [(row["number"], row["town"]) for row in rows("towns.csv")]
    return Codes(
        {NO_PARTICULAR: _NO_PARTICULAR_LABELS}
        | {row["number"]: dict.fromkeys(LANGUAGES, _label(row)) for row in table},
        spellings=[(number, spelled) for number, name in names + towns for spelled in _spelled(name)],
        likely=_LARGEST,
        unfindable=[NO_PARTICULAR],
    )


municipalities = _municipalities()
