"""A form is believed only when it comes from our own page, in the same visit; nothing else changes anything."""

import hashlib

import pytest
import time_machine

from portal.routes import ADDRESSES
from portal.storage.database import Database, metadata
from portal.web.guards import STAFF
from tests.citizen import Citizen

pytestmark = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)

FORM = "application/x-www-form-urlencoded"
# The pages of the staff have a visit of their own: tests/staff.
UNSAFE = [
    address.path.replace("{number:int}", "1").replace("{step}", "protection")
    for address in ADDRESSES
    if address.post and address.access not in STAFF
]


def everything(database: Database, *, without: tuple[str, ...] = ("sessions",)) -> str:
    """A hash of all that is stored."""
    with database.reading() as connection:
        tables = [table for table in metadata.sorted_tables if table.name not in without]
        everything = {t.name: t.select().execution_options(all_units=True) for t in tables}
        rows = {name: connection.execute(query).all() for name, query in everything.items()}
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.fixture
def applicant(citizen: Citizen, clock: time_machine.Traveller) -> Citizen:
    """Somebody who has begun and is asked about safety."""
    citizen.open("/en/apply").fill(phone="own").press()
    citizen.write("born-year", "1980")
    return citizen.press().open("/en/apply/protection")


def tokens(applicant: Citizen, stranger: Citizen) -> dict[str, str | None]:
    genuine = applicant.value("forgery")
    stranger.open("/en/apply").fill(phone="own").press()
    return {
        "missing": None,
        "empty": "",
        "wrong": "0" * 16 + "." + "A" * 27,
        "cut": genuine[:-1],
        "without nonce": "." + genuine.partition(".")[2],
        "odd": "%D0%9E.%F0%9F%98%80",
        "of another visit": stranger.value("forgery"),
    }


@pytest.mark.parametrize("address", UNSAFE)
def test_a_token_that_does_not_belong_to_the_visit_changes_nothing(
    applicant: Citizen, another_citizen: Citizen, database: Database, address: str
) -> None:
    wrong = tokens(applicant, another_citizen)
    before = everything(database)
    for what, token in wrong.items():
        body = "protected=yes&phone=own" + (f"&forgery={token}" if token is not None else "")
        answer = applicant.ask("POST", f"/en/{address}", body, content_type=FORM)
        assert answer.status_code == 403, what
        assert "set-cookie" not in answer.headers
    assert everything(database) == before
    assert applicant.open("/en/apply/protection").heading


FOREIGN: list[dict[str, str | None]] = [
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "anything"},
    {"origin": "https://evil.example"},
    {"origin": "https://portal.test.evil.example"},
    {"origin": "http://portal.test"},
    {"origin": "https://portal.test:8443"},
    {"sec_fetch_site": None, "origin": "https://evil.example"},
]


@pytest.mark.parametrize("address", UNSAFE)
def test_a_post_from_a_foreign_page_changes_nothing(applicant: Citizen, database: Database, address: str) -> None:
    token = applicant.value("forgery")
    before = everything(database)
    for headers in FOREIGN:
        body = f"protected=yes&phone=own&forgery={token}"
        assert applicant.ask("POST", f"/en/{address}", body, content_type=FORM, **headers).status_code == 403, headers
        # A foreign page's post carries no cookie of ours.
        headers = {**headers, "cookie": None}
        assert applicant.ask("POST", f"/en/{address}", body, content_type=FORM, **headers).status_code == 403, headers
    assert everything(database) == before


@pytest.mark.parametrize("address", UNSAFE)
def test_a_post_that_says_nothing_of_where_it_comes_from_needs_its_visit(
    applicant: Citizen, database: Database, address: str
) -> None:
    before = everything(database)
    body = f"protected=yes&phone=own&forgery={applicant.value('forgery')}"
    nothing = {"cookie": None, "sec_fetch_site": None}
    assert applicant.ask("POST", f"/en/{address}", body, content_type=FORM, **nothing).status_code == 403
    assert everything(database) == before


def test_our_own_page_is_believed_also_by_browsers_that_tell_little(applicant: Citizen) -> None:
    """Under our referrer policy a browser says that the origin of our own page is "null"."""
    body = f"protected=no&forgery={applicant.value('forgery')}&seen="
    for headers in ({"sec_fetch_site": None}, {"origin": "null"}, {"origin": "https://portal.test"}):
        answer = applicant.ask("POST", "/en/apply/protection", body, content_type=FORM, **headers)
        assert answer.status_code == 303


@pytest.mark.parametrize("minutes", [29, 31, 59, 119, 239])
def test_a_token_lives_as_long_as_its_visit(applicant: Citizen, clock: time_machine.Traveller, minutes: int) -> None:
    token = applicant.value("forgery")
    for _more in range(minutes - 1):
        clock.shift(60)
        applicant.ask("GET", "/en/apply/tasks")
    clock.shift(60)
    body = f"protected=no&forgery={token}"
    answer = applicant.ask("POST", "/en/apply/protection", body, content_type=FORM)
    assert answer.headers["location"] == "/en/apply/person/1/name"


def test_every_page_has_a_token_of_its_own(applicant: Citizen) -> None:
    """So that compression tells nothing of it."""
    first = applicant.value("forgery")
    assert applicant.open("/en/apply/protection").value("forgery") != first


def addresses(open_to: str) -> list[str]:
    return [a.path for a in ADDRESSES if a.get and a.access in open_to and "{" not in a.path]


def test_reading_changes_nothing(applicant: Citizen, another_citizen: Citizen, database: Database) -> None:
    paths = [
        *addresses("open visit draft receipt"),
        "apply/start",
        "apply/protection",
        "apply/person/1/name",
        "nothing",
    ]
    before = everything(database)
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS"):
            for somebody in (applicant, another_citizen):
                assert somebody.ask(method, f"/uk/{path}").status_code < 500
    assert everything(database) == before
    assert applicant.open("/en/apply/tasks").heading == "Your application"


def test_reading_does_not_end_a_visit_or_begin_one_where_nothing_is_asked(citizen: Citizen, database: Database) -> None:
    before = everything(database, without=())
    for address in ("/", *(f"/en/{path}" for path in addresses("open"))):
        citizen.ask("GET", address)
    assert everything(database, without=()) == before
