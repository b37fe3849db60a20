"""A record as a Norwegian document that a person can read, in a format that archives keep: plain text in UTF-8."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel import Locale

WORDS = Path(__file__).parent / "schemas" / "record.nb.yaml"
OSLO = ZoneInfo("Europe/Oslo")
# Whose values are codes of another register than the schema's own.
LANGUAGES = {"language", "languages_used", "written_language", "spoken_languages", "details_language", "text_language"}
COUNTRIES = {"country", "citizenships"}
# Free words stay as they were written, even where they look like a code.
AS_WRITTEN = {"details", "note", "text", "title", "field", "lines", "city", "given", "family", "native_script", "value"}


def title_of(record: Mapping[str, Any]) -> str:
    """What kind of document it is; says nothing about whom."""
    return str(words()["types"][record["type"]])


def document_of(record: Mapping[str, Any]) -> bytes:
    """The whole record, line by line, with the words of `record.nb.yaml`. UTF-8 with a final newline."""
    head = [
        title_of(record),
        f"Sak: {record['subject']}",
        f"Dokument: {record['id']}",
        f"Tid: {_moment(record['time'])}",
    ]
    return "\n".join([*head, "", *_lines(record["data"], ""), ""]).encode()


@cache
def words() -> dict[str, dict[str, str]]:
    """Norwegian words for `types`, `names` and `codes`."""
    known: dict[str, dict[str, str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return known


def _lines(said: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in said.items():
        word = words()["names"][name]
        match value:
            case dict():
                yield f"{indent}{word}:"
                yield from _lines(value, indent + "  ")
            case [dict(), *_]:
                for number, each in enumerate(value, 1):
                    yield f"{indent}{word} {number}:"
                    yield from _lines(each, indent + "  ")
            case list():
                yield f"{indent}{word}: {', '.join(_in_words(name, each) for each in value) or 'ingen'}"
            case _:
                yield f"{indent}{word}: {_in_words(name, value)}"


def _in_words(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nei"
    text = str(value)
    if name in AS_WRITTEN:
        # A line break of the writer's must not look like a line of ours.
        return text.replace("\n", " / ")
    if name in LANGUAGES:
        return str(Locale("nb").languages.get(text, text))
    if name in COUNTRIES:
        return "statsløs eller ukjent" if text == "XX" else str(Locale("nb").territories.get(text, text))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return f"{text[8:]}.{text[5:7]}.{text[:4]}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T.*", text):
        return _moment(text)
    return words()["codes"].get(text, text)


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(OSLO).strftime("%d.%m.%Y kl. %H.%M")
