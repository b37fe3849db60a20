"""Many settlement dates at once: looked at first, each problem with its row, registered once, and only one's own."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from forms.kit.answers import Answers
from portal.settings import Settings
from portal.storage.audit import audit_rows
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_cases
from portal.storage.submissions import submissions
from portal.submissions import concerns
from portal.submissions.codes import new_code
from portal.submissions.municipal_story import SETTLED, acts_about
from tests.citizen import Citizen
from tests.formulas import FORMULAS, is_formula
from tests.staff.asked import BERGEN, asked
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
ONE_DATABASE = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
PAGE = "/nb/municipality/settlements/file"
HEADINGS = ["Referanse", "Person", "Dato", "Status"]
MOTHER_OF_TWO, COUPLE, ALONE, PROTECTED = 0, 1, 2, 5
STAVANGER = "1103"
A_MONTH = 30 * 24 * 3600

Agreed = Callable[..., str]
Rows = list[list[str]]


@pytest.fixture
def agreed(database: Database, settings: Settings) -> Agreed:
    """A household for which a municipality was asked, and has agreed today; its reference."""

    def agree(sample: int = MOTHER_OF_TWO, *news: str, municipality: str = BERGEN, **changed: Any) -> str:
        told = news or ("municipality.asked", "municipality.agreed")
        id_ = asked(database, settings, sample, *told, municipality=municipality, **changed)
        with database.reading() as connection:
            return str(connection.scalar(select(submissions.c.reference).where(submissions.c.id == id_)))

    return agree


@pytest.fixture
def dates(database: Database, settings: Settings) -> Callable[[str], list[str]]:
    """The dates that are owed to the case system for a household, in order."""

    def owed(reference: str) -> list[str]:
        with database.reading() as connection:
            id_ = connection.scalar(select(submissions.c.id).where(submissions.c.reference == reference))
            acts = acts_about(connection, settings.seals(), str(id_))
            return sorted(act.data["settled_on"] for act in acts if act.type == SETTLED)

    return owed


def as_csv(rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ";") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


def as_xlsx(rows: list[list[Any]]) -> bytes:
    made, file = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(file)
    return file.getvalue()


def look_at(browser: Citizen, content: bytes | Rows, status: int = 200) -> Citizen:
    file = content if isinstance(content, bytes) else as_csv([HEADINGS, *content])
    browser.open(PAGE).choose_file("table", "datoer.csv", file)
    return browser.press("Se på datoene", status=status)


def problems(page: Citizen) -> dict[int, str]:
    """What is said of which row."""
    lines = [
        [" ".join(part.text_content().split()) for part in line] for line in page.page.xpath("//main//ul/li[span]")
    ]
    return {int(row.removeprefix("Rad ")): said for row, said in lines}


def missing(browser: Citizen, kind: str = "csv") -> Rows:
    """The list to fill in."""
    content = browser.ask("GET", f"/nb/municipality/settlements/bosetting.{kind}").content
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return [[str(cell or "") for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].values]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_filled_in_looked_at_and_registered_once(
    signed_in: SignIn, agreed: Agreed, dates: Callable[[str], list[str]], clock: time_machine.Traveller, kind: str
) -> None:
    family = agreed(MOTHER_OF_TWO)
    clock.shift(24 * 3600)
    one = agreed(ALONE)
    clock.shift(A_MONTH)
    browser = signed_in("municipality-1")
    head, *rows = missing(browser, kind)
    assert head == ["Referanse", "Person", "Avtalt", "Planlagt", "Dato", "Status"]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        *((family, str(number), "") for number in (1, 2, 3)),
        (one, "1", ""),
    ]
    days = {1: "1.12.2026", 2: "2026-12-02", 3: ""}
    for row in rows[:3]:
        row[4] = days[int(row[1])]
    rows[3][4:] = ["24.12.2026", "planlagt"]
    file = as_csv([head, *rows]) if kind == "csv" else as_xlsx([head, *rows])
    page = look_at(browser, file)
    assert "2 personer blir bosatt" in page.text and "En dag er planlagt for 1 person" in page.text
    assert "Rader uten dato, hoppet over: 1" in page.text and "Danylo Kovalchuk" in page.text
    assert not dates(family), "looking registers nothing"
    fields, address = page.filled(), page.path
    page.press("Registrer disse datoene")
    assert "2 bosettingsdatoer er registrert" in page.text
    assert dates(family) == ["2026-12-01", "2026-12-02"] and not dates(one)
    # The Back button and a second press, and the same file a second time.
    page.post(address, fields, status=200)
    assert "0 bosettingsdatoer er registrert" in page.text and "3 personer hadde en dato fra før" in page.text
    again = look_at(browser, file)
    assert "registrert fra før: 3" in again.text and "ingenting å registrere" in again.text
    assert len(dates(family)) == 2
    assert [row[1] for row in missing(browser)[1:] if row[0] == family] == ["3"]
    assert "24. desember 2026" in browser.open("/nb/municipality/settlements").text


def test_every_problem_is_told_with_its_row_and_the_rest_is_registered(
    signed_in: SignIn, agreed: Agreed, dates: Callable[[str], list[str]], clock: time_machine.Traveller
) -> None:
    family, done, other = agreed(MOTHER_OF_TWO), agreed(ALONE), agreed(COUPLE, municipality=STAVANGER)
    protected, only_asked = agreed(PROTECTED), agreed(COUPLE, "municipality.asked")
    clock.shift(A_MONTH)
    browser = signed_in("municipality-1")
    look_at(browser, [[done, "", "1.12.2026", ""]]).press("Registrer disse datoene")
    page = look_at(
        browser,
        [
            [new_code(), "", "1.12.2026", ""],
            [other, "", "1.12.2026", ""],
            [protected, "", "1.12.2026", ""],
            ["7K3M-9QXX", "", "1.12.2026", ""],
            [only_asked, "", "1.12.2026", ""],
            [family, "1", "19.11.2026", ""],
            [family, "1", "24.12.2026", ""],
            [family, "1", "1.12.2026", "planlagt"],
            [family, "1", "1.12.26", ""],
            [family, "1", "31.11.2026", ""],
            [family, "1", "i går", ""],
            [family, "1", "1.12.2026", "kanskje"],
            [family, "4", "1.12.2026", ""],
            [family, "Ivan", "1.12.2026", ""],
            [family, "Kovalchuk", "1.12.2026", ""],
            [done, "", "2.12.2026", ""],
            [done, "1", "24.12.2026", "planlagt"],
            [family, "2", "=1+1", ""],
            [family.lower(), "2", "1.12.2026", "Bosatt"],
            [family, "", "2.12.2026", ""],
        ],
    )
    said = problems(page)
    assert list(said) == [*range(2, 20), 21], "only row 20 is good"
    nobodys = said[2]
    assert said[3] == said[4] == nobodys and "Ingen husstand som gjelder kommunen" in nobodys
    for row, word in {5: "7K3M-9QXD", 6: "ikke avtalt", 7: "20. november 2026", 8: "ikke kommet", 9: "er over"}.items():
        assert word in said[row], said[row]
    assert all("kan ikke leses" in said[row] for row in (10, 11, 12)) and "bosatt eller planlagt" in said[13]
    assert "Ingen i denne husstanden" in said[14] and "Ingen i denne" in said[15] and "Flere i denne" in said[16]
    assert "Registrert fra før: 1. desember 2026" in said[17] and "Registrert fra før" in said[18]
    assert "formel" in said[19] and "rad 20" in said[21]
    page.press("Registrer disse datoene")
    assert (dates(family), dates(done), dates(other)) == (["2026-12-01"], ["2026-12-01"], [])


@ONE_DATABASE
def test_a_person_is_named_by_place_name_or_number(
    signed_in: SignIn, agreed: Agreed, clock: time_machine.Traveller
) -> None:
    family = agreed(MOTHER_OF_TWO)
    clock.shift(A_MONTH)
    browser = signed_in("municipality-1")
    for who in ("2", "Danylo", "Kovalchuk, Danylo", "Данило Ковальчук", "202699000205", "2026 9900 0205"):
        page = look_at(browser, [[family, who, "1.12.2026", ""]])
        assert page.page.xpath("string(//main//tbody//td[4])") == "Danylo Kovalchuk", who


SAVED: dict[str, Callable[[Rows], bytes]] = {
    "utf-8": lambda rows: as_csv(rows, "utf-8"),
    "utf-16": lambda rows: as_csv(rows, "utf-16"),
    "windows-1252": lambda rows: as_csv(rows, "cp1252"),
    "tabs": lambda rows: as_csv(rows, delimiter="\t"),
    "commas and capitals": lambda rows: as_csv([[cell.upper() for cell in row] for row in rows], delimiter=","),
    "days that are days": lambda rows: as_xlsx([rows[0], [*rows[1][:3], date(2026, 12, 1), *rows[1][4:]]]),
}


@ONE_DATABASE
def test_a_file_is_read_however_it_was_saved(
    signed_in: SignIn, agreed: Agreed, dates: Callable[[str], list[str]], clock: time_machine.Traveller
) -> None:
    def rename(answers: Answers) -> None:
        answers.people[1].steps["name"] |= {"given": "Åse", "family": "Bø"}

    family = agreed(MOTHER_OF_TWO, change=rename)
    clock.shift(A_MONTH)
    rows = [["Førenamn", "Etternamn", "Referansenummer", "Busetjingsdato", "Merknad"]]
    rows.append(["Åse", "Bø", family.replace("-", " "), "1. desember 2026", "nøkkel"])
    browser = signed_in("municipality-1")
    for way, saved in SAVED.items():
        page = look_at(browser, saved(rows))
        assert page.page.xpath("string(//main//tbody//td[4])") == "Åse Bø", way
    page.press("Registrer disse datoene")
    assert dates(family) == ["2026-12-01"]


@ONE_DATABASE
def test_what_is_no_file_of_dates_is_refused_with_a_sentence(signed_in: SignIn) -> None:
    browser = signed_in("municipality-1")
    for content in (
        b"",
        b"Referanse;Dato\n",
        b"a;b\n1;2",
        b"%PDF",
        b"PK\x03\x04",
        as_csv([HEADINGS, *[["7K3M-9QXD", "", "1.12.2026", ""]] * 301]),
        b"Referanse;Dato\n" + b"x;1.1.2026\n" * 6000,
    ):
        page = look_at(browser, content, status=422)
        assert page.errors() and page.has("table")
    assert browser.press("Se på datoene", status=422).errors() == ["Velg en fil."]


def test_what_another_municipality_was_shown_cannot_be_confirmed_here_nor_an_hour_later(
    signed_in: SignIn, agreed: Agreed, dates: Callable[[str], list[str]], clock: time_machine.Traveller
) -> None:
    family = agreed(MOTHER_OF_TWO)
    clock.shift(A_MONTH)
    bergen = look_at(signed_in("municipality-1"), [[family, "", "1.12.2026", ""]])
    form, carried = bergen.filled(), bergen.value("dates")
    stavanger = signed_in("municipality-2").open(PAGE)
    for text in (carried, "nonsense", ""):
        stavanger.post(PAGE, [("forgery", stavanger.value("forgery")), ("dates", text)], status=422)
    assert problems(look_at(stavanger, [[family, "", "1.12.2026", ""]]))[2].startswith("Ingen husstand")
    assert missing(stavanger) == [["Referanse", "Person", "Avtalt", "Planlagt", "Dato", "Status"]]
    for _minutes in range(3):
        clock.shift(21 * 60)
        bergen.open("/nb/municipality")
    bergen.post(PAGE, form, status=422)
    assert not dates(family)


def test_what_a_colleague_has_registered_meanwhile_stays(
    signed_in: SignIn,
    agreed: Agreed,
    dates: Callable[[str], list[str]],
    clock: time_machine.Traveller,
    database: Database,
) -> None:
    family, gone = agreed(MOTHER_OF_TWO), agreed(ALONE)
    clock.shift(A_MONTH)
    slow = look_at(signed_in("municipality-1"), [[family, "", "1.12.2026", ""], [gone, "", "1.12.2026", ""]])
    quick = look_at(signed_in("municipality-1"), [[family, "Danylo", "3.12.2026", ""]])
    quick.press("Registrer disse datoene")
    with database.transaction() as connection:
        mine = select(submissions.c.id).where(submissions.c.reference == gone)
        concerns.forget(connection, list(connection.execute(mine).scalars()))
    slow.press("Registrer disse datoene")
    assert "2 bosettingsdatoer er registrert" in slow.text and "1 person hadde en dato fra før" in slow.text
    assert "For 1 person var det ikke mulig lenger" in slow.text
    assert dates(family) == ["2026-12-01", "2026-12-01", "2026-12-03"] and not dates(gone)


@ONE_DATABASE
def test_whose_names_were_shown_and_dates_registered_is_written_down(
    signed_in: SignIn, agreed: Agreed, database: Database, clock: time_machine.Traveller
) -> None:
    family = agreed(MOTHER_OF_TWO)
    clock.shift(A_MONTH)
    browser = signed_in("municipality-1")
    missing(browser)
    look_at(browser, [[family, "", "1.12.2026", ""]]).press("Registrer disse datoene")
    with database.reading() as connection:
        id_ = connection.scalar(select(submissions.c.id).where(submissions.c.reference == family))
        rows = connection.execute(select(audit_rows.c.act, audit_rows.c.about).order_by(audit_rows.c.number)).all()
    assert [tuple(row) for row in rows if row.act != "signed in"] == [
        ("read the missing settlement dates", ""),
        ("opened a household", id_),
        ("registered settlement", id_),
    ]


@ONE_DATABASE
def test_no_name_number_or_formula_is_in_the_list_to_fill_in(
    signed_in: SignIn, agreed: Agreed, database: Database
) -> None:
    def write(answers: Answers) -> None:
        for person, formula in zip(answers.people, FORMULAS, strict=False):
            person.steps["name"] |= {"given": formula, "family": formula}

    agreed(MOTHER_OF_TWO, change=write)
    agreed(COUPLE)
    browser = signed_in("municipality-1")
    cells = [cell for kind in ("csv", "xlsx") for row in missing(browser, kind) for cell in row]
    assert len(cells) == 2 * 6 * 7 and not [cell for cell in cells if is_formula(cell)]
    assert not [cell for cell in cells if "Bondar" in cell or "2026990" in cell or "=1" in cell]
    browser.open("/nb/municipality/settlements/andre.csv", status=404)
    with database.reading() as connection:
        assert connection.scalar(select(municipal_cases.c.id).where(municipal_cases.c.municipality == BERGEN))
