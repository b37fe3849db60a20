"""Looks up which rules hold for somebody on a day. The rules themselves stand in `book/`, with their sources.

A situation is a mapping of codes: {"permit": "collective", "living": "private", …}; `questions.py` lists the codes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BOOK = Path(__file__).with_name("book")
TOPICS = ("settlement", "waiting", "programme", "money", "norwegian", "children", "permit")
KINDS = ("answer", "right", "duty", "deadline", "step", "note")
# When the programme was offered: two changes of the law hold only for those who were offered it after them.
STARTS = {"before_2025": date(2024, 12, 31), "in_2025": date(2025, 12, 31), "since_2026": date(2026, 1, 1)}


@dataclass(frozen=True)
class Source:
    """Where a rule stands; its name is that of the Norwegian text, `dated` None for a page without a date."""

    name: str
    url: str
    dated: date | None


@dataclass(frozen=True)
class Rule:
    """`holds_for` has codes by question; a question it does not name makes no difference.

    The rule holds from `since` on and before `until`, counted on `counted_on`: today, or the start of the programme.
    """

    id: str
    topic: str
    kind: str
    holds_for: Mapping[str, tuple[str, ...]]
    since: date | None
    until: date | None
    counted_on: str
    source: Source
    checked_on: date
    page: str
    title: Mapping[str, str]
    text: Mapping[str, str]

    def holds(self, situation: Mapping[str, str], today: date) -> bool:
        """Whether the rule holds for somebody today."""
        day = STARTS.get(situation.get("start", ""), today) if self.counted_on == "start" else today
        in_force = (self.since is None or self.since <= day) and (self.until is None or day < self.until)
        return in_force and all(situation.get(question) in codes for question, codes in self.holds_for.items())


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order in which they are shown."""
    sources = {id_: Source(s["name"], s["url"], s.get("dated")) for id_, s in _read("sources").items()}
    return tuple(_rule(entry, topic, sources) for topic in TOPICS for entry in _read(topic))


def that_hold(situation: Mapping[str, str], today: date, *, topic: str = "", kind: str = "") -> list[Rule]:
    """The rules for somebody today, of one topic or kind if asked for."""
    return [
        rule
        for rule in rules()
        if (not topic or rule.topic == topic) and (not kind or rule.kind == kind) and rule.holds(situation, today)
    ]


def _read(name: str) -> Any:
    return yaml.load((BOOK / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


def _rule(entry: dict[str, Any], topic: str, sources: Mapping[str, Source]) -> Rule:
    return Rule(
        id=entry["id"],
        topic=topic,
        kind=entry["kind"],
        holds_for={question: tuple(codes) for question, codes in entry.get("for", {}).items()},
        since=entry.get("since"),
        until=entry.get("until"),
        counted_on=entry.get("counted_on", "today"),
        source=sources[entry["source"]],
        checked_on=entry["checked_on"],
        page=entry["page"],
        title=entry.get("title", {}),
        text=entry["text"],
    )
