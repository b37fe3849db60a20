"""Every setting is described for the operator, is used, and is read in one place."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from portal.settings import Settings
from tests.house.installation import PRODUCTION

HOUSE = Path(__file__).parents[2]
DESCRIBED = (HOUSE / "docs" / "settings.md").read_text()
CODE = [
    file for room in ("portal", "forms", "integrations", "locales") for file in sorted((HOUSE / room).rglob("*.py"))
]


class Asked(dict[str, str]):
    """An environment that notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__(PRODUCTION)
        self.names: set[str] = set()

    def get(self, name: str, otherwise: str | None = None) -> str | None:  # type: ignore[override]
        self.names.add(name.removesuffix("_FILE"))
        return super().get(name, otherwise)


def test_the_description_lists_exactly_the_settings_there_are() -> None:
    asked = Asked()
    Settings.read(asked)
    described = set(re.findall(r"^\| `(PORTAL_[A-Z_]+)`", DESCRIBED, re.MULTILINE))
    assert described == asked.names, "docs/settings.md must have one line for each setting, and none for any other."


def test_every_setting_changes_something() -> None:
    used = {
        node.attr
        for file in CODE
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    unused = {each.name for each in dataclasses.fields(Settings)} - used
    assert not unused, f"Nothing reads {sorted(unused)}: take it out of settings.py."


def test_only_the_settings_read_the_environment() -> None:
    """The demo stands outside: it makes the environment for its processes."""
    readers = {str(file.relative_to(HOUSE)) for file in CODE if "environ" in set(names_in(file))}
    assert {reader for reader in readers if not reader.startswith("portal/demo/")} == {"portal/settings.py"}


def names_in(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)
