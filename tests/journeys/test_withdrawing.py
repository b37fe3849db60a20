"""After sending: an application is withdrawn, and nothing more of it is sent than has to be."""

import os
import threading

import pytest
from sqlalchemy import select

from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.submissions import same_person, submissions
from portal.submissions import after_sending
from tests.citizen import Citizen
from tests.journeys.applying import apply, reached_by_sms
from tests.journeys.changing import newest
from tests.journeys.outside import Outside

pytestmark = pytest.mark.usefixtures("clock")
RACES = 1000 if os.environ.get("PORTAL_FULL") == "1" else 25


def withdraw(citizen: Citizen) -> None:
    citizen.open("/en/my-case/withdraw").press(status=422)
    citizen.fill(reason="not_told", understood="yes").press()
    assert citizen.heading == "Withdrawn"


def test_what_has_not_left_is_never_sent_and_its_answers_are_gone(
    proved: Citizen, outside: Outside, database: Database
) -> None:
    withdraw(proved)
    outside.work()
    assert outside.records() == []
    with database.reading() as connection:
        assert connection.execute(select(submissions.c.answers)).scalar_one() is None
        assert connection.execute(same_person.select()).all() == []
        assert connection.execute(errands.select()).all() == []
    assert "See what you answered" not in proved.open("/en/my-case").text
    assert proved.page.xpath("//main//a[text()='Apply for settlement']")
    assert "no longer kept here" in proved.open("/en/my-case/answers").text
    assert "You can correct every answer" not in proved.open("/en/my-case/my-data").text


def test_what_has_left_is_followed_by_a_withdrawal_and_nothing_more(proved: Citizen, outside: Outside) -> None:
    outside.work()
    withdraw(proved)
    outside.work()
    assert [record["type"].split(".")[-2] for record in outside.records()] == ["submitted", "withdrawn"]
    assert newest(outside)["data"]["reason"] == "not_told"
    for page in ("change", "withdraw", "another-municipality", "adults"):
        assert proved.open(f"/en/my-case/{page}").path == "/en/my-case", "it says that nothing more can be done"
    links = proved.open("/en/my-case/my-data").page.xpath("//main//a/@href")
    assert "/en/my-case/change" not in links and "/en/my-case/erase" in links
    proved.open("/en/my-case")
    token = proved.value("forgery")
    fields = [("forgery", token), ("reason", "other"), ("understood", "yes")]
    proved.post("/en/my-case/withdraw", fields, status=200)
    outside.work()
    assert len(outside.records()) == 2


def test_a_withdrawal_that_races_with_the_worker_never_leaves_half(
    citizen: Citizen, outside: Outside, database: Database, seals: Seals
) -> None:
    """Either nothing was ever sent, or the case system gets the application and then its withdrawal."""
    apply(citizen, reached_by_sms("01"))
    with database.reading() as connection:
        (submission,) = connection.execute(select(submissions.c.id)).scalars()
        rows = {
            table: [dict(row._mapping) for row in connection.execute(table.select())]
            for table in (submissions, errands)
        }
    outcomes = set()
    for number in range(RACES):
        outside.case_system.bodies.clear()
        with database.transaction() as connection:
            connection.execute(errands.delete())
            connection.execute(submissions.delete())
            for table, values in rows.items():
                connection.execute(table.insert(), values)

        def pull_back(wait: int = number % 5) -> None:
            threading.Event().wait(wait / 500)
            with database.transaction() as connection:
                after_sending.withdraw(connection, seals, submission, "other", "urn:settlement-portal:test")

        other = threading.Thread(target=pull_back)
        other.start()
        outside.work()
        other.join()
        outside.work()
        outcomes.add(tuple(record["type"].split(".")[-2] for record in outside.records()))
    either = {(), ("submitted", "withdrawn")}
    assert outcomes == either if RACES == 1000 else outcomes <= either
