"""Groups of occupations (ISCO-08, in Norway STYRK-08), found by the everyday words for what somebody has worked as."""

from collections.abc import Iterator

from forms.codes.code_list import Codes, labels_of, rows
from locales import LANGUAGES

# How a word ends when somebody writes what they worked *as*: «водієм», «вчителем», «медсестрою», «поваром».
_WORKED_AS = {
    "а": ("ою", "ой", "ей"),
    "я": ("ею", "ей"),
    "ь": ("ем",),
    "й": ("єм", "ем"),
    "ець": ("цем",),
    "ец": ("цом",),
}


def _worked_as(word: str) -> Iterator[str]:
    endings = [ending for ending in _WORKED_AS if word.endswith(ending)]
    if endings:
        longest = max(endings, key=len)
        yield from (word.removesuffix(longest) + ending for ending in _WORKED_AS[longest])
    elif "а" < word[-1] <= "щ":
        yield from (word + "ом", word + "ем")


def _words() -> Iterator[tuple[str, str]]:
    for row in rows("occupation_words.csv"):
        for language in LANGUAGES:
            for word in row[language].split("|"):
                yield row["code"], word
                if language in ("uk", "ru"):
                    yield from ((row["code"], inflected) for inflected in _worked_as(word))


occupations = Codes(labels_of(rows("occupations.csv")), spellings=_words())
