"""What the portal imports is what an installation gets: nothing it needs comes with the tests alone."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = ("portal", "forms", "locales", "integrations")


def imported() -> set[str]:
    """The top-level names of all modules that the rooms import, but for Python's own and ours."""
    names: set[str] = set()
    for room in ROOMS:
        for file in (HOUSE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - set(ROOMS)


def test_every_import_is_in_the_lock_of_an_installation() -> None:
    locked = {line.partition("==")[0].lower() for line in (HOUSE / "requirements.lock").read_text().splitlines()}
    distributions = packages_distributions()
    missing = [
        name
        for name in sorted(imported())
        if not any(d.lower().replace("_", "-") in locked for d in distributions.get(name, [name]))
    ]
    assert not missing, f"{missing} must stand under dependencies in pyproject.toml, not among the tools of the tests"
