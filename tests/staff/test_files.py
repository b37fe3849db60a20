"""Cases leave as a file only with a reason, freshly signed in, and with a colleague where it is many people."""

import csv
import io
import threading
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from forms.kit.answers import Answers, Person
from portal.access import demo_identities
from portal.settings import Settings
from portal.storage.audit import audit_rows
from portal.storage.belonging import work_for
from portal.storage.database import Database
from portal.storage.exports import exports
from portal.storage.municipal_cases import municipal_cases
from portal.submissions import taking_out
from portal.submissions.queue import Selection
from portal.submissions.taking_out import Asked, NotPossible
from tests.browser.site import sample_household
from tests.citizen import Citizen
from tests.formulas import FORMULAS, is_formula
from tests.staff.asked import BERGEN, asked
from tests.staff.conftest import SignIn

MOTHER_OF_TWO, COUPLE, PROTECTED = 0, 1, 5
NAME = {"given": "Taras", "family": "Petrenko", "born": "1990-03-01", "role": "sibling"}
WHY = "Å planlegge boliger for våren"
ONE_DATABASE = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
ALL_UNITS = {"all_units": True}

pytestmark = pytest.mark.usefixtures("clock")


def ask(browser: Citizen, status: int = 200, **said: str) -> Citizen:
    browser.open("/nb/municipality/files").fill(**{"why": WHY, "kind": "csv", **said})
    return browser.press("Be om filen", status=status)


def rows_of(browser: Citizen) -> list[list[str]]:
    browser.press("Hent filen")
    return list(csv.reader(io.StringIO(browser.response.content.decode("utf-8-sig")), delimiter=";"))


def acts(database: Database) -> list[str]:
    with database.reading() as connection:
        rows = connection.execute(select(audit_rows.c.act).order_by(audit_rows.c.number)).scalars()
        return [act for act in rows if act != "signed in"]


def make_large(database: Database) -> None:
    """Fifty-one people were in it."""
    change = update(exports).values(people=51, needs_another=True)
    with database.transaction() as connection:
        connection.execute(change, execution_options=ALL_UNITS)


def another_in_bergen(database: Database) -> None:
    """A second person works for Bergen."""
    who = {"municipality-1-too": ("municipality", "demo-municipality-1")}
    demo_identities.PEOPLE.update(who)  # type: ignore[arg-type]
    with database.transaction() as connection:
        demo_identities.prepare(connection)


@pytest.fixture
def colleague(signed_in: SignIn, database: Database) -> Citizen:
    another_in_bergen(database)
    try:
        return signed_in("municipality-1-too")
    finally:
        del demo_identities.PEOPLE["municipality-1-too"]


