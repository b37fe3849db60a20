"""Keeps what a person types as they typed it, and recognises the same words when they are written another way.

Accepted text is stored in Unicode's composed form (NFC) and otherwise unchanged: the apostrophe in В'ячеславівна stays,
and so do the joiners that Persian and Kurdish need. A search key is for comparing only, never shown or stored.
"""

import re
import unicodedata
from typing import Literal

Code = Literal["control", "direction", "newline", "long", "number", "small", "large"]


class TextProblem(ValueError):
    """Why a text cannot be taken; the field turns `code` into words, and the text itself is never repeated."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
# NUL, other control characters, halves of characters: neither PostgreSQL nor the archive's XML takes all of these.
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION_MARKS = dict.fromkeys([0x061C, 0x200E, 0x200F])
_DIRECTION_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_SPACES = " \u00a0\u3000"
_APOSTROPHES = dict.fromkeys(map(ord, "ʼ’‘`´′＇"), "'")
_ARABIC_LETTERS = str.maketrans("يىك", "ییک")


def clean(text: str, *, limit: int, lines: bool = False, limit_bytes: int | None = None) -> str:
    """The text as it is stored: trimmed, NFC, at most `limit` code points (and bytes of UTF-8); "" when nothing shows.

    With `lines`, line breaks are allowed, each as one newline. Marks of writing direction come along unseen when
    something is pasted and nobody can find them to delete them, so they are left out; only a long text turned around
    by overrides is refused, because without them it would read differently. Raises TextProblem.
    """
    # Composing makes a text at most four times shorter; beyond that there is no need to look at all of it.
    if len(text) > 4 * limit and len(text.strip()) > 4 * limit:
        raise TextProblem("long")
    unified = _LINE_BREAKS.sub("\n", text).translate(_DIRECTION_MARKS)
    if _CONTROL.search(unified):
        raise TextProblem("control")
    turned = unified.translate(_DIRECTION_OVERRIDES)
    if lines and turned != unified:
        raise TextProblem("direction")
    cleaned = unicodedata.normalize("NFC", turned).strip(_SPACES + "\n" if lines else _SPACES)
    if "\n" in cleaned and not lines:
        raise TextProblem("newline")
    if len(cleaned) > limit or (limit_bytes is not None and len(cleaned.encode()) > limit_bytes):
        raise TextProblem("long")
    return cleaned if without_invisible(cleaned).strip() else ""


def showable(text: str) -> str:
    """The text as a page can show it again: without the characters that HTML cannot hold, and that are never taken."""
    return _CONTROL.sub("", _LINE_BREAKS.sub("\n", text))


def whole_number(text: str, *, least: int, most: int) -> int:
    """A number from a number field, in whatever digits it was typed. Raises TextProblem."""
    digits = re.sub(f"[{_SPACES}]", "", ascii_digits(clean(text, limit=40)))
    if not re.fullmatch("[0-9]+", digits):
        raise TextProblem("number")
    if int(digits) < least:
        raise TextProblem("small")
    if int(digits) > most:
        raise TextProblem("large")
    return int(digits)


def ascii_digits(text: str) -> str:
    """The text with the digits of every script as 0-9: ٢٠٢٢ and ２０２２ become 2022."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def without_invisible(text: str) -> str:
    """The text without joiners, direction marks, soft hyphens and other characters that have no shape."""
    if text.isascii():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def search_key(text: str) -> str:
    """A text as it is compared in searches: no case, no variants of a letter, one space between words."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(without_invisible(folded.translate(_APOSTROPHES)).translate(_ARABIC_LETTERS).split())
