"""The roster of a centre: a list is brought in, everybody is found in either script, and each stands where they are."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from openpyxl import Workbook
from sqlalchemy import select

from portal.storage.audit import audit_rows
from portal.storage.centre_households import centre_households, resident_lookups
from portal.storage.database import Database
from portal.submissions import handing_over
from tests.citizen import Citizen
from tests.journeys.applying import example
from tests.journeys.registering import Registrar
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")

LIST = [
    ["Fornavn", "Etternavn", "Fødselsdato", "DUF", "Rom", "Språk"],
    ["Тарас", "Гриценко", "11.11.1969", "202699008007", "12", "uk"],
    ["Liudmyla", "Hrytsenko", "02.02.1971", "", "12", "uk"],
    ["Oleksandr", "Bondar", "1990-05-17", "", "7", "ru"],
]


def as_csv(rows: list[list[str]]) -> bytes:
    return "\r\n".join(";".join(row) for row in rows).encode("utf-8-sig")


def as_xlsx(rows: list[list[str]]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(file)
    return file.getvalue()


def look_at(browser: Citizen, content: bytes, status: int = 200) -> Citizen:
    browser.open("/nb/centre/import").choose_file("table", "beboere.csv", content)
    return browser.press("Se på listen", status=status)


def bring_in(browser: Citizen, rows: list[list[str]]) -> Citizen:
    return look_at(browser, as_csv(rows)).press("Hent inn")


def found(browser: Citizen, who: str) -> list[str]:
    browser.open("/nb/centre").fill(who=who).press("Søk")
    return [" ".join(link.text_content().split()) for link in browser.page.xpath("//ul[@class='people']//a")]


@pytest.mark.parametrize("file", [as_csv(LIST), as_xlsx(LIST)], ids=["csv", "xlsx"])
def test_a_list_is_looked_at_first_and_stored_when_it_is_confirmed(
    signed_in: SignIn, database: Database, file: bytes
) -> None:
    browser = look_at(signed_in("centre-1"), file)
    assert "Nye: 3" in browser.text and "11. november 1969" in browser.text and "1969-11-11" not in browser.text
    with database.reading() as connection:
        everybody = select(centre_households.c.sealed).execution_options(all_units=True)
        assert connection.execute(everybody).all() == []
    browser.press("Hent inn")
    assert "3 personer er nye" in browser.text
    with database.reading() as connection:
        sealed = connection.execute(everybody).scalars().all()
    assert len(sealed) == 3 and not any(b"Bondar" in (each or b"") for each in sealed)


def test_a_birth_date_is_shown_as_the_reader_writes_it_and_a_year_alone_as_a_year(signed_in: SignIn) -> None:
    browser = look_at(signed_in("centre-1"), as_csv([LIST[0], ["Ny", "Person", "1.2.2001", "", "", ""]]))
    assert "1. februar 2001" in browser.text
    year_only = look_at(browser, as_csv([LIST[0], ["Ny", "Person", "1962", "", "", ""]]))
    assert "1962" in year_only.text and "Nye: 1" in year_only.text


def test_the_same_list_again_brings_in_nobody_twice(signed_in: SignIn, database: Database) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    again = look_at(browser, as_csv([*LIST, ["Ny", "Person", "1.1.2001", "", "", ""]]))
    assert "Nye: 1" in again.text and "Finnes fra før: 3" in again.text
    again.press("Hent inn")
    # Another spelling of the same name, and the Back button with a second press, change nothing either.
    respelled = look_at(browser, as_csv([LIST[0], ["Taras", "Grytsenko", "11.11.1969", "", "", ""]]))
    assert "Finnes fra før: 1" in respelled.text


def test_who_has_moved_out_is_taken_off_the_list_when_the_centre_says_so(signed_in: SignIn) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    newer = [*LIST[:2], ["Ny", "Person", "1.1.2001", "", "", ""]]
    unread = look_at(browser, as_csv([*newer, ["Feil", "", "x", "", "", ""]]))
    assert "Bondar" not in unread.text, "a row that cannot be read may be anybody"
    again = look_at(browser, as_csv(newer))
    assert "Oleksandr Bondar" in again.text and "2 personer er ikke her lenger" in again.text
    again.press("Hent inn")
    assert "Ikke begynt: 4" in browser.open("/nb/centre").text, "nobody has said that they moved out"
    look_at(browser, as_csv(newer)).fill(gone="yes").press("Hent inn")
    assert "2 navn er tatt av listen" in browser.text
    assert "Ikke begynt: 2" in browser.open("/nb/centre?state=not_begun").text and "Bondar" not in browser.text


def test_who_is_being_registered_stays_though_a_list_comes_without_them(signed_in: SignIn) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    look_at(browser, as_csv(LIST[:3])).fill(gone="yes")
    confirm = browser.filled(browser.page.xpath("//form[.//input[@name='list']]")[0])
    browser.open("/nb/centre").follow("Oleksandr Bondar")
    assert "Du registrerer for Oleksandr Bondar" in browser.text
    browser.fill(protected="no", how="read_aloud", language="ukrainsk", interpreter="no").press()
    browser.post("/nb/centre/import", confirm, status=200)
    assert "Begynt: 1" in browser.open("/nb/centre?state=begun").text and "Oleksandr Bondar" in browser.text


def test_who_was_never_registered_is_off_the_list_after_a_year(signed_in: SignIn, database: Database) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    for days, left in ((364, 3), (366, 0)):
        with database.transaction() as connection:
            handing_over.tidy(connection, datetime.now(UTC) + timedelta(days=days))
        assert f"Ikke begynt: {left}" in browser.open("/nb/centre").text


def test_a_search_is_written_down_with_whom_it_has_found(signed_in: SignIn, database: Database) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    found(browser, "Hrytsenko")
    with database.reading() as connection:
        rows = connection.execute(select(audit_rows.c.about).where(audit_rows.c.act == "found by searching")).scalars()
        lines = select(centre_households.c.id).execution_options(all_units=True)
        assert len(noted := set(rows)) == 2 and noted < set(connection.execute(lines).scalars())


def test_a_page_that_is_confirmed_twice_brings_in_nobody_twice(signed_in: SignIn) -> None:
    browser = look_at(signed_in("centre-1"), as_csv(LIST))
    form = browser.filled(browser.page.xpath("//form[.//input[@name='list']]")[0])
    browser.post("/nb/centre/import", form, status=200)
    browser.post("/nb/centre/import", form, status=200)
    assert "0 personer er nye" in browser.text


def test_a_list_counts_for_the_centre_and_the_hour_in_which_it_was_looked_at(
    signed_in: SignIn, clock: time_machine.Traveller
) -> None:
    ours = look_at(signed_in("centre-1"), as_csv(LIST))
    carried = ours.value("list")
    theirs = signed_in("centre-2").open("/nb/centre/import")
    theirs.post("/nb/centre/import", [("forgery", theirs.value("forgery")), ("list", carried)], status=422)
    theirs.post("/nb/centre/import", [("forgery", theirs.value("forgery")), ("list", "nonsense")], status=422)
    form = ours.filled(ours.page.xpath("//form[.//input[@name='list']]")[0])
    clock.shift(20 * 60)
    ours.open("/nb/centre")
    clock.shift(20 * 60)
    ours.open("/nb/centre")
    clock.shift(25 * 60)
    ours.post("/nb/centre/import", form, status=422)


def test_every_problem_is_told_with_its_row_and_the_good_rows_come_in(signed_in: SignIn) -> None:
    rows = [
        LIST[0],
        ["Taras", "", "11.11.1969", "", "", ""],
        ["Taras", "Hrytsenko", "yesterday", "", "", ""],
        ["Taras", "Hrytsenko", "1.1.2030", "", "", ""],
        ["Taras", "Hrytsenko", "11.11.1969", "12", "", ""],
        ["Good", "Person", "11.11.1969", "", "", ""],
        ["Good", "Person", "11.11.1969", "", "", ""],
        ["Other", "Person", "11.11.1969", "202699008008", "", ""],
        ["Other", "=1+1", "11.11.1969", "", "", ""],
    ]
    browser = look_at(signed_in("centre-1"), as_csv(rows))
    assert "Nye: 2" in browser.text and "blir ikke med: 6" in browser.text
    for number in (2, 3, 4, 5, 7, 9):
        assert f"Rad {number}" in browser.text
    assert "Rad 8" in browser.text and "sifrene stemmer ikke" in browser.text


@pytest.mark.parametrize("content", [b"", b"Fornavn\n", b"a;b\n1;2", b"%PDF", b"PK\x03\x04"])
def test_what_is_no_list_is_refused_with_a_sentence(signed_in: SignIn, content: bytes) -> None:
    assert look_at(signed_in("centre-1"), content, status=422).errors()


@pytest.mark.parametrize(
    "who", ["Hrytsenko", "Гриценко", "taras", "grytsenko Тарас", "202699008007", "11.11.1969 Taras", "1969"]
)
def test_a_resident_is_found_in_either_script_by_number_and_by_birth_date(signed_in: SignIn, who: str) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    assert "Тарас Гриценко" in found(browser, who)
    assert who not in str(browser.response.url)


@pytest.mark.parametrize("who", ["", "Bondar Taras", "202699008101", "12.11.1969", "%", "x" * 5000])
def test_nobody_else_is_found(signed_in: SignIn, who: str) -> None:
    assert found(bring_in(signed_in("centre-1"), LIST), who) == []


def test_another_centre_finds_and_counts_nobody_of_ours(signed_in: SignIn) -> None:
    bring_in(signed_in("centre-1"), LIST)
    theirs = signed_in("centre-2")
    assert found(theirs, "Hrytsenko") == [] and "Ikke begynt: 0" in theirs.text
    # To them the same people are new.
    assert "Nye: 3" in look_at(theirs, as_csv(LIST)).text


def test_a_resident_of_the_list_is_registered_with_what_the_list_knows(signed_in: SignIn) -> None:
    browser = bring_in(signed_in("centre-1"), [LIST[0], ["Taras", "Hrytsenko", *LIST[1][2:]], *LIST[2:]])
    browser.open("/nb/centre").follow("Taras Hrytsenko").fill(
        protected="no", how="read_aloud", language="ukrainsk", interpreter="no"
    )
    browser.press()
    assert "Du registrerer for Taras Hrytsenko" in browser.text
    assert browser.value("name-given") == "Taras" and browser.value("start-born-year") == "1969"
    assert browser.value("numbers-numbers-0-value") == "202699008007"
    assert "Begynt: 1" in browser.open("/nb/centre?state=begun").text
    assert "Ikke begynt: 2" in browser.text
    browser.follow("Taras Hrytsenko").press("Personen vil ikke gå videre")
    assert "Ikke begynt: 3" in browser.open("/nb/centre?state=not_begun").text
    assert "Taras Hrytsenko" in browser.text


def test_each_household_stands_where_it_is_and_its_people_leave_the_list(signed_in: SignIn) -> None:
    browser = bring_in(signed_in("centre-1"), LIST)
    registrar = Registrar(browser, example("08"))
    registrar.begin()
    assert "Begynt: 1" in browser.open("/nb/centre?state=begun").text
    browser.follow("Uten navn ennå")
    registrar.register()
    assert "Venter på husstanden: 1" in browser.open("/nb/centre").text
    # Both were on the list, the one as it stands in the passport: neither is to be registered again.
    assert "Ikke begynt: 1" in browser.text
    browser.follow("Taras Hrytsenko")
    registrar.send()
    assert "Sendt: 1" in browser.open("/nb/centre?state=sent").text


def test_a_long_roster_is_read_fifty_at_a_time(signed_in: SignIn) -> None:
    rows = [["Person", f"Nummer{chr(97 + n // 26)}{chr(97 + n % 26)}", f"{1900 + n}", "", "", ""] for n in range(120)]
    browser = bring_in(signed_in("centre-1"), [LIST[0], *rows])
    seen: list[str] = []
    browser.open("/nb/centre")
    for _page in range(3):
        seen += [link.text_content() for link in browser.page.xpath("//ul[@class='people']//a")]
        if "De neste femti" in browser.text:
            browser.follow("De neste femti")
    assert len(seen) == len(set(seen)) == 120
    browser.open("/nb/centre?state=not_begun&after=nonsense")
    browser.open("/nb/centre?state=nonsense&after=2026-01-01T00:00:00~x")


def test_what_finds_somebody_is_a_keyed_hash(signed_in: SignIn, database: Database) -> None:
    bring_in(signed_in("centre-1"), LIST)
    with database.reading() as connection:
        lookups = connection.execute(select(resident_lookups.c.lookup).execution_options(all_units=True)).scalars()
        assert all(len(each) == 64 and int(each, 16) for each in lookups)
