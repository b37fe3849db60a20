"""The five languages of the portal, and the words of the portal in each of them.

Texts are written in English where they are used (`_("Save")`) and looked up in the catalogues of the reader's language.
A text that is written before the reader is known, such as the label of a question, is a `Text`: it is translated at the
moment it is shown, into the language named by `speaking(...)`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from locales.catalogues import catalogue, plural_form


@dataclass(frozen=True)
class Language:
    """A language of the portal: its code in addresses, and its own name for itself."""

    code: str
    own_name: str


# The order is the same everywhere and no language is anybody's default because of a passport.
LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("uk", "українська"),
        Language("ru", "русский"),
        Language("en", "English"),
        Language("nb", "bokmål"),
        Language("nn", "nynorsk"),
    )
}
NORWEGIAN = ("nb", "nn")

# How dates and numbers are written: English as the British write it, so that 3.4. is never taken for 4 March.
WRITTEN = {"en": "en_GB"}

_spoken: ContextVar[str] = ContextVar("language", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Show every `Text` in `language` within this block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def written(language: str) -> str:
    """The name under which Babel knows how `language` writes dates and numbers."""
    return WRITTEN.get(language, language)


def spoken() -> str:
    """The language of the present reader."""
    return _spoken.get()


def translate(language: str, message: str) -> str:
    """The text in `language`; the English source where the catalogue lacks it."""
    found = catalogue(language).get(message, message)
    return found if isinstance(found, str) else found[0]


def translate_plural(language: str, one: str, many: str, number: int) -> str:
    """The form that `number` takes in `language` (Ukrainian and Russian have three)."""
    forms = catalogue(language).get(one)
    if not isinstance(forms, tuple):
        return one if number == 1 else many
    return forms[plural_form(language, number)]


class Text:
    """A text whose reader is not known yet; `str()` gives it in the language of the present reader."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values

    def within(self, language: str) -> str:
        """The text in a named language."""
        text = translate(language, self.message)
        if not self.values:
            return text
        with speaking(language):
            return text % {name: str(value) for name, value in self.values.items()}

    def __str__(self) -> str:
        return self.within(spoken())

    def __repr__(self) -> str:
        return f"Text({self.message!r})"

    def __bool__(self) -> bool:
        return bool(self.message)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and (self.message, self.values) == (other.message, other.values)

    def __hash__(self) -> int:
        return hash(self.message)


def lazy(message: str, **values: object) -> str:
    """A `Text` that is passed where libraries expect a string; imported as `_` where questions are written."""
    return Text(message, **values)  # type: ignore[return-value]  # shown through str(), like every label
