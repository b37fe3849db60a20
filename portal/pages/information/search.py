"""Finds pages by people's own words: other word forms, slips of the finger, and Cyrillic words in Latin letters.

Each word of a question is compared with the words of the pages in several ways, and the surest counts most:
the same word in any form, or a part of it; the same sound; one or two letters wrong. A word weighs more in a
title than in a text, and more when few pages have it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forms.codes.finding import edits
from portal.pages.information.library import Library
from portal.pages.information.marked_text import as_plain_text
from portal.pages.information.word_forms import base_form, heard, words

LONGEST_QUESTION = 200
MOST_WORDS = 12
MOST_FOUND = 8
SHORTEST_PART = 4
# How much a word weighs by where it stands.
TITLE, ASKED, SUMMARY, TEXT = 6.0, 6.0, 3.0, 1.0
# How much a likeness counts beside the same word.
SOUND, PART, SLIP = 0.9, 0.7, 0.5
# A page that has little to do with the question is not shown beside one that has much.
WORTH_SHOWING = 0.12

Weights = dict[str, float]


@dataclass
class Index:
    """The words of some things (pages, or entries of the glossary) by their base form: word -> thing -> weight."""

    language: str
    found_in: dict[str, Weights] = field(default_factory=dict)
    sounds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    things: int = 0

    def add(self, thing: str, texts: Iterable[tuple[float, str]]) -> None:
        """Put a thing in, with its texts and what a word weighs in each."""
        self.things += 1
        weights: Weights = defaultdict(float)
        for weight, text in texts:
            for word, times in Counter(words(text)).items():
                base = base_form(word, self.language)
                weights[base] += weight * (1 + math.log(times))
                self.sounds[word].add(base)
                self.sounds[heard(word)].add(base)
                self.sounds[heard(base)].add(base)
        for base, weight in weights.items():
            self.found_in.setdefault(base, {})[thing] = weight

    def find(self, question: str) -> list[str]:
        """The things that answer a question, best first."""
        scores: Weights = defaultdict(float)
        for word in dict.fromkeys(words(question[:LONGEST_QUESTION])[:MOST_WORDS]):
            best: Weights = {}
            for base, likeness in self._alike(word).items():
                has = self.found_in[base]
                rare = math.log(1 + self.things / len(has)) - math.log(2) + 0.02
                for thing, weight in has.items():
                    best[thing] = max(best.get(thing, 0.0), likeness * rare * weight**0.7)
            for thing, score in best.items():
                scores[thing] += score
        if not scores:
            return []
        least = max(scores.values()) * WORTH_SHOWING
        best_first = sorted(scores, key=lambda thing: -scores[thing])
        return [thing for thing in best_first[:MOST_FOUND] if scores[thing] > least]

    def _alike(self, word: str) -> Mapping[str, float]:
        """The base forms a typed word may mean, and how sure that is."""
        base = base_form(word, self.language)
        as_heard = heard(word)
        alike = self._slips(word, as_heard) if base not in self.found_in and as_heard not in self.sounds else {}
        for sound, bases in self.sounds.items():
            likeness = SOUND if sound == as_heard else _shared(sound, as_heard)
            for its_base in bases if likeness else ():
                alike[its_base] = max(alike.get(its_base, 0.0), likeness)
        return alike | ({base: 1.0} if base in self.found_in else {})

    def _slips(self, *spellings: str) -> dict[str, float]:
        near = [
            (distance, bases)
            for typed in filter(None, set(spellings))
            for sound, bases in self.sounds.items()
            # The first letter is hardly ever wrong, and looking at all words would cost ten times as much.
            if sound.startswith(typed[0])
            and abs(len(sound) - len(typed)) <= (allowed := 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2)
            and (distance := edits(typed, sound)) <= allowed
        ]
        nearest = min((distance for distance, _ in near), default=0)
        return {base: SLIP for distance, bases in near if distance == nearest for base in bases}


def _shared(one: str, other: str) -> float:
    """How sure it is that one word is a part of the other: the beginning of it, or the end of a compound."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_PART or not (longer.startswith(shorter) or longer.endswith(shorter)):
        return 0.0
    return PART * len(shorter) / len(longer)


def pages_of(books: Library, language: str) -> Index:
    """The information pages of a language."""
    index = Index(language)
    glossary = books.words.get(language, {}).values()
    for (its_language, slug), page in books.pages.items():
        if its_language == language:
            text = "\n".join(as_plain_text(piece.markdown) for piece in page.pieces)
            asked = books.asked.get(language, {}).get(slug, "")
            named = " ".join(f"{word.norwegian} {word.name}" for word in glossary if word.page == slug)
            index.add(slug, [(TITLE, page.title), (ASKED, asked), (SUMMARY, f"{page.summary} {named}"), (TEXT, text)])
    return index


def words_of(books: Library, language: str) -> Index:
    """The glossary of a language."""
    index = Index(language)
    # Letters come in bokmål, also to those who read nynorsk.
    in_bokmal = books.words.get("nb", {})
    for word in books.words.get(language, {}).values():
        names = {word.norwegian, word.name, in_bokmal[word.id].norwegian if word.id in in_bokmal else ""}
        index.add(word.id, [(TITLE, " ".join(names)), (TEXT, word.meaning)])
    return index
