"""Finds the code somebody means from their own words: in another spelling or alphabet, with a slip of the finger.

Tried one after the other, and the first that finds anything decides: the name itself; the name as it sounds in another
alphabet; the beginnings of its words; the name among other words; the name with one or two letters wrong.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from forms.kit.names import sound
from forms.kit.text import search_key

# No name in any list is longer, and no page shows more candidates.
_LONGEST_TEXT = 120
_MOST_FOUND = 12
_SHORTEST_BEGINNING = 2

_LATIN_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "ı": "i", "ß": "ss"})


def written(text: str) -> str:
    """Words as they are written, without accents and punctuation: "Bodø/Bådåddjo" becomes "bodo badaddjo"."""
    decomposed = unicodedata.normalize("NFKD", search_key(text).translate(_LATIN_LETTERS))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char) and char != "'")
    return " ".join(re.findall(r"[^\W_]+", letters))


def heard(text: str) -> str:
    """Words as they sound, equal for Берген and Bergen."""
    return " ".join(filter(None, map(sound, re.findall(r"[^\W_]+", search_key(text).replace("'", "")))))


class Finder:
    """Names and the codes they stand for; a code can have many names, and a name can stand for many codes."""

    def __init__(self, names: Iterable[tuple[str, str]], codes: Iterable[str] = ()) -> None:
        self._written: dict[str, list[str]] = defaultdict(list)
        self._heard: dict[str, list[str]] = defaultdict(list)
        for code, name in names:
            self._written[written(name)].append(code)
            if not name.isdecimal():
                self._heard[heard(name)].append(code)
        self._words = {name: name.split() for name in self._written}
        # A code is one only by itself: "no idea" is not Norway, and "I do not know" no Dominican Republic.
        for code in codes:
            self._written[written(code)].append(code)
        self._by_length: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for name in self._heard:
            self._by_length[len(name)].append((name, _letters(name)))

    def find(self, text: str) -> list[str]:
        """The codes that may be meant, best first, at most twelve."""
        if len(text) > _LONGEST_TEXT or not (as_written := written(text)):
            return []
        as_heard = heard(text)
        found = (
            self._written.get(as_written)
            or self._heard.get(as_heard)
            or self._begins(as_written.split())
            or self._among(as_written.split())
            or self._nearly(as_heard)
        )
        return list(dict.fromkeys(found))[:_MOST_FOUND]

    def _begins(self, typed: list[str]) -> list[str]:
        if len(typed[0]) < _SHORTEST_BEGINNING:
            return []
        names = [
            name
            for name, words in self._words.items()
            # Looking for the first beginning anywhere in the name is quick, and leaves few names for the closer look.
            if typed[0] in name and all(any(word.startswith(beginning) for word in words) for beginning in typed)
        ]
        return self._codes(sorted(names, key=lambda name: (not name.startswith(typed[0]), len(name))))

    def _among(self, typed: list[str]) -> list[str]:
        present = set(typed)
        names = [name for name, words in self._words.items() if words[0] in present and present.issuperset(words)]
        whole = [name for name in names if not any(set(self._words[name]) < set(self._words[other]) for other in names)]
        return self._codes(sorted(whole, key=len, reverse=True))

    def _nearly(self, as_heard: str) -> list[str]:
        allowed = 0 if len(as_heard) < 4 else 1 if len(as_heard) < 8 else 2
        letters = _letters(as_heard)
        near = [
            (distance, name)
            for length in range(len(as_heard) - allowed, len(as_heard) + allowed + 1)
            for name, others in self._by_length.get(length, [])
            # One wrong letter changes which letters there are by two at most: most names need no closer look.
            if (letters ^ others).bit_count() <= 2 * allowed
            if (distance := edits(as_heard, name)) <= allowed
        ]
        return [code for _, name in sorted(near) for code in self._heard[name]]

    def _codes(self, names: Iterable[str]) -> list[str]:
        return [code for name in names for code in self._written[name]]


def _letters(name: str) -> int:
    """Which letters a name has, as bits."""
    bits = 0
    for char in name:
        bits |= 1 << (ord(char) & 63)
    return bits


def edits(one: str, other: str) -> int:
    """Letters left out, added, exchanged or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
