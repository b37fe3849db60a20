"""Hides small numbers in tables that are shown: who is one of three can be recognised.

A hidden number must not be found by taking what is shown from a total either. So each total is looked at together with
its parts, and where too few of them are hidden, or those that are leave too little doubt, the smallest of the others is
hidden too, and at last the total itself.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)

LEAST = 5


@dataclass(frozen=True)
class Sum(Generic[Key]):
    """A total, and the parts it is made of."""

    total: Key
    parts: Sequence[Key]


def is_small(number: int) -> bool:
    """Nobody is nobody's secret; one to four are."""
    return 0 < number < LEAST


def hidden(numbers: Mapping[Key, int], sums: Iterable[Sum[Key]], never_shown: Iterable[Key] = ()) -> set[Key]:
    """Which of the numbers must not be shown; `never_shown` are those that no table shows, such as "elsewhere".

    A key that `numbers` lacks counts as 0.
    """
    found = {key for key, number in numbers.items() if is_small(number)}
    found |= {key for key in never_shown if numbers.get(key, 0)}
    waiting = list(sums)
    touching: dict[Key, list[Sum[Key]]] = {}
    for each in waiting:
        for key in (each.total, *each.parts):
            touching.setdefault(key, []).append(each)
    while waiting:
        looked_at = waiting.pop()
        while (more := _to_hide(looked_at, numbers, found)) is not None:
            found.add(more)
            waiting += [each for each in touching[more] if each is not looked_at]
    return found


def _to_hide(looked_at: Sum[Key], numbers: Mapping[Key, int], found: set[Key]) -> Key | None:
    """What has to be hidden as well, so that this sum gives nothing away; None where it does not."""
    hidden_parts = [part for part in looked_at.parts if part in found]
    if looked_at.total in found:
        leaves_doubt = bool(hidden_parts)
    else:
        leaves_doubt = not hidden_parts or _doubtful([numbers[part] for part in hidden_parts])
    if leaves_doubt:
        return None
    others = [part for part in looked_at.parts if numbers.get(part, 0) and part not in found]
    if others:
        return min(others, key=lambda part: numbers[part])
    return looked_at.total if looked_at.total not in found else None


def _doubtful(parts: Sequence[int]) -> bool:
    """Whether each of these numbers could be any other, though their sum is known."""
    if len(parts) < 2 or sum(parts) < LEAST:
        return False
    if any(part >= LEAST for part in parts):
        return True
    # Each may still be 1 or 4, whatever the others are.
    return len(parts) + LEAST - 2 <= sum(parts) <= (LEAST - 1) * len(parts) - (LEAST - 2)
