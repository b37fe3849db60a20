"""Two machines answer in turn, one a minute ahead and one a minute behind: no visit and no code is lost to that."""

import multiprocessing
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from portal.access import demo_identities
from portal.storage.database import Database
from portal.storage.sealing import Seals
from tests.citizen import Citizen
from tests.delivery.receiver_process import free_port, wait_for
from tests.journeys.applying import apply, begin, example, reached_by_sms
from tests.journeys.outside import come_back
from tests.journeys.post import Post
from tests.journeys.registering import register
from tests.staff.machine import InTurn, serve
from tests.staff.test_handing_over import take_over
from tests.staff.test_roster import LIST, bring_in

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.staff.machine"])


@pytest.fixture
def new_browser(database: Database) -> Iterator[Callable[[], Citizen]]:
    """Browsers whose every request is answered by the other machine than the one before."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    url = database.engine.url.render_as_string(hide_password=False)
    ahead = START - datetime.now(UTC)
    ports, browsers = [free_port(), free_port()], []
    machines = [
        processes.Process(target=serve, args=(url, port, ahead + off), daemon=True)
        for port, off in zip(ports, (A_MINUTE, -A_MINUTE), strict=True)
    ]

    def open_browser() -> Citizen:
        browsers.append(Citizen(None, over=InTurn(ports)))
        return browsers[-1]

    try:
        for machine, port in zip(machines, ports, strict=True):
            machine.start()
            wait_for(port)
        with time_machine.travel(START):
            yield open_browser
    finally:
        for browser in browsers:
            browser.close()
        for machine in machines:
            machine.kill()


def test_an_applicant_begins_comes_back_sends_and_proves_who_they_are(
    new_browser: Callable[[], Citizen], database: Database, seals: Seals
) -> None:
    one, household = new_browser(), reached_by_sms("03")
    begin(one, household, "apply/code")
    code, born = str(one.page.xpath("string(//p[@class='reference'])")).strip(), household["persons"][0]["birth_date"]
    assert come_back(new_browser(), code, born).path.startswith("/en/apply/")
    sender = new_browser()
    reference = apply(sender, household)
    # To who carries the messages, what the machine ahead owes is due a minute later.
    with time_machine.travel(datetime.now(UTC) + 2 * A_MINUTE):
        Post(database, seals).prove(sender)
    assert sender.open("/en/my-case/answers").path == "/en/my-case/answers"
    assert come_back(new_browser(), reference, born).path == "/en/my-case"


def test_staff_bring_in_a_list_register_take_over_and_do_what_needs_a_fresh_sign_in(
    new_browser: Callable[[], Citizen],
) -> None:
    alone, household = new_browser(), example("03")
    begin(alone, household, "apply/code")
    code = str(alone.page.xpath("string(//p[@class='reference'])")).strip()

    def signed_in(who: str) -> Citizen:
        return new_browser().open("/nb/sign-in").press(name="who", value=who)

    centre = signed_in("centre-1")
    assert "Ikke begynt: 3" in bring_in(centre, LIST).open("/nb/centre").text
    assert register(centre, example("08"))
    assert take_over(centre, code, household["persons"][0]["birth_date"]).press().path.endswith("/person/1")
    for who, page in (("administrator", "staff/rights"), ("municipality-1", "municipality/files")):
        assert signed_in(who).open(f"/nb/{page}").path == f"/nb/{page}"
