"""Brings the forms of a word together, by the rules of its language: дитини, дітей and діти are looked up as one."""

import re
from collections.abc import Callable
from functools import cache, lru_cache

import pymorphy3
import snowballstemmer

from forms.kit.names import sound
from forms.kit.text import search_key

# Slavic word forms need dictionaries; for the others cutting the endings off is enough.
_DICTIONARIES = ("uk", "ru")
_ENDINGS = {"en": "english", "nb": "norwegian", "nn": "norwegian"}


def words(text: str) -> list[str]:
    """The words of a text as they are compared: no case, one apostrophe."""
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", search_key(text))


@lru_cache(maxsize=50_000)
def base_form(word: str, language: str) -> str:
    """The form under which a word is kept; letters of another alphabet than the language's are only cut."""
    if language in _DICTIONARIES and not word.isascii():
        return str(_dictionary(language).parse(word)[0].normal_form).replace("ё", "е").replace("ґ", "г")
    return _cut(_ENDINGS.get(language, "norwegian"))(word)


@lru_cache(maxsize=50_000)
def heard(word: str) -> str:
    """How a word sounds, so that Latin letters find Cyrillic words: posobie, пособие."""
    return sound(word)


@cache
def _dictionary(language: str) -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang=language)


@cache
def _cut(name: str) -> Callable[[str], str]:
    stemmer = snowballstemmer.stemmer(name)
    return stemmer.stemWord  # type: ignore[no-any-return]
