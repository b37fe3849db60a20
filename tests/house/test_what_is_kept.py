"""The project holds no secret, and nothing of the machines it was made on."""

import re
import subprocess
from pathlib import Path

import pytest

from portal.settings import DEMO_KEYS

HOUSE = Path(__file__).parents[2]
# Put together here from pieces, so that this file does not find itself.
A_SECRET = re.compile("-----BEGIN [A-Z ]*PRIV" + "ATE KEY-----|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}")
A_KEY = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{43}=(?![A-Za-z0-9+/=])")
A_MACHINE = re.compile(r"(?<![\w.:/~$}-])/(?:ro" + r"ot|wo" + r"rk|ho" + r"me/\w+|Us" + r"ers/\w+)/")
A_REGISTRY = re.compile("pypi" + r"\.org/simple|python" + r"hosted|registry\." + "(?:npmjs|yarnpkg)|index-" + "url")
NEVER_KEPT = re.compile(r"(^|/)(\.env.*|.*\.(pem|key|p12|sqlite|sqlite3|db|log|pyc))$")


def kept() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (HOUSE / name).is_file()]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every file that is text."""
    return {name: (HOUSE / name).read_text(errors="replace") for name in kept()}


def found(pattern: "re.Pattern[str]", texts: dict[str, str]) -> dict[str, str]:
    places = {name: pattern.search(text) for name, text in texts.items()}
    return {name: match.group()[:12] for name, match in places.items() if match}


def test_no_secret_is_kept(texts: dict[str, str]) -> None:
    assert not found(A_SECRET, texts)


def test_no_key_is_kept_but_the_public_ones_of_the_demo(texts: dict[str, str]) -> None:
    public = set(DEMO_KEYS.values()) | {"A" * 43 + "="}
    keys = {name: set(A_KEY.findall(text)) - public for name, text in texts.items() if not name.endswith(".lock")}
    assert not {name for name, some in keys.items() if some}


def test_no_path_of_a_machine_is_kept(texts: dict[str, str]) -> None:
    assert not found(A_MACHINE, texts)


def test_no_registry_is_named(texts: dict[str, str]) -> None:
    """Where packages come from is the machine's own matter; their hashes are ours."""
    assert not {name: what for name, what in found(A_REGISTRY, texts).items() if name != "Makefile"}


def test_no_file_is_kept_that_belongs_to_one_machine() -> None:
    assert not [name for name in kept() if NEVER_KEPT.search(name)]
