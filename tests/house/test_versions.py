"""What the portal is built from is new enough to be safe, and comes by its hashes."""

import re
import sqlite3
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from sqlalchemy import text

from portal.storage.database import Database
from portal.storage.durability import FIRST_SQLITE_WITH_SAFE_WAL, Unsafe, refuse_old_postgresql

HOUSE = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
# The first version without a known fault, and the fault. Raise a floor when an advisory says so, then run `make lock`.
FLOORS = {
    "starlette": ("1.9.0", "form limits ignored (CVE-2026-54283), Host header believed (CVE-2026-48710)"),
    "python-multipart": ("0.0.31", "negative Content-Length (GHSA-v9pg-7xvm-68hf)"),
    "jinja2": ("3.1.6", "sandbox escape (CVE-2025-27516)"),
    "wtforms": ("3.3.1", "quotes in attributes"),
    "itsdangerous": ("2.2.0", "none known"),
    "sqlalchemy": ("2.0.40", "none known"),
    "babel": ("2.9.1", "a locale file outside the folder is run (CVE-2021-42771)"),
    "httpx": ("0.28.1", "none known"),
    "h11": ("0.16.0", "request smuggling (CVE-2025-43859)"),
    "cryptography": ("50.0.0", "CVE-2026-69247, -69248, -69249"),
}


@pytest.mark.parametrize("package", FLOORS)
def test_an_installed_package_is_not_older_than_its_last_known_fault(package: str) -> None:
    floor, fault = FLOORS[package]
    try:
        installed = version(package)
    except PackageNotFoundError:
        return  # what is not there has no faults
    assert Version(installed) >= Version(floor), f"{package} {installed} has a known fault: {fault}."


def test_what_we_ask_for_is_not_older_either() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    for asked in map(Requirement, project["dependencies"]):
        if asked.name in FLOORS:
            floor = FLOORS[asked.name][0]
            lower = [Version(bound.version) for bound in asked.specifier if bound.operator == ">="]
            assert lower, f"Say in pyproject.toml that {asked.name} is {floor} or newer."
            assert lower[0] >= Version(floor), f"pyproject.toml asks for {asked}; {floor} is the first that is safe."


def test_the_write_ahead_log_is_used_only_where_it_is_safe(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    with database.reading() as connection:
        journal = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    database.close()
    assert journal == "delete" or sqlite3.sqlite_version_info >= FIRST_SQLITE_WITH_SAFE_WAL


@pytest.mark.parametrize("version", [90624, 140099, 150017, 160013, 170009, 180003])
def test_an_old_postgresql_is_refused_in_one_sentence(version: int) -> None:
    with pytest.raises(Unsafe, match=r"^PostgreSQL \d+\.\d+ has known faults\. Use 15\.18, .* or newer\.$"):
        refuse_old_postgresql(version)


@pytest.mark.parametrize("version", [150018, 160014, 170011, 180004, 190000])
def test_a_postgresql_without_known_faults_is_taken(version: int) -> None:
    refuse_old_postgresql(version)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_exact_versions_with_hashes(lock: str) -> None:
    for entry in re.split(r"\n(?=\S)", (HOUSE / lock).read_text().strip()):
        assert re.match(r"[a-z0-9.-]+==[^ ]+", entry), f"{lock}: {entry.splitlines()[0]} is not an exact version."
        assert "--hash=sha256:" in entry, f"{lock}: {entry.splitlines()[0]} has no hash."


def test_tests_run_with_the_very_versions_that_are_served() -> None:
    served, tested = (dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", (HOUSE / lock).read_text(), re.M)) for lock in LOCKS)
    assert served.items() <= tested.items(), "Run `make lock`: the two lock files do not agree."
