"""What people write about themselves stands in no address, title, log line or readable byte of the database."""

import asyncio
import json
import logging
import re
import subprocess
import sys
from base64 import urlsafe_b64decode
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pytest
from hypothesis import given
from hypothesis.strategies import text

from integrations.carrier_standins import ExplodingCarrier
from integrations.case_system import Unavailable
from integrations.case_system_standins import ExplodingCaseSystem
from portal.delivery import metrics, overview
from portal.delivery.worker import Worker
from portal.storage.database import Database, metadata
from portal.storage.sealing import Seals
from portal.web.seam import OneLineJson
from tests.citizen import Citizen
from tests.journeys.applying import begin, example, send, walk
from tests.journeys.changing import changing
from tests.journeys.outside import Outside
from tests.journeys.post import Post, messenger

pytestmark = pytest.mark.usefixtures("clock")
HOUSE = Path(__file__).parents[2]

NAMES_AND_WORDS = {
    "given": "Kanarina",
    "family": "Piepmatz",
    "patronymic": "Vogelivna",
    "native_script": "Канарка Пташина",
    "details": "Canary needs a nest without stairs",
    "title": "Nightingale trainer",
    "field": "Ornithology of canaries",
    "relation": "Robin Redbreast",
    "street": "Fuglekassa 77",
    "note": "Near the great bird cage",
    "email": "canary@cage.example",
    "phone": "+4790770770",
}
NUMBERS = ["202699000100", "57912075186", "1989-03-14", "14.3.1989", "90770770", "4790770770"]


def full_of_canaries() -> dict[str, Any]:
    """A household that says something in every field."""
    household = example("01")
    words = NAMES_AND_WORDS
    first = household["persons"][0]
    first["name"] = {key: words[key] for key in ("given", "family", "patronymic", "native_script")}
    first["mapping"]["needs"] = {
        "any": "yes",
        "categories": ["wheelchair"],
        "details": words["details"],
        "may_be_shared": True,
    }
    first["mapping"]["occupation"]["title"] = words["title"]
    first["mapping"]["education"]["field"] = words["field"]
    first["mapping"]["relations"][0]["name"] = words["relation"]
    household["living"]["address"]["lines"] = [words["street"]]
    household["contact"] |= {"email": words["email"], "phone": words["phone"]}
    household["placement"]["wishes"][0]["note"] = words["note"]
    return household


def canaries(code: str) -> list[str]:
    return [*NAMES_AND_WORDS.values(), *NUMBERS, code, code.replace("-", "")]


def found_in(text: str, code: str) -> list[str]:
    return [canary for canary in canaries(code) if canary.casefold() in text.casefold()]


def visit(citizen: Citizen) -> str:
    """A whole application with mishaps on the way, up to the check of all answers; the resume code."""
    household = full_of_canaries()
    begin(citizen, household, until="apply/code")
    code = str(citizen.page.xpath("string(//p[@class='reference'])")).strip()
    walk(citizen, household, until="person/1/numbers")
    citizen.fill(has="yes")
    citizen.write("numbers-0-kind", "duf")
    citizen.write("numbers-0-value", NUMBERS[0] + "x")
    citizen.press(status=422).press(name="switch", value="1").press(name="rows", value="add:numbers")
    citizen.post("/uk/done", [("forgery", citizen.value("forgery"))], status=200)
    citizen.open("/uk/resume").fill(code=code)
    for part, value in (("day", "14"), ("month", "4"), ("year", "1989")):
        citizen.write(f"born-{part}", value)
    citizen.press(status=422)
    citizen.write("born-month", "3")
    citizen.press()
    assert citizen.ask("POST", "/uk/apply/contact", "phone=" + NAMES_AND_WORDS["phone"]).status_code == 415
    walk(citizen, household)
    return code


def test_no_address_title_or_cookie_tells_anything(citizen: Citizen) -> None:
    code = visit(citizen)
    send(citizen)
    citizen.open("/uk/apply/receipt")
    told = []
    for answer in citizen.answers:
        told += [unquote(str(answer.request.url)), answer.headers.get("location", "")]
        told += [answer.request.headers.get("referer", ""), answer.request.headers.get("cookie", "")]
        if answer.text:
            told.append(lxml.html.document_fromstring(answer.text).findtext(".//title", ""))
    assert found_in("\n".join(told), code) == []
    assert all(answer.request.url.host == "portal.test" for answer in citizen.answers)
    assert not [answer.request.url for answer in citizen.answers if answer.request.url.query]


