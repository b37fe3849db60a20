"""A list of codes with what each is called in the reader's language, and the way from a reader's words to the code."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from forms.codes.finding import Finder
from locales import LANGUAGES

# Code to language to label.
Labels = Mapping[str, Mapping[str, str]]


class CodeList(Protocol):
    """What a question needs to know about a list."""

    def label(self, code: str, language: str) -> str:
        """What the code is called; `language` is one of the portal's. Raises KeyError."""

    def likely(self, language: str) -> list[str]:
        """Codes to suggest first: never a default, and the same for everybody."""

    def find(self, text: str, language: str) -> list[str]:
        """The codes that may be meant, best first: one is clear, several are asked about, none is unknown."""

    def __contains__(self, code: object) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


class Codes:
    """A `CodeList` held in memory.

    `spellings` are further names by which a code is found; a code in `unfindable` can be chosen but not searched for.
    """

    def __init__(
        self,
        labels: Labels,
        *,
        spellings: Iterable[tuple[str, str]] = (),
        likely: Sequence[str] = (),
        unfindable: Iterable[str] = (),
    ) -> None:
        self._labels = labels
        self._spellings = list(spellings)
        self._likely = list(likely)
        self._unfindable = frozenset(unfindable)

    def label(self, code: str, language: str) -> str:
        return self._labels[code][language]

    def likely(self, language: str) -> list[str]:
        return list(self._likely)

    def find(self, text: str, language: str) -> list[str]:
        return self._finder.find(text)

    def __contains__(self, code: object) -> bool:
        return code in self._labels

    def __iter__(self) -> Iterator[str]:
        return iter(self._labels)

    @cached_property
    def _finder(self) -> Finder:
        # People search in the language they think in, which need not be the one they read in.
        names = [(code, label) for code, labels in self._labels.items() for label in dict.fromkeys(labels.values())]
        codes = [code for code in self._labels if code not in self._unfindable]
        return Finder(((code, name) for code, name in names + self._spellings if code not in self._unfindable), codes)


def rows(name: str) -> list[dict[str, str]]:
    """A table that lies beside this module; lines that begin with # say where it comes from."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def labels_of(table: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The labels of a table with a column `code` and one for each language."""
    return {row["code"]: {language: row[language] for language in LANGUAGES} for row in table}
