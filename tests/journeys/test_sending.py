"""Sending happens once, is confirmed only when it is kept, and does not wait for the case system."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from integrations.carrier_standins import ExplodingCarrier
from integrations.case_system import Unavailable
from integrations.case_system_standins import ExplodingCaseSystem
from integrations.identity_standins import ExplodingProvider
from portal.app import create_app
from portal.delivery.worker import Worker
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.drafts import drafts
from portal.storage.errands import errands, place_of
from portal.storage.messages import messages
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import sending
from portal.submissions.retention import tidy
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import apply, begin, example, reached_by_sms, send, walk
from tests.journeys.post import messenger

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)

DAY = 86_400
DECLARED = {"truth": "yes", "privacy_notice": "yes", "one_offer_understood": "yes"}


def counted(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (drafts, submissions, errands)
        }


def record(database: Database, seals: Seals) -> dict[str, Any]:
    """The newest record that is owed."""
    with database.reading() as connection:
        row = connection.execute(select(errands).order_by(errands.c.owed_at.desc())).first()
    assert row is not None
    body: dict[str, Any] = json.loads(seals.open(row.seal, place_of(row.id), row.body))
    return body


@pytest.fixture
def ready(citizen: Citizen) -> Citizen:
    """Somebody who has only to send."""
    begin(citizen, example("03"))
    citizen.open("/en/apply/send")
    return citizen.fill(**DECLARED)


def test_pressed_fifty_times_at_once_it_is_sent_once(ready: Citizen, database: Database) -> None:
    fields = ready.filled()

    async def press(_time: int) -> str:
        answer = await ready.client.post("/en/apply/send", data=dict(fields))
        assert answer.status_code == 303, answer.text
        receipt = await ready.client.get(answer.headers["location"])
        return receipt.text

    async def press_them_all() -> list[str]:
        return await asyncio.gather(*(press(time) for time in range(50)))

    pages = ready._runner.run(press_them_all())
    assert counted(database) == {"drafts": 0, "submissions": 1, "errands": 1}
    with database.reading() as connection:
        (reference,) = connection.execute(select(submissions.c.reference)).scalars()
    assert all(f'<p class="reference">{reference}</p>' in page for page in pages)


def test_back_and_sent_again_it_is_the_same_receipt(ready: Citizen, database: Database) -> None:
    fields = ready.filled()
    ready.press()
    receipt = ready.text
    for _again in range(3):
        assert ready.post("/en/apply/send", fields, status=200).text == receipt
    for address in ("apply/tasks", "apply/send", "apply/check-answers", "apply/person/1/name", "apply/code"):
        assert ready.open(f"/en/{address}").path == "/en/apply/receipt"
    assert counted(database) == {"drafts": 0, "submissions": 1, "errands": 1}


def test_sent_on_one_phone_it_is_sent_on_the_other_too(
    ready: Citizen, another_citizen: Citizen, database: Database
) -> None:
    code = str(ready.open("/en/apply/code").page.xpath("string(//p[@class='reference'])")).strip()
    another_citizen.open("/en/resume").fill(code=code)
    for part, value in (("day", "8"), ("month", "8"), ("year", "1996")):
        another_citizen.write(f"born-{part}", value)
    another_citizen.press()
    another_citizen.open("/en/apply/send").fill(**DECLARED)
    reference = send(ready)
    another_citizen.press()
    assert another_citizen.path == "/en/apply/receipt" and reference in another_citizen.text
    assert counted(database)["submissions"] == 1


def test_the_receipt_shows_the_reference_and_nothing_personal(ready: Citizen, clock: time_machine.Traveller) -> None:
    reference = send(ready)
    assert reference in ready.text
    assert ready.page.xpath("//img[starts-with(@src, 'data:image/svg+xml')]/@alt")
    assert "20 November 2026, 10:00" in ready.text, "the time in Norway"
    clock.shift(20 * 60 + 1)
    assert ready.open("/en/apply/receipt").path == "/en/resume"


def test_nothing_is_sent_before_everything_is_answered_and_declared(citizen: Citizen, database: Database) -> None:
    begin(citizen, example("03"), until="apply/contact")
    for address in ("/en/apply/check-answers", "/en/apply/send"):
        assert citizen.open(address).path == "/en/apply/contact"
    fields = [(n, v) for n, v in citizen.filled() if n == "forgery"] + list(DECLARED.items())
    assert citizen.post("/en/apply/send", fields, status=200).path == "/en/apply/contact"
    walk(citizen, example("03"))
    citizen.open("/en/apply/send").press(status=422)
    assert len(citizen.errors()) == 3
    citizen.fill(truth="yes").press(status=422)
    assert len(citizen.errors()) == 2 and citizen.value("truth") == "yes"
    citizen.press(name="switch", value="1")
    assert counted(database) == {"drafts": 1, "submissions": 0, "errands": 0}


def test_a_record_that_would_not_fit_is_not_sent_and_nothing_is_lost(
    ready: Citizen, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "problems_of", lambda body: [("/data/persons/0/name", "is too odd")])
    ready.press(status=500)
    assert "too odd" not in ready.text and "not your fault" in ready.text
    assert counted(database) == {"drafts": 1, "submissions": 0, "errands": 0}
    monkeypatch.undo()
    ready.open("/en/apply/send").fill(**DECLARED).press()
    assert ready.path == "/en/apply/receipt"


def test_a_commit_that_fails_gives_no_receipt(
    ready: Citizen, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last statement of the transaction fails: nothing of it is kept, and no reference was shown."""
    monkeypatch.setattr(
        sending, "remove", lambda connection, draft_id: connection.exec_driver_sql("SELECT * FROM gone")
    )
    answer = ready.ask(
        "POST",
        "/en/apply/send",
        "&".join(f"{n}={v}" for n, v in ready.filled()),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (500, 503)
    assert "reference" not in answer.headers.get("location", "")
    assert counted(database) == {"drafts": 1, "submissions": 0, "errands": 0}


def test_one_applies_while_everybody_outside_is_down(database: Database, settings: Settings, seals: Seals) -> None:
    """The case system, both identity providers, mail and SMS: who applies notices nothing, and nothing is lost."""
    unreachable = replace(settings, case_system_url="http://127.0.0.1:9", token_url="http://127.0.0.1:9/token")
    somebody = Citizen(create_app(unreachable, database, ExplodingProvider(), ExplodingProvider()))
    assert apply(somebody, reached_by_sms("03"))
    assert "does not answer just now" in somebody.open("/en/my-case/proof/id-porten").press().text
    assert somebody.open("/en/my-case/proof").press(name="way", value="sms").path == "/en/my-case/proof/code"
    assert somebody.open("/en/my-case").path == "/en/my-case"
    case_system, sms = ExplodingCaseSystem(), ExplodingCarrier()
    with suppress(Unavailable):
        asyncio.run(Worker(database, seals, case_system).run_once())
    asyncio.run(messenger(database, seals, {"sms": sms}).send_once())
    assert sms.attempts == 1
    with database.reading() as connection:
        (errand,) = connection.execute(errands.select())
        (message,) = connection.execute(messages.select())
    assert errand.attempts == 1 and errand.body and not errand.delivered_at and not errand.refused_at
    assert message.body and not message.sent_at and not message.given_up_at
    somebody.close()


@one_database
def test_the_declarations_keep_version_and_language(citizen: Citizen, database: Database, seals: Seals) -> None:
    """Consent about health is given in the language it was read in; the rest in that of the last page."""
    household = example("01")
    begin(citizen, household)
    citizen.open("/nn/apply/send").fill(**DECLARED).press()
    data = record(database, seals)["data"]
    told = [
        (declaration["code"], declaration["version"], declaration["language"]) for declaration in data["declarations"]
    ]
    on_the_last_page = [(code, "1", "nn") for code in DECLARED]
    assert told == [*on_the_last_page, ("health_consent", "1", "uk")]
    assert data["languages_used"] == ["uk"]


@one_database
def test_without_consent_none_is_declared(citizen: Citizen, database: Database, seals: Seals) -> None:
    household = example("01")
    household["persons"][2]["mapping"]["needs"]["may_be_shared"] = False
    apply(citizen, household)
    data = record(database, seals)["data"]
    assert "health_consent" not in [d["code"] for d in data["declarations"]]
    assert data["persons"][2]["mapping"]["needs"]["may_be_shared"] is False


@one_database
def test_all_languages_that_were_used_are_told(citizen: Citizen, database: Database, seals: Seals) -> None:
    begin(citizen, example("03"), until="person/1/needs")
    citizen.press("українська").press("nynorsk").fill(any="no").press()
    household = example("03") | {"languages_used": ["nn"]}
    walk(citizen, household)
    send(citizen)
    assert record(database, seals)["data"]["languages_used"] == ["en", "nn"]


@pytest.fixture
def april(settings: Settings, database: Database) -> Iterator[Citizen]:
    """Somebody who applies where the questions of April 2022 are asked."""
    somebody = Citizen(create_app(replace(settings, question_set="2022-04"), database))
    yield somebody
    somebody.close()


@one_database
def test_the_questions_of_april_leave_out_work_and_education(
    april: Citizen, database: Database, seals: Seals, portal: Seam
) -> None:
    household = example("03")
    begin(april, household)
    passed = {answer.request.url.path.rpartition("/")[2] for answer in april.answers}
    assert not {"occupation", "education"} & passed
    april.open("/en/apply/person/1/occupation", status=404)
    assert send(april)
    data = record(database, seals)["data"]
    assert data["question_set"] == "2022-04"
    assert not {"occupation", "education"} & set(data["persons"][0]["mapping"])


@one_database
def test_a_draft_keeps_the_questions_it_was_begun_with(
    april: Citizen, portal: Seam, database: Database, seals: Seals
) -> None:
    """The setting changes while somebody is writing."""
    begin(april, example("03"), until="person/1/needs")
    now = Citizen(portal)
    now.client.cookies = april.client.cookies
    now.open("/en/apply/person/1/needs")
    walk(now, example("03"))
    send(now)
    assert record(database, seals)["data"]["question_set"] == "2022-04"
    now.close()


SAME_PERSON = [
    ({"given": "Marco", "family": "Rossi"}, "1996-08-08", "202699002009", True),
    ({"given": "Oleh", "family": "Shevchenko"}, "1996-08-08", "", True),
    ({"given": "Олег", "family": "Шевченко"}, "1996-08-08", "", True),
    ({"given": "Shevtchenko", "family": "Oleg"}, "1996-08-08", "", True),
    ({"given": "Oleh", "family": "Shevchenko"}, "1996-08-09", "", False),
    ({"given": "Marco", "family": "Rossi"}, "1996-08-08", "", False),
]  # fmt: skip


@one_database
@pytest.mark.parametrize(("name", "born", "duf", "same"), SAME_PERSON)
def test_a_second_application_of_the_same_person_is_noticed_in_any_script(
    citizen: Citizen, another_citizen: Citizen, database: Database, seals: Seals,
    name: dict[str, str], born: str, duf: str, same: bool,
) -> None:  # fmt: skip
    first = example("03")
    first["persons"][0]["name"] = {"given": "Oleh", "family": "Shevchenko"}
    apply(citizen, first)
    assert "possible_duplicate" not in record(database, seals)["data"]["warnings"]
    second = example("03")
    person = second["persons"][0]
    person["birth_date"] = born
    person["identifiers"] = [{"kind": "duf", "value": duf}] if duf else []
    latin = name if name["given"].isascii() else {"given": "Unknown", "family": "Unknown"}
    person["name"] = latin if latin is name else {**latin, "native_script": f"{name['family']} {name['given']}"}
    with time_machine.travel("2026-11-21T09:00:00Z", tick=False):
        apply(another_citizen, second)
    assert ("possible_duplicate" in record(database, seals)["data"]["warnings"]) is same


def test_what_was_not_delivered_is_not_forgotten(
    citizen: Citizen, database: Database, clock: time_machine.Traveller
) -> None:
    apply(citizen, example("03"))
    clock.shift(timedelta(days=400))
    with database.transaction() as connection:
        tidy(connection, datetime.now(UTC))
        assert connection.scalar(select(errands.c.body)) is not None