def test_the_receipt_tells_nothing_of_the_household(citizen: Citizen) -> None:
    code = visit(citizen)
    send(citizen)
    assert found_in(citizen.response.text, code) == []


def test_the_log_tells_nothing_even_when_it_tells_all(
    citizen: Citizen, database: Database, seals: Seals, outside: Outside, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    """From the first page to the second proof, while the case system and the carriers break off, and in the numbers."""
    caplog.set_level(logging.DEBUG)
    code = visit(citizen)
    send(citizen)
    with suppress(Unavailable):
        asyncio.run(Worker(database, seals, ExplodingCaseSystem()).run_once())
    citizen.open("/uk/my-case/proof").press(name="way", value="sms")
    asyncio.run(messenger(database, seals, {"sms": ExplodingCarrier()}).send_once())
    outside.work()
    post.prove(citizen, "uk")
    changing(citizen, "correction")
    records = [record for record in caplog.records if record.name != "httpx"]  # the test's own browser
    lines = [OneLineJson().format(record) for record in records]
    assert len([line for line in lines if '"what": "request"' in line]) > 40
    assert {"portal.delivery.sender", "portal.delivery.messages"} <= {record.name for record in records}
    assert all("\n" not in line and json.loads(line) for line in lines)
    with database.reading() as connection:
        told = "\n".join([*lines, *(str(vars(record)) for record in records), metrics(overview(connection))])
    assert found_in(told, code) == []
    assert "/uk/apply/person/1/" not in "\n".join(lines), "the route is told, not the address"


def test_an_error_on_the_way_tells_nothing(
    citizen: Citizen, owner: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record does not fit its schema, and the database refuses a statement that holds the answers."""
    caplog.set_level(logging.DEBUG)
    code = visit(citizen)
    monkeypatch.setattr("portal.submissions.sending.problems_of", lambda body: [("/data/persons/0", repr(body))])
    citizen.open("/uk/apply/send")
    citizen.fill(truth="yes", privacy_notice="yes", one_offer_understood="yes").press(status=500)
    pages = [citizen.response.text]
    with owner.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE drafts RENAME TO gone")
    pages.append(citizen.ask("GET", "/uk/apply/tasks").text)
    told = "\n".join(OneLineJson().format(record) for record in caplog.records) + "\n".join(pages)
    with owner.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO drafts")
    assert found_in(told, code) == []


@given(text(), text())
def test_no_value_ever_makes_a_second_line(said: str, route: str) -> None:
    for what in (said, f'{said}\r\n{{"level": "info"}}\u2028\x85\x1b[31m'):
        line = OneLineJson().format(logging.makeLogRecord({"msg": what, "route": route, "levelname": "INFO"}))
        assert len(line.splitlines()) == 1 and line.isascii() and line.isprintable()
        assert (json.loads(line)["what"], json.loads(line)["route"]) == (what, route)


def test_a_call_to_somebody_outside_is_not_logged_with_its_address() -> None:
    calling = """
import httpx, logging
from portal.web.seam import set_up_logging
set_up_logging()
httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))).get("https://a.test/Kanarina?q=Kanarina")
logging.getLogger("httpx").warning("this is the log")
"""
    told = subprocess.run([sys.executable, "-c", calling], capture_output=True, text=True, check=True, cwd=HOUSE).stderr
    assert "this is the log" in told and "Kanarina" not in told


def stored(database: Database, folder: Path) -> bytes:
    """Everything the database keeps, as bytes."""
    with database.reading() as connection:
        rows = [
            row
            for table in metadata.sorted_tables
            for row in connection.execute(table.select().execution_options(all_units=True))
        ]
    columns = [value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row]
    return b"\n".join([*columns, *(file.read_bytes() for file in folder.rglob("*") if file.is_file())])


def test_nothing_of_it_can_be_read_in_the_database(citizen: Citizen, database: Database, tmp_path: Path) -> None:
    code = visit(citizen)
    as_draft = stored(database, tmp_path)
    send(citizen)
    as_sent = stored(database, tmp_path)
    for bytes_ in (as_draft, as_sent):
        assert [canary for canary in canaries(code) if re.search(re.escape(canary.encode()), bytes_, re.I)] == []
        assert [canary for canary in canaries(code) if canary.encode("utf-16-le") in bytes_] == []
        for cookie in citizen.client.cookies.jar:
            if cookie.name == "__Host-session":
                secret = str(cookie.value).partition(".")[0]
                assert len(urlsafe_b64decode(secret + "=")) * 8 >= 128
                assert secret.encode() not in bytes_
