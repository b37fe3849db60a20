"""Stopping and coming back: by code and birth date, limited tries, and nothing lost when the time is up."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select

from portal.storage.database import Database, metadata
from portal.storage.drafts import drafts as drafts_table
from portal.storage.drafts import failed_attempts
from portal.submissions.codes import with_check
from portal.submissions.retention import tidy
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import begin, example, walk
from tests.journeys.telling import told

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)

MINUTE, HOUR, DAY = 60, 3600, 86_400
NOT_TOGETHER = "This code and this birth date do not belong together"


def reference_on(citizen: Citizen) -> str:
    return str(citizen.page.xpath("string(//p[@class='reference'])")).strip()


def come_back(citizen: Citizen, code: str, born: str = "8.8.1996", *, status: int = 200) -> Citizen:
    citizen.open("/en/resume").fill(code=code)
    for part, value in zip(("day", "month", "year"), born.split("."), strict=True):
        citizen.write(f"born-{part}", value)
    return citizen.press(status=status)


@pytest.fixture
def code(citizen: Citizen) -> str:
    """Somebody has come to the page about permits, on a phone of their own; the resume code."""
    begin(citizen, example("03"), until="apply/code")
    found = reference_on(citizen)
    walk(citizen, example("03"), until="person/1/permit")
    return found


def test_the_code_and_the_birth_date_open_the_draft_on_another_phone(
    citizen: Citizen, another_citizen: Citizen, code: str
) -> None:
    come_back(another_citizen, code)
    assert another_citizen.heading == "Your application"
    another_citizen.follow("Continue")
    assert another_citizen.path == "/en/apply/person/1/permit"
    assert (
        another_citizen.open("/en/apply/person/1/name").value("given") == example("03")["persons"][0]["name"]["given"]
    )
    assert reference_on(another_citizen.open("/en/apply/code")) == code


@one_database
@pytest.mark.parametrize(
    "written",
    [str.lower, lambda c: c.replace("-", ""), lambda c: f"  {c} ", lambda c: c.replace("0", "O").replace("1", "I")],
)
def test_the_code_is_understood_as_people_write_it(another_citizen: Citizen, code: str, written: object) -> None:
    assert callable(written)
    assert come_back(another_citizen, written(code)).heading == "Your application"


def test_nobody_is_told_whether_a_code_exists(portal: Seam, database: Database, code: str) -> None:
    heard = []
    for tried in (code, with_check("7K3M9QX"), "7K3M-9QXX", "nonsense", "DROP TABLE drafts; --"):
        somebody = Citizen(portal)
        with told(somebody, database, tried) as answers:
            come_back(somebody, tried, born="1.1.1970", status=422)
        assert NOT_TOGETHER in somebody.errors()[0]
        somebody.close()
        heard.append(answers)
    # What cannot be a code at all is not looked for; its page is the same.
    pages = [[answer for answer in answers if not isinstance(answer, str)] for answers in heard]
    assert all(page == pages[0] for page in pages)
    assert heard[0] == heard[1]


def test_ten_wrong_tries_in_an_hour_close_a_code_and_no_other(
    citizen: Citizen, another_citizen: Citizen, code: str, clock: time_machine.Traveller
) -> None:
    for _try in range(10):
        come_back(another_citizen, code, born="1.1.1970", status=422)
    come_back(another_citizen, code, status=429)
    come_back(another_citizen, with_check("7K3M9QX"), status=422)
    clock.shift(HOUR - 1)
    come_back(another_citizen, code, status=429)
    clock.shift(2)
    assert come_back(another_citizen, code).heading == "Your application"


@one_database
def test_a_code_that_does_not_exist_is_closed_in_the_same_way(another_citizen: Citizen) -> None:
    for _try in range(10):
        come_back(another_citizen, with_check("7K3M9QX"), status=422)
    come_back(another_citizen, with_check("7K3M9QX"), status=429)


@one_database
def test_slips_of_the_pen_lock_nobody_out(another_citizen: Citizen, code: str) -> None:
    """Fifty people of one centre's network mistype their codes within the hour."""
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for _person in range(50):
        come_back(another_citizen, wrong, status=422)
    assert come_back(another_citizen, code).heading == "Your application"


