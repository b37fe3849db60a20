"""What staff do and read is written down before they see it; where it cannot be written, they see nothing."""

import ast
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import portal
from portal.access import audit, deciding
from portal.pages.directorate import delivery, openings
from portal.pages.staff.acts import ACTS, RIGHTS
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


PORTAL = Path(portal.__file__).parent
# Where the act stands among the arguments of what writes it down.
ACT = {"note": 0, "entry": 1, "Entry": 3}
# Words that are put together, chosen or handed on: what can become of them.
PUT_TOGETHER = {
    "'looked through: ' + found": {f"looked through: {found}" for found in openings.FOUND},
    "DONE[what]": set(delivery.DONE.values()),
}
HANDED_ON = {"act", "call.connection"}


def words_of(act: ast.expr) -> set[str]:
    if ast.unparse(act) in PUT_TOGETHER:
        return PUT_TOGETHER[ast.unparse(act)]
    if ast.unparse(act) in HANDED_ON:
        return set()
    found = {str(each.value) for each in ast.walk(act) if isinstance(each, ast.Constant)}
    assert found, f"Not known what this can say: {ast.unparse(act)}"
    return found


def test_whatever_is_noted_anywhere_has_words_in_the_log() -> None:
    said: set[str] = set()
    for file in PORTAL.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text())):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in ACT and len(call.args) > ACT[name]:
                said |= words_of(call.args[ACT[name]])
    assert len(said) > 50 and said - ACTS.keys() == set()
    # These are handed on.
    assert ACTS.keys() - said == {"closed by the clock", "nobody agreed"}


def test_whatever_somebody_may_be_turned_away_from_has_words_too() -> None:
    assert RIGHTS.keys() == set(deciding.ACTS)


def test_the_log_names_steps_by_their_titles_and_anything_else_by_its_code(
    signed_in: SignIn, database: Database, seals: Seals
) -> None:
    with database.transaction() as connection:
        household = registered(connection, seals, "centre-1", "Spurv", 1, sent=False)
        more = (
            ("opened needs", "needs"),
            ("read", "everything opening 7"),
            ("wrote", "name something-new"),
            ("turned away", "look through openings"),
        )
        audit.write(connection, seals, [audit.Entry("s", "r", "u", act, "", fields) for act, fields in more])
    signed_in("centre-1").open(f"/nb/centre/{household.id}/person/1")
    auditor = signed_in("auditor")
    for language, titles in (("nb", "Statsborgerskapet ditt"), ("uk", "Ваше громадянство")):
        told = [" ".join(cell.text.split()) for cell in auditor.open(f"/{language}/staff/audit").page.xpath("//td[6]")]
        assert any(line.startswith(household.id) and titles in line for line in told), told
        assert not any("citizenship" in line for line in told)
        assert {"needs", "everything opening 7"} <= set(told)
    assert {"Ваше ім’я, something-new", "Переглядати відкриття справ"} <= set(told)


def test_the_log_speaks_the_language_of_its_reader(signed_in: SignIn) -> None:
    browser = signed_in("auditor")
    for language, words in (("nn", "Las denne lista"), ("uk", "Переглянуто цей перелік")):
        browser.open(f"/{language}/staff/audit").open(f"/{language}/staff/audit")
        assert words in browser.text and "read the audit log" not in browser.text
