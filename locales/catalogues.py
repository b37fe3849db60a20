"""Reads the catalogues (`locales/<language>/<room>.po`), and brings them up to date: `python -m locales`.

A catalogue for each room of the house keeps them short: `forms` (questions), `portal` (everything around them).
English is the language of the source, so it has no catalogue.
"""

import io
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
TRANSLATED = ("uk", "ru", "nb", "nn")
ROOMS = ("forms", "portal")
KEYWORDS = {"_": None, "lazy": None, "Text": None, "ngettext": (1, 2)}
WAYS_TO_READ = [("**.py", "python"), ("**.html", "jinja2")]


@cache
def catalogue(language: str) -> dict[str, str | tuple[str, ...]]:
    """Every text of `language` by its English source; a plural has a tuple of its forms."""
    texts: dict[str, str | tuple[str, ...]] = {}
    if language in TRANSLATED:
        for room in ROOMS:
            for message in stored(language, room):
                if not message.id or message.fuzzy:
                    continue
                if complete(message):
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    texts[key] = message.string if isinstance(message.string, str) else tuple(message.string or ())
    return texts


def complete(message: Message) -> bool:
    """Translated, in every form it needs."""
    return bool(message.string) and all(message.string)  # type: ignore[arg-type]


def plural_form(language: str, number: int) -> int:
    """Which of the forms `number` takes in `language`."""
    if language in ("uk", "ru"):
        if number % 10 == 1 and number % 100 != 11:
            return 0
        return 1 if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else 2
    return 0 if number == 1 else 1


def stored(language: str, room: str) -> Catalog:
    """The catalogue as it stands in its file; empty where there is none yet."""
    path = HERE / language / f"{room}.po"
    if not path.exists():
        return Catalog(locale=language, domain=room)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=room)


def extracted(room: str) -> Catalog:
    """Every text that the code and the templates of a room use now."""
    source = Catalog(domain=room)
    for filename, _line, message, comments, context in extract_from_dir(
        HERE.parent / room, method_map=WAYS_TO_READ, keywords=KEYWORDS, comment_tags=("For translators:",)
    ):
        source.add(message, locations=[(f"{room}/{filename}", 0)], auto_comments=comments, context=context)
    return source


def updated(language: str, room: str) -> bytes:
    """The catalogue file as it should stand: what is used, in order of its source, without guesses."""
    kept = stored(language, room)
    kept.update(extracted(room), no_fuzzy_matching=True)
    kept.obsolete.clear()
    written = io.BytesIO()
    for message in kept:
        message.locations = sorted({(path, None) for path, _ in message.locations})  # type: ignore[misc]
    write_po(written, kept, sort_output=True, omit_header=True, width=120, ignore_obsolete=True)
    return written.getvalue()


def update() -> None:
    """Write every catalogue anew; texts that are new stand there empty, to be translated."""
    for language in TRANSLATED:
        for room in ROOMS:
            path = HERE / language / f"{room}.po"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(updated(language, room))
            missing = [message for message in stored(language, room) if message.id and not complete(message)]
            sys.stdout.write(f"{path.relative_to(HERE.parent)}: {len(missing)} to translate\n")