@one_database
def test_fifty_people_behind_one_address_apply_in_the_same_hour(portal: Seam, database: Database) -> None:
    for number in range(50):
        somebody = Citizen(portal)
        somebody.open("/uk/apply").fill(phone="shared").press()
        somebody.write("born-year", str(1950 + number))
        somebody.press()
        assert reference_on(somebody)
        somebody.close()
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(drafts_table)) == 50


@pytest.mark.parametrize(("phone", "idle"), [("shared", 5 * MINUTE), ("own", 20 * MINUTE)])
@one_database
def test_a_visit_lasts_as_long_as_the_phone_allows(
    citizen: Citizen, clock: time_machine.Traveller, phone: str, idle: int
) -> None:
    begin(citizen, example("03"), until="person/1/permit", phone=phone)
    clock.shift(idle - 1)
    assert citizen.open("/en/apply/person/1/permit").path == "/en/apply/person/1/permit"
    clock.shift(idle - 1)
    citizen.fill(status="unknown", ground="unknown").press()
    assert citizen.path == "/en/apply/person/1/relations"
    clock.shift(idle - 1)
    citizen.fill(has="yes").press(status=422)
    clock.shift(idle - 1)
    citizen.fill(has="no").press()
    assert citizen.path == "/en/apply/person/1/needs"
    clock.shift(idle + 1)
    citizen.open("/en/apply/person/1/needs")
    assert citizen.path == "/en/resume/time-up"
    assert citizen.open("/en/apply/tasks").path == "/en/resume"


@one_database
def test_a_visit_ends_after_four_hours_however_busy_it_was(citizen: Citizen, clock: time_machine.Traveller) -> None:
    begin(citizen, example("03"), until="person/1/permit")
    for _page in range(12):
        clock.shift(19 * MINUTE)
        citizen.open("/en/apply/tasks")
    clock.shift(4 * HOUR - 12 * 19 * MINUTE - 1)
    assert citizen.open("/en/apply/tasks").heading == "Your application"
    clock.shift(2)
    assert citizen.open("/en/apply/tasks").path == "/en/resume/time-up"


def test_what_was_typed_when_the_time_was_up_is_there_again(
    citizen: Citizen, another_citizen: Citizen, clock: time_machine.Traveller, code: str
) -> None:
    citizen.open("/en/apply/person/1/permit").fill(status="granted", ground="asylum")
    citizen.write("decided_on-day", "31")
    citizen.write("decided_on-month", "лютого")
    citizen.write("decided_on-year", "2026")
    clock.shift(20 * MINUTE + 1)
    citizen.press()
    assert citizen.path == "/en/resume/time-up"
    assert "kept too" in citizen.text
    come_back(another_citizen, code)
    assert another_citizen.path == "/en/apply/person/1/permit"
    for name, value in {
        "status": "granted",
        "ground": "asylum",
        "decided_on-day": "31",
        "decided_on-month": "лютого",
    }.items():
        assert another_citizen.value(name) == value
    another_citizen.press(status=422)
    another_citizen.write("decided_on-day", "3")
    another_citizen.press()
    assert another_citizen.open("/en/apply/person/1/permit").value("decided_on-month") == "2"


@one_database
def test_a_page_kept_from_before_is_compared_with_what_was_saved_since(
    citizen: Citizen, another_citizen: Citizen, clock: time_machine.Traveller, code: str
) -> None:
    citizen.open("/en/apply/person/1/name").fill(given="Typed")
    come_back(another_citizen, code).open("/en/apply/person/1/name").fill(given="Saved").press()
    clock.shift(20 * MINUTE + 1)
    citizen.press()
    come_back(citizen, code)
    assert citizen.path == "/en/apply/person/1/name" and citizen.value("given") == "Typed"
    citizen.press(status=409)
    assert "Saved" in citizen.text and citizen.value("given") == "Typed"


@one_database
def test_who_idles_before_anything_was_saved_simply_goes_on(citizen: Citizen, clock: time_machine.Traveller) -> None:
    """No code was shown yet that one could come back with."""
    citizen.open("/en/apply").fill(phone="shared").press()
    citizen.write("born-year", "1990")
    clock.shift(10 * MINUTE)
    citizen.press()
    assert citizen.path == "/en/apply/code" and reference_on(citizen)


