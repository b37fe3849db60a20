"""One information page as an editor writes it: who answers for it, its sources and dates, and its text in Markdown.

`docs/content.md` describes the form of a file.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

AUDIENCES = ("everyone", "collective_protection", "other_permits", "minors", "families", "protected")
GROUPS = ("collective", "others", "minors", "families", "adults", "over55", "under25")
MARK = re.compile(r"\[\^([a-z0-9-]+)\]")
_PARTS = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_GROUP_LINE = re.compile(r"^:::(?: for ([a-z0-9]+))?[ \t]*$")


class BrokenPage(Exception):
    """A file cannot be shown; the sentence says what to mend."""


@dataclass(frozen=True)
class Source:
    """Where a fact comes from; `url` is empty for the portal itself, `dated` None for what has no date."""

    id: str
    name: str
    url: str
    dated: date | None


@dataclass(frozen=True)
class Piece:
    """A part of the text, for everybody or for one group of readers only."""

    group: str
    markdown: str


@dataclass(frozen=True)
class PageFile:
    """What stands in one file. `revision` is that of the English text it corresponds to."""

    slug: str
    language: str
    title: str
    summary: str
    audience: str
    owner: str
    revision: int
    checked_on: date
    look_again_by: date
    sources: tuple[Source, ...]
    pieces: tuple[Piece, ...]

    def sources_in_order(self) -> list[Source]:
        """The sources as the text comes to them."""
        known = {source.id: source for source in self.sources}
        marks = [mark for piece in self.pieces for mark in MARK.findall(piece.markdown)]
        return [known[mark] for mark in dict.fromkeys(marks)]


def read_page(path: Path, language: str) -> PageFile:
    """The page in a file named by its slug. Raises BrokenPage."""
    try:
        parts = _PARTS.match(path.read_text(encoding="utf-8"))
        if parts is None:
            raise BrokenPage("the lines between --- and --- are missing")
        about = yaml.load(parts[1], yaml.CSafeLoader)
        page = PageFile(
            slug=path.stem,
            language=language,
            title=_text(about, "title"),
            summary=_text(about, "summary"),
            audience=_text(about, "audience"),
            owner=_text(about, "owner"),
            revision=int(about["revision"]),
            checked_on=_date(about, "checked_on"),
            look_again_by=_date(about, "look_again_by"),
            sources=tuple(
                Source(
                    _text(each, "id"),
                    _text(each, "name"),
                    str(each["url"]),
                    None if each["dated"] == "undated" else _date(each, "dated"),
                )
                for each in about["sources"]
            ),
            pieces=tuple(_pieces(parts[2])),
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise BrokenPage(f"{type(problem).__name__}: {problem}") from problem
    _refuse_what_does_not_hold_together(page)
    return page


def _text(about: dict[str, Any], name: str) -> str:
    if not isinstance(about[name], str) or not about[name].strip():
        raise BrokenPage(f"{name} must be a text")
    return str(about[name]).strip()


def _date(about: dict[str, Any], name: str) -> date:
    if not isinstance(about[name], date):
        raise BrokenPage(f"{name} must be a date such as 2026-11-20")
    return about[name]  # type: ignore[no-any-return]  # a date, looked at above


def _pieces(text: str) -> list[Piece]:
    """The text in order, divided where `::: for GROUP` begins and `:::` ends."""
    pieces: list[Piece] = []
    group, lines = "", list[str]()
    for line in [*text.splitlines(), None]:
        found = _GROUP_LINE.match(line) if line is not None else None
        if line is not None and not found:
            lines.append(line)
            continue
        if found and bool(found[1]) == bool(group):
            raise BrokenPage(f"{line!r} stands where a group is {'still open' if group else 'not open'}")
        if "".join(lines).strip():
            pieces.append(Piece(group, "\n".join(lines)))
        group, lines = (found[1] or "") if found else group, []
    if group:
        raise BrokenPage(f"the group {group!r} is never closed")
    return pieces


def _refuse_what_does_not_hold_together(page: PageFile) -> None:
    if page.audience not in AUDIENCES:
        raise BrokenPage(f"audience {page.audience!r} is not one of {', '.join(AUDIENCES)}")
    for piece in page.pieces:
        if piece.group and piece.group not in GROUPS:
            raise BrokenPage(f"the group {piece.group!r} is not one of {', '.join(GROUPS)}")
    ids = [source.id for source in page.sources]
    marks = {mark for piece in page.pieces for mark in MARK.findall(piece.markdown)}
    if len(set(ids)) != len(ids) or marks != set(ids):
        wrong = ", ".join(sorted(marks ^ set(ids))) or "one stands twice"
        raise BrokenPage(f"sources and their marks do not agree: {wrong}")
    for source in page.sources:
        if source.url and not source.url.startswith("https://"):
            raise BrokenPage(f"the address of source {source.id!r} must begin with https://")
