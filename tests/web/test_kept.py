"""What is the same for everybody is sent as it was kept; what belongs to a visit, or was not allowed, never is."""

import logging

import pytest

from portal.web import kept
from portal.web.assets import asset
from portal.web.seam import Seam
from tests.citizen import Citizen

pytestmark = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)

PAGE = "/uk/information/introduction-programme"


class Clock:
    """The clock of the machine, turned by hand."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(kept, "time", clock)
    return clock


def handed_out(caplog: pytest.LogCaptureFixture) -> int:
    """How many requests were worked out."""
    return sum(record.getMessage() == "request" for record in caplog.records)


def test_a_page_is_worked_out_once_in_a_moment_and_always_the_same(
    citizen: Citizen, machine: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first = citizen.ask("GET", PAGE)
    for _reader in range(3):
        again = citizen.ask("GET", PAGE)
        assert (again.content, again.headers) == (first.content, first.headers)
    assert handed_out(caplog) == 1
    machine.now += kept.SECONDS_KEPT + 1
    citizen.ask("GET", PAGE)
    assert handed_out(caplog) == 2
    assert [record.count for record in caplog.records if hasattr(record, "count")] == [3]


def test_each_way_of_asking_gets_its_own_answer(citizen: Citizen, machine: Clock) -> None:
    pages = [
        citizen.ask("GET", address).text
        for address in (PAGE, PAGE + "?for=others", "/ru/information/introduction-programme")
    ] * 2
    assert len(set(pages)) == 3
    mark = citizen.ask("GET", PAGE).headers["etag"]
    assert citizen.ask("GET", PAGE, if_none_match=mark).status_code == 304
    assert citizen.ask("POST", PAGE).status_code == 405
    assert citizen.ask("GET", PAGE, host="evil.example").status_code == 400
    assert citizen.ask("GET", asset("portal.css")).headers["content-type"].startswith("text/css")


def test_nothing_of_a_visit_is_kept(citizen: Citizen, portal: Seam, machine: Clock) -> None:
    citizen.open("/uk/apply").fill(phone="own").press().open("/uk/apply/tasks")
    citizen.open(PAGE)
    for address in ("/uk/", "/uk/search?q=pets", "/uk/nothing"):
        citizen.ask("GET", address)
    assert not portal.kept._kept


def test_no_flood_of_addresses_fills_the_memory(portal: Seam, citizen: Citizen, machine: Clock) -> None:
    for number in range(kept.MOST_KEPT + 10):
        citizen.ask("GET", f"{PAGE}?{number}")
    assert len(portal.kept._kept) <= kept.MOST_KEPT