@pytest.mark.parametrize("way_out", ["done", "leave"])
def test_a_captured_cookie_is_dead_after_leaving(
    citizen: Citizen, another_citizen: Citizen, code: str, way_out: str
) -> None:
    (captured,) = [cookie.value for cookie in citizen.client.cookies.jar if cookie.name == "__Host-session"]
    citizen.open("/en/apply/tasks")
    hidden = citizen.value("forgery")
    answer = citizen.ask(
        "POST", f"/en/{way_out}", f"forgery={hidden}", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == {"done": "/en/goodbye", "leave": "/en/away"}[way_out]
    assert "Max-Age=0" in answer.headers["set-cookie"]
    for address in ("apply/tasks", "apply/code", "apply/person/1/name", "apply/check-answers", "apply/receipt"):
        replayed = another_citizen.ask("GET", f"/en/{address}", cookie=f"__Host-session={captured}")
        assert replayed.headers["location"] == "/en/resume"
    assert citizen.open("/en/apply/person/1/name").path == "/en/resume"
    assert come_back(citizen, code).heading == "Your application"


@one_database
def test_the_quick_exit_goes_through_us_to_an_everyday_site(citizen: Citizen, code: str) -> None:
    citizen.open("/en/apply/tasks").press("Leave quickly")
    assert citizen.path == "/en/away"
    assert citizen.response.headers["refresh"] == "0; url=https://www.yr.no/"
    assert "settlement" not in citizen.response.text.lower().replace("settlement portal", "")
    assert citizen.open("/en/apply/tasks").path == "/en/resume"


@one_database
def test_an_old_cookie_dies_when_a_draft_is_begun_or_opened(citizen: Citizen, another_citizen: Citizen) -> None:
    citizen.open("/en/apply")
    (before,) = [cookie.value for cookie in citizen.client.cookies.jar]
    citizen.fill(phone="own").press()
    assert before not in [cookie.value for cookie in citizen.client.cookies.jar]
    answer = another_citizen.ask("GET", "/en/apply/start", cookie=f"__Host-session={before}")
    assert answer.headers["location"] == "/en/resume"


@one_database
def test_the_page_says_until_when_the_draft_is_kept(citizen: Citizen, code: str, clock: time_machine.Traveller) -> None:
    assert "27 November 2026" in citizen.open("/en/apply/code").text
    assert "27 November 2026" in citizen.open("/en/apply/tasks").text
    citizen.open("/en/apply/code").press("Keep them for 30 days")
    assert "20 December 2026" in citizen.text
    assert "20 грудня 2026" in citizen.open("/uk/apply/tasks").text


@pytest.mark.parametrize(("longer", "days"), [(False, 7), (True, 30)])
def test_a_draft_is_gone_after_its_date(
    citizen: Citizen,
    another_citizen: Citizen,
    database: Database,
    clock: time_machine.Traveller,
    code: str,
    longer: bool,
    days: int,
) -> None:
    if longer:
        citizen.open("/en/apply/code").press("Keep them for 30 days")
    clock.shift(days * DAY - 1)
    tidy_now(database)
    assert come_back(another_citizen, code).heading == "Your application"
    clock.shift(2)
    come_back(another_citizen, code, status=422)
    clock.shift(DAY)
    tidy_now(database)
    with database.reading() as connection:
        left = {
            table.name: connection.scalar(
                select(func.count()).select_from(table), execution_options={"all_units": True}
            )
            for table in metadata.sorted_tables
            if table.name not in ("sessions", failed_attempts.name)
        }
    assert not any(left.values()), left


@one_database
def test_saving_moves_the_date_on(
    citizen: Citizen, another_citizen: Citizen, clock: time_machine.Traveller, code: str
) -> None:
    clock.shift(6 * DAY)
    come_back(another_citizen, code).open("/en/apply/person/1/name").press()
    clock.shift(6 * DAY)
    assert come_back(another_citizen, code).heading == "Your application"


def tidy_now(database: Database) -> None:
    with database.transaction() as connection:
        tidy(connection, datetime.now(UTC))
