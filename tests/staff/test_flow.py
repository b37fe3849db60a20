"""The directorate takes out how applications go: with a reason, by two people where it is many, and no answers."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select, update

from portal.settings import Settings
from portal.storage.audit import audit_rows
from portal.storage.database import Database
from portal.storage.exports import exports
from portal.storage.submissions import submissions
from portal.submissions import flow
from tests.browser.site import sample_household
from tests.citizen import Citizen
from tests.formulas import FORMULAS, is_formula
from tests.staff.asked import asked
from tests.staff.conftest import SignIn

MOTHER_OF_TWO, COUPLE, ALONE, PROTECTED = 0, 1, 2, 5
WHY = "Månedsrapporten til departementet"
PAGE = "/nb/directorate/flow"
ONE_DATABASE = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
ALL_UNITS = {"all_units": True}

pytestmark = pytest.mark.usefixtures("clock")


def ask(browser: Citizen, status: int = 200, **said: str) -> Citizen:
    fields = {"first": "1.11.2026", "last": "20.11.2026", "why": WHY, "kind": "csv", **said}
    return browser.open(PAGE).fill(**fields).press("Be om filen", status=status)


def rows_of(browser: Citizen) -> list[list[str]]:
    browser.press("Hent filen")
    return list(csv.reader(io.StringIO(browser.response.content.decode("utf-8-sig")), delimiter=";"))


def reference_of(database: Database, id_: str) -> str:
    with database.reading() as connection:
        return str(connection.scalar(select(submissions.c.reference).where(submissions.c.id == id_)))


def noted(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        rows = connection.execute(select(audit_rows.c.act, audit_rows.c.about).order_by(audit_rows.c.number)).all()
    return [(row.act, row.about) for row in rows if row.act != "signed in"]


def test_each_application_is_a_row_with_how_it_stands_and_nothing_that_was_answered(
    signed_in: SignIn, database: Database, settings: Settings, clock: time_machine.Traveller
) -> None:
    def write(answers: Any) -> None:
        for person, formula in zip(answers.people, FORMULAS, strict=False):
            person.steps["name"] |= {"given": formula, "family": formula}

    agreed = asked(database, settings, MOTHER_OF_TWO, "municipality.asked", "municipality.agreed", change=write)
    clock.shift(60)
    waits = asked(database, settings, ALONE)
    hidden = asked(database, settings, PROTECTED, "municipality.asked")
    clock.shift(24 * 3600)
    later = asked(database, settings, COUPLE)
    browser = ask(signed_in("directorate"))
    assert "2 søknader" in browser.text
    head, *rows = rows_of(browser)
    assert [row[0] for row in rows] == [reference_of(database, agreed), reference_of(database, waits)]
    first, second = (dict(zip(head, row, strict=True)) for row in rows)
    assert rows[0][3].endswith("(søkt ut)") and first["Personer"] == "3"
    assert (first["Sendt"], first["Dager siden"], first["Avtalt"]) == ("2026-11-20", "1", "2026-11-20")
    assert "Bergen" in str(rows[0]) and "Bergen" not in str(rows[1]) and second["Avtalt"] == ""
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    whole = browser.response.text
    for person in sample_household(ALONE).people:
        assert person.said("name", "family") not in whole
        assert not [n for n in person.said("numbers", "numbers") or [] if n["value"] in whole]
    for gone in (hidden, later):
        assert reference_of(database, gone) not in whole
    taken = [about for act, about in noted(database) if act == "took out in a file"]
    assert taken == [agreed, waits]
    assert next(act for act, _about in noted(database)) == "asked for a file"


@ONE_DATABASE
def test_only_those_that_stand_at_a_stage_also_as_a_workbook(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    agreed = asked(database, settings, MOTHER_OF_TWO, "municipality.asked", "municipality.agreed")
    asked(database, settings, ALONE)
    browser = signed_in("directorate")
    stages = browser.open(PAGE).text
    assert "Venter på noe fra søkeren" in stages and "noe fra deg" not in stages
    browser = ask(browser, stage="agreed", kind="xlsx").press("Hent filen")
    rows = list(load_workbook(io.BytesIO(browser.response.content)).worksheets[0].values)
    assert [row[0] for row in rows[1:]] == [reference_of(database, agreed)]


@ONE_DATABASE
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    signed_in: SignIn, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(database, settings, PROTECTED)
    browser = signed_in("directorate")
    page = ask(browser, status=422, first="i går", last="", why="kort", stage="agreed")
    assert len(page.errors()) == 3
    assert (page.value("first"), page.value("why"), page.value("stage")) == ("i går", "kort", "agreed")
    assert ask(browser, status=422, first="21.11.2026").errors() == ["Den siste dagen er før den første."]
    # Of people who must not be found there is no sign.
    assert ask(browser, status=422).errors() == ["Det er ingen slik søknad."]
    asked(database, settings, ALONE)
    asked(database, settings, COUPLE)
    monkeypatch.setattr(flow, "MOST", 1)
    assert "Velg færre dager" in ask(browser, status=422).errors()[0]


@ONE_DATABASE
def test_fifty_are_taken_out_alone_fifty_one_with_a_colleague_and_more_than_five_hundred_not_at_once(
    signed_in: SignIn, database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert flow.MOST == 500
    monkeypatch.setattr(flow, "MOST", 52)
    browser, sent = signed_in("directorate"), 0
    for applications, alone in ((50, True), (51, False), (52, False)):
        for _more in range(applications - sent):
            asked(database, settings, ALONE)
        sent = applications
        assert f"{applications} søknader" in ask(browser).text
        with database.reading() as connection:
            newest = select(exports).order_by(exports.c.people.desc()).limit(1)
            export = connection.execute(newest, execution_options=ALL_UNITS).one()
        assert (export.people, export.needs_another) == (applications, not alone)
    asked(database, settings, ALONE)
    assert "Velg færre dager" in ask(browser, status=422).errors()[0]


def test_for_many_a_colleague_agrees_and_nobody_to_their_own(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    asked(database, settings, ALONE)
    browser, colleague = signed_in("directorate"), signed_in("directorate-too")
    ask(browser)
    with database.transaction() as connection:
        change = update(exports).values(people=51, needs_another=True)
        connection.execute(change, execution_options=ALL_UNITS)
        export = connection.execute(select(exports.c.id), execution_options=ALL_UNITS).scalar_one()
    browser.open(PAGE)
    token = browser.page.xpath("string(//input[@name='forgery']/@value)")
    for do in ("fetch", "agree"):
        browser.post(PAGE, [("forgery", token), ("do", f"{do}:{export}")], status=409)
    colleague.open(PAGE).press("Jeg er enig")
    assert len(rows_of(browser.open(PAGE))) == 2
    assert ("agreed to a file", export) in noted(database)


@ONE_DATABASE
def test_a_request_holds_for_what_there_was_for_a_day_and_for_ones_own_unit(
    signed_in: SignIn, database: Database, settings: Settings, clock: time_machine.Traveller
) -> None:
    asked(database, settings, ALONE)
    browser = ask(signed_in("directorate"))
    asked(database, settings, COUPLE)
    browser.press("Hent filen", status=409)
    assert "Be om den på nytt" in browser.text
    assert WHY not in signed_in("municipality-1").open("/nb/municipality/files").text
    signed_in("municipality-1").open(PAGE, status=404)
    clock.shift(timedelta(minutes=6))
    assert browser.open(PAGE).path == "/nb/sign-in/once-more"
    clock.shift(timedelta(hours=25))
    assert WHY not in signed_in("directorate").open(PAGE).text
