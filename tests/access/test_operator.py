"""What an operator asks the audit log: whether it is whole, and who has looked at a case."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.__main__ import main
from portal.access import audit
from portal.storage.database import Database
from portal.storage.migrating import migrate
from tests.conftest import key_for_tests
from tests.house.installation import PRODUCTION
from tests.staff.sending import ORDINARY, sent


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A command logs to the standard error of its own process, which here is gone after the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An installation on SQLite, its settings in the environment."""
    keys = {name: f"test:{key_for_tests(name)}" for name in ("ANSWER_KEYS", "HEALTH_KEYS", "PROTECTED_KEYS")}
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    for name, value in (PRODUCTION | {f"PORTAL_{name}": key for name, key in keys.items()}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PORTAL_DATABASE_URL", url)
    monkeypatch.setenv("PORTAL_AUDIT_ANCHOR", str(tmp_path / "seals"))
    database = Database.open(url)
    migrate(database)
    return database


def test_the_operator_sees_who_has_looked_at_a_case_by_its_reference(
    installed: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    from portal.settings import Settings

    seals = Settings.read().seals()
    case = sent(installed, seals, ORDINARY)
    with installed.transaction() as connection:
        theirs = audit.Entry("staff-7f3a9k2m", "handler", "imdi", "read", case.id, "everything")
        another = audit.Entry("staff-other", "handler", "imdi", "read", "another", "name")
        audit.write(connection, seals, [theirs, another])
    installed.close()
    for asked in (case.reference, case.id):
        assert main(["audit", asked]) == 0
        told = capsys.readouterr().out
        assert "staff-7f3a9k2m" in told and "everything" in told and "staff-other" not in told
        assert told.endswith("1 rows\n")
    assert main(["audit"]) == 0
    assert "2 rows, all as they were written" in capsys.readouterr().out


def test_a_seal_that_was_told_outside_and_is_not_there_is_said(
    installed: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seals").write_text(f"2026-11-20T09:00:00+00:00 3 {'a' * 64}\n")
    installed.close()
    assert main(["audit"]) == 2
    assert "row 1 of the audit log" in capsys.readouterr().err


def test_only_the_audit_takes_a_case() -> None:
    with pytest.raises(SystemExit):
        main(["tidy", "7K3M-9QXX"])
