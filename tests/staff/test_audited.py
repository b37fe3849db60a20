"""What staff do and read is written down before they see it; where it cannot be written, they see nothing."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.access import audit
from portal.storage.audit import audit_rows
from portal.storage.database import Database, Unavailable
from tests.staff.conftest import SignIn


def acts(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(audit_rows.c.act).order_by(audit_rows.c.number)).scalars())


def test_signing_in_and_out_reading_and_being_turned_away_are_written_down(
    signed_in: SignIn, database: Database
) -> None:
    browser = signed_in("auditor")
    browser.open("/nb/staff/audit")
    browser.open("/nb/directorate/delivery", status=404)
    browser.open("/nb/staff").press("Logg ut")
    assert acts(database) == ["signed in", "read the audit log", "turned away", "signed out"]


def test_without_a_row_in_the_log_there_is_no_page(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in("auditor")

    def broken(*_anything: Any) -> None:
        raise Unavailable("full")

    monkeypatch.setattr(audit, "write", broken)
    browser.open("/nb/staff/audit", status=503)
