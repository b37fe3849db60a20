"""What staff do and read is written down before they see it; where it cannot be written, they see nothing."""

from typing import Any

import pytest
from sqlalchemy import select

from portal.access import audit
from portal.storage.audit import audit_rows
from portal.storage.database import Database, Unavailable
from portal.storage.sealing import Seals
from tests.fresh_database import WORKER
from tests.staff.canaries import found, registered
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


READ_ONLY = {
    "sqlite": "CREATE TRIGGER read_only BEFORE INSERT ON audit_rows BEGIN SELECT RAISE(ABORT, 'read only'); END",
    "postgresql": f"REVOKE INSERT ON audit_rows FROM {WORKER}",
}


def test_where_the_table_of_the_log_takes_no_row_no_page_with_data_is_shown(
    signed_in: SignIn, owner: Database, database: Database, seals: Seals
) -> None:
    with database.transaction() as connection:
        household = registered(connection, seals, "centre-1", "Spurv", 1, sent=False)
    browsers = [signed_in("centre-1"), signed_in("auditor"), signed_in("handler")]
    pages = [f"/nb/centre/{household.id}/person/1", f"/nb/centre/{household.id}/check", "/nb/centre"]
    with owner.transaction() as connection:
        connection.exec_driver_sql(READ_ONLY[owner.dialect])
    for browser in browsers:
        for page in [*pages, "/nb/staff/audit", "/nb/directorate/protected", "/nb/directorate/openings"]:
            answer = browser.ask("GET", page)
            assert answer.status_code >= 500, page
            assert not found(answer.text, household.words)
