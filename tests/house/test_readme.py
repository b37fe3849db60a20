"""The first page shows the house as it is: every room, the plan, and commands that exist."""

import re
import subprocess
import tomllib
from pathlib import Path

HOUSE = Path(__file__).parents[2]
README = (HOUSE / "README.md").read_text()
CONTRACTS = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def tracked() -> list[str]:
    """Every file of the project."""
    return subprocess.run(
        ["git", "ls-files"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()


def drawn_after(words: str) -> list[str]:
    """The first word, or words side by side, of each line of the drawing that follows `words`."""
    drawing = re.split(r"\n\n(?!    )", README.partition(words)[2].lstrip("\n"), maxsplit=1)[0]
    return [re.split(r"\s{2,}", line.strip())[0] for line in drawing.splitlines() if line.startswith("    ")]


def layers(container: str) -> list[str]:
    contract = next(
        each for each in CONTRACTS if each["type"] == "layers" and each.get("containers", [""])[0] == container
    )
    return [layer.strip("()") for layer in contract["layers"]]


def test_every_room_is_named_and_no_other() -> None:
    rooms = {file.split("/")[0] for file in tracked() if "/" in file}
    assert set(re.findall(r"^\| `([a-z.]+)/` \|", README, re.MULTILINE)) == rooms


def test_the_plan_is_the_one_that_is_enforced() -> None:
    assert drawn_after("side by side are strangers.") == layers("")


def test_the_plan_of_the_portal_is_the_one_that_is_enforced() -> None:
    assert drawn_after("Inside the portal:") == layers("portal")


def test_everything_in_the_portal_has_its_place_in_the_plan() -> None:
    there = {re.split(r"[/.]", file)[1] for file in tracked() if re.match(r"portal/\w+(/|\.py$)", file)}
    assert {part for layer in layers("portal") for part in layer.split(" | ")} == there - {"__init__"}


def test_every_file_it_speaks_of_exists() -> None:
    named = re.findall(r"`((?:portal|forms|integrations|locales|tests|docs|content|deploy)/[\w./-]+)", README)
    named += [f"portal/{path}" for path in re.findall(r"`((?:web|pages|submissions|delivery|storage)/[\w./]+)", README)]
    named += re.findall(r"\]\(([\w./]+)", README)
    missing = sorted({path for path in named if not (HOUSE / path.rstrip("/")).exists()})
    assert not missing, f"README.md speaks of {missing}."


def test_every_command_it_names_can_be_made() -> None:
    targets = set(re.findall(r"^([a-z]+):", (HOUSE / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z]+)", README, re.MULTILINE)) <= targets
