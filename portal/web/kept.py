"""Answers that are the same for everybody are kept for a moment, ready to be sent as they are.

Finding the page, its texts and its headers anew for each reader would cost four times as much. A moment is so short
that a text that was mended, or a day that has come, is seen at once.
"""

import time
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

Message = MutableMapping[str, Any]
Headers = Iterable[tuple[bytes, bytes]]
Name = tuple[str, bytes, bool]

SECONDS_KEPT = 5.0
# All pages in all languages, and their variants by permit, are some three hundred.
MOST_KEPT = 500


@dataclass
class Kept:
    """An answer in the two messages it is sent in; `until` by the clock of the machine; `times` it was sent."""

    start: Message
    body: Message
    route: str
    until: float
    times: int = 0


class KeptAnswers:
    """What one process keeps: the answers to those who come without a visit of their own."""

    def __init__(self, cookies: Iterable[str]) -> None:
        self._visits = [f"{name}=".encode() for name in cookies]
        self._kept: dict[Name, Kept] = {}

    def find(self, scope: MutableMapping[str, Any], asked: dict[bytes, bytes]) -> Kept | None:
        """The answer to this request; None where it has to be worked out."""
        kept = self._kept.get(_name(scope, asked))
        if kept is None or kept.until < time.monotonic() or not self._is_for_everybody(scope, asked):
            return None
        kept.times += 1
        return kept

    def keep(
        self, scope: MutableMapping[str, Any], asked: dict[bytes, bytes], start: Message, body: Message
    ) -> Kept | None:
        """Keep an answer that may be kept; returns the one it replaces, which says how often it was sent."""
        if not (self._is_for_everybody(scope, asked) and _may_be_kept(start, body)):
            return None
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        name = _name(scope, asked)
        before = self._kept.get(name)
        route = getattr(scope.get("route"), "path", "-")
        self._kept[name] = Kept(start, body, route, time.monotonic() + SECONDS_KEPT)
        return before

    def _is_for_everybody(self, scope: MutableMapping[str, Any], asked: dict[bytes, bytes]) -> bool:
        """A visit is noted when its pages are read, and who has the page already is told only that it is the same."""
        if scope["method"] != "GET" or b"if-none-match" in asked:
            return False
        cookies = asked.get(b"cookie")
        return not cookies or not any(visit in cookies for visit in self._visits)


def _name(scope: MutableMapping[str, Any], asked: dict[bytes, bytes]) -> Name:
    return scope["path"], scope["query_string"], b"br" in asked.get(b"accept-encoding", b"")


def _may_be_kept(start: Message, body: Message) -> bool:
    headers = dict(start["headers"])
    return (
        start["status"] == 200
        and headers.get(b"cache-control", b"").startswith(b"public")
        and headers.get(b"vary", b"accept-encoding") == b"accept-encoding"
        and b"set-cookie" not in headers
        and not body.get("more_body")
    )
