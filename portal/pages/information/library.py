"""All information pages and words in all languages, read again when an editor changes a file.

A file that cannot be read never takes a page away: the last good one stays, and the log sounds an alarm. Files in the
folder of the setting `content_folder` go before those that came with the portal.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from locales import LANGUAGES
from portal.pages.information.contents import NUMBERS
from portal.pages.information.glossary import ASKED, GLOSSARY, Word, read_asked, read_glossary
from portal.pages.information.marked_text import refuse_dead_links
from portal.pages.information.page_file import BrokenPage, PageFile, read_page

log = logging.getLogger("portal.information")

CAME_WITH_THE_PORTAL = Path(__file__).parents[3] / "content"
SECONDS_BETWEEN_LOOKS = 5.0

Stamp = tuple[int, int]


@dataclass
class Library:
    """Pages by (language, slug); words, and what people ask for by page, by language.

    `shelf` holds what was made of them until one of them changes; `broken` says which files cannot be used, and why.
    """

    folders: tuple[Path, ...]
    pages: dict[tuple[str, str], PageFile] = field(default_factory=dict)
    words: dict[str, dict[str, Word]] = field(default_factory=dict)
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    shelf: dict[Any, Any] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    _stamps: dict[str, tuple[Path, Stamp]] = field(default_factory=dict)
    _looked_at: float = 0.0

    def page(self, language: str, slug: str) -> PageFile | None:
        """A page; None when there is none of that name."""
        return self.pages.get((language, slug))

    def original_is_newer(self, page: PageFile) -> bool:
        """The English text was changed in substance after this translation."""
        original = self.page("en", page.slug)
        return original is not None and page.revision < original.revision

    def look_now_and_then(self) -> None:
        """Read what has changed, at most every few seconds."""
        if time.monotonic() - self._looked_at > SECONDS_BETWEEN_LOOKS:
            self.look()

    def look(self) -> None:
        """Read every file that is new or has changed since the last look."""
        self._looked_at = time.monotonic()
        changed = False
        for path, language, file_name in self._files():
            stamp = (path, _stamp(path))
            if self._stamps.get(f"{language}/{file_name}") == stamp:
                continue
            self._stamps[f"{language}/{file_name}"] = stamp
            changed |= self._read(path, language, file_name)
        if changed:
            self.shelf.clear()

    def _files(self) -> Iterator[tuple[Path, str, str]]:
        """The file of each page and glossary, from the last folder that has it."""
        for language in LANGUAGES:
            for name in [GLOSSARY, ASKED, *(f"{slug}.md" for slug in NUMBERS)]:
                found = [path for folder in self.folders if (path := folder / language / name).is_file()]
                if found:
                    yield found[-1], language, name

    def _read(self, path: Path, language: str, name: str) -> bool:
        try:
            if name == GLOSSARY:
                self.words[language] = read_glossary(path)
            elif name == ASKED:
                self.asked[language] = read_asked(path)
            else:
                page = read_page(path, language)
                refuse_dead_links(page, self.words.get(language, {}))
                self.pages[language, path.stem] = page
        except BrokenPage as problem:
            # The sentence is about the file alone; editors find it in the log with the name of the file, and staff in
            # the list of what needs an editor.
            log.error("content file cannot be used: %s", problem, extra={"where": f"{language}/{name}"})
            self.broken[f"{language}/{name}"] = str(problem)
            return False
        self.broken.pop(f"{language}/{name}", None)
        return True


def _stamp(path: Path) -> Stamp:
    try:
        about = path.stat()
    except OSError:
        return (0, 0)
    return (about.st_mtime_ns, about.st_size)


@cache
def library(folder: Path | None) -> Library:
    """The library of this process, with the editors' folder if there is one."""
    made = Library((CAME_WITH_THE_PORTAL, folder) if folder else (CAME_WITH_THE_PORTAL,))
    made.look()
    return made
