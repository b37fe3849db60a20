"""No text that somebody types can keep a regular expression busy: ten thousand hostile ones are read in passing."""

import ast
import random
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

HOUSE = Path(__file__).parents[2]
ROOMS = ("portal", "forms", "integrations", "locales")
CALLS = ("compile", "match", "fullmatch", "search", "sub", "split", "findall", "finditer")
LENGTH = 50_000
TEXTS = 10_000
# A pattern that is safe needs a few seconds for all of its texts; one that is not would need hours for the first.
PATIENCE = 60


def patterns() -> Iterator[tuple[str, "re.Pattern[str]"]]:
    """Every pattern in the code, by the place where it stands."""
    for file in (file for room in ROOMS for file in sorted((HOUSE / room).rglob("*.py"))):
        if "migrations" in file.parts:
            continue
        name = ".".join(file.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")
        tree = ast.parse(file.read_text())
        used = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_of_re(node.func)]
        if used and not name.endswith("__main__"):
            module = import_module(name)
            for call in used:
                yield from ((f"{name}:{call.lineno}", pattern) for pattern in written(call.args[0], module))
            for kept in vars(module).values():
                yield from ((f"{name} {each.pattern[:20]}", each) for each in compiled(kept))


def is_of_re(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in CALLS
    )


def written(source: ast.expr, module: ModuleType) -> list["re.Pattern[str]"]:
    """A pattern that is written out, or put together from constants; none where it depends on what is read."""
    try:
        return [re.compile(eval(ast.unparse(source), vars(module)))]
    except NameError:
        return []


def compiled(kept: object) -> Iterator["re.Pattern[str]"]:
    """The patterns in a constant of a module, also in a list of them."""
    if isinstance(kept, re.Pattern) and isinstance(kept.pattern, str):
        yield kept
    elif isinstance(kept, list | tuple):
        for each in kept:
            yield from compiled(each)


FOUND = {pattern.pattern: (place, pattern) for place, pattern in patterns()}


@pytest.mark.parametrize(("place", "pattern"), FOUND.values(), ids=[place for place, _ in FOUND.values()])
def test_a_pattern_reads_hostile_texts_in_passing(place: str, pattern: "re.Pattern[str]") -> None:
    with given_up_after(PATIENCE, f"{place} can be kept busy: {pattern.pattern}"):
        for number, text in enumerate(hostile_texts(pattern.pattern, TEXTS // len(FOUND) + 1)):
            (pattern.search if number % 2 else pattern.fullmatch)(text)


def hostile_texts(pattern: str, number: int) -> Iterator[str]:
    """Long texts from the pattern's own letters: repeated, almost matching, broken at the end."""
    chance = random.Random(len(pattern))
    letters = sorted({*pattern, *"aA0 -@.'\n", "\u0661", "\u200f", "é", "Щ"})
    for _ in range(number):
        piece = "".join(chance.choices(letters, k=chance.randint(1, 6)))
        beginning = "".join(chance.choices(letters, k=chance.randint(0, 3)))
        yield (beginning + piece * (LENGTH // len(piece)))[:LENGTH] + chance.choice(["", "\x00", "!", "@", "\n"])


@contextmanager
def given_up_after(seconds: int, why: str) -> Iterator[None]:
    def give_up(_number: int, _frame: object) -> None:
        pytest.fail(why)

    # Counted in the time of this process: a machine that is busy with other things makes no pattern slow.
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