def test_a_few_are_taken_out_with_a_reason_and_each_step_is_written_down(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    browser = ask(signed_in("municipality-1"))
    head, *people = rows_of(browser)
    assert len(people) == 3 and head[0].startswith("Referanse")
    found = dict(zip(head, people[0], strict=True))
    assert found["Numre som finnes (skjult)"] and len(found["Fødselsår"]) == 4
    assert acts(database) == ["asked for a file", "took out in a file"]


@ONE_DATABASE
def test_a_workbook_holds_the_same(signed_in: SignIn, database: Database, settings: Settings) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    browser = ask(signed_in("municipality-1"), kind="xlsx").press("Hent filen")
    sheet = load_workbook(io.BytesIO(browser.response.content)).active
    assert sheet is not None and sheet.max_row == 4


@ONE_DATABASE
def test_no_number_and_no_birth_date_is_in_a_file(signed_in: SignIn, database: Database, settings: Settings) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    whole = str(rows_of(ask(signed_in("municipality-1"))))
    for person in sample_household(MOTHER_OF_TWO).people:
        for number in person.said("numbers", "numbers") or []:
            assert number["value"] not in whole
        assert str(person.said("name", "born")) not in whole


@ONE_DATABASE
def test_who_must_not_be_found_is_in_no_file(signed_in: SignIn, database: Database, settings: Settings) -> None:
    asked(database, settings, PROTECTED, "municipality.asked")
    page = ask(signed_in("municipality-1"), status=422)
    assert page.errors() == ["Det er ingen i utvalget."]


@ONE_DATABASE
def test_another_municipality_takes_out_only_its_own(signed_in: SignIn, database: Database, settings: Settings) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    ask(signed_in("municipality-1"))
    stavanger = signed_in("municipality-2").open("/nb/municipality/files")
    assert WHY not in stavanger.text
    with database.reading() as connection:
        export = connection.execute(select(exports.c.id), execution_options=ALL_UNITS).scalar_one()
    token = stavanger.page.xpath("string(//input[@name='forgery']/@value)")
    stavanger.post("/nb/municipality/files", [("forgery", token), ("do", f"fetch:{export}")], status=409)
    assert ask(stavanger, status=422).errors()


@ONE_DATABASE
@pytest.mark.parametrize("why", ["", "kort", " " * 40])
def test_without_a_reason_there_is_no_file_and_what_was_chosen_stays(
    signed_in: SignIn, database: Database, settings: Settings, why: str
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    page = ask(signed_in("municipality-1"), status=422, why=why)
    assert page.value("kind") == "csv" and len(page.errors()) == 1


@ONE_DATABASE
def test_after_five_minutes_one_signs_in_once_more(
    signed_in: SignIn, database: Database, settings: Settings, clock: time_machine.Traveller
) -> None:
    browser = signed_in("municipality-1").open("/nb/municipality/files")
    clock.shift(timedelta(minutes=6))
    assert browser.open("/nb/municipality/files").path == "/nb/sign-in/once-more"


def test_for_many_a_colleague_agrees_and_nobody_to_their_own(
    signed_in: SignIn, colleague: Citizen, database: Database, settings: Settings
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    browser = ask(signed_in("municipality-1"))
    make_large(database)
    browser.open("/nb/municipality/files")
    assert "En annen må være enig" in browser.text or "annen person" in browser.text
    with database.reading() as connection:
        export = connection.execute(select(exports.c.id), execution_options=ALL_UNITS).scalar_one()
    token = browser.page.xpath("string(//input[@name='forgery']/@value)")
    for do in ("fetch", "agree"):
        browser.post("/nb/municipality/files", [("forgery", token), ("do", f"{do}:{export}")], status=409)
    colleague.open("/nb/municipality/files").press("Jeg er enig")
    assert len(rows_of(browser.open("/nb/municipality/files"))) == 4
    assert "agreed to a file" in acts(database)


@ONE_DATABASE
def test_a_day_later_it_is_too_late(
    signed_in: SignIn, database: Database, settings: Settings, clock: time_machine.Traveller
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    ask(signed_in("municipality-1"))
    clock.shift(timedelta(hours=24, seconds=-1))
    last = signed_in("municipality-1").open("/nb/municipality/files")
    assert WHY in last.text
    clock.shift(1)
    last.press("Hent filen", status=409)
    assert WHY not in last.open("/nb/municipality/files").text


def of_so_many(people: int) -> Callable[[Answers], None]:
    """A household of this size."""

    def change(answers: Answers) -> None:
        first = answers.people[0]
        answers.people[1:] = [Person(str(uuid.uuid4()), first.steps | {"name": NAME}) for _more in range(people - 1)]

    return change


@ONE_DATABASE
def test_fifty_are_taken_out_alone_and_fifty_one_with_a_colleague(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    browser = signed_in("municipality-1")
    for people, alone in ((25, True), (25, True), (1, False)):
        asked(database, settings, COUPLE, "municipality.asked", change=of_so_many(people))
        ask(browser)
        with database.reading() as connection:
            newest = select(exports).order_by(exports.c.people.desc()).limit(1)
            export = connection.execute(newest, execution_options=ALL_UNITS).one()
        assert export.needs_another is not alone, export.people
        assert bool(browser.page.xpath(f"//button[@value='fetch:{export.id}']")) is alone
    assert export.people == 51


@ONE_DATABASE
def test_five_hundred_can_be_asked_for_and_five_hundred_and_one_cannot(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    for _household in range(20):
        asked(database, settings, COUPLE, "municipality.asked", change=of_so_many(25))
    browser = ask(signed_in("municipality-1"))
    assert "500 personer" in browser.text
    asked(database, settings, COUPLE, "municipality.asked", change=of_so_many(1))
    assert "500" in ask(browser, status=422).errors()[0]


@ONE_DATABASE
@pytest.mark.parametrize(("length", "status"), [(19, 422), (20, 200), (500, 200), (501, 422)])
def test_a_reason_has_twenty_to_five_hundred_characters(
    signed_in: SignIn, database: Database, settings: Settings, length: int, status: int
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    ask(signed_in("municipality-1"), status=status, why="å" * length)


@ONE_DATABASE
def test_more_people_than_were_asked_for_are_not_given_out(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    browser = ask(signed_in("municipality-1"))
    asked(database, settings, COUPLE, "municipality.asked")
    browser.press("Hent filen", status=409)
    assert "Be om den på nytt" in browser.text


@ONE_DATABASE
@pytest.mark.parametrize("formula", [each for each in FORMULAS if "\t" not in each and "\r" not in each][::4])
def test_what_somebody_wrote_is_never_carried_out(
    signed_in: SignIn, database: Database, settings: Settings, formula: str
) -> None:
    def write(answers: Answers) -> None:
        answers.people[0].steps["name"]["family"] = formula

    asked(database, settings, MOTHER_OF_TWO, "municipality.asked", change=write)
    assert not [cell for row in rows_of(ask(signed_in("municipality-1"))) for cell in row if is_formula(cell)]


@ONE_DATABASE
def test_the_directorate_takes_out_no_cases(signed_in: SignIn) -> None:
    signed_in("directorate").open("/nb/municipality/files", status=404)


def test_of_twenty_who_agree_at_once_one_does(database: Database) -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        demo_identities.prepare(connection)
        work_for(connection, "demo-municipality-1", BERGEN)
        one = Asked("demo-municipality-1", "staff-asks", BERGEN)
        export = taking_out.ask(connection, one, Selection().address, "csv", WHY, 51, now)
    agreed: list[int] = []

    def agree(number: int) -> None:
        try:
            with database.transaction() as connection:
                work_for(connection, "demo-municipality-1", BERGEN)
                taking_out.agree(connection, "demo-municipality-1", export, f"staff-{number}", now)
            agreed.append(number)
        except NotPossible:
            pass

    threads = [threading.Thread(target=agree, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(agreed) == 1


def test_the_database_itself_lets_nobody_agree_to_their_own(database: Database) -> None:
    with database.transaction() as connection:
        demo_identities.prepare(connection)
        work_for(connection, "demo-municipality-1", BERGEN)
        one = Asked("demo-municipality-1", "staff-asks", BERGEN)
        taking_out.ask(connection, one, Selection().address, "csv", WHY, 51, datetime.now(UTC))
    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(update(exports).values(agreed_by="staff-asks"), execution_options=ALL_UNITS)


@ONE_DATABASE
def test_a_case_leaves_for_the_archive_as_far_as_its_pages_show_it(
    signed_in: SignIn, database: Database, settings: Settings
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    with database.reading() as connection:
        mine = select(municipal_cases.c.id).where(municipal_cases.c.municipality == BERGEN)
        case = connection.execute(mine, execution_options=ALL_UNITS).scalar_one()
    browser = signed_in("municipality-1").open(f"/nb/municipality/case/{case}").press("Hent til arkivet")
    with zipfile.ZipFile(io.BytesIO(browser.response.content)) as whole:
        names = whole.namelist()
        document = whole.read(next(name for name in names if name.endswith(".txt"))).decode()
    assert {name.rpartition("/")[2] for name in names} == {"arkivmelding.xml", "dokument.txt"}
    numbers = [each["value"] for p in sample_household(MOTHER_OF_TWO).people for each in p.said("numbers", "numbers")]
    assert numbers and not [number for number in numbers if number in document]
    assert "fetched for the archive" in acts(database)
    signed_in("municipality-2").open(f"/nb/municipality/case/{case}", status=404)
