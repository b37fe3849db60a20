"""What people write about themselves stands in no address, title, log line or readable byte of the database."""

import json
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import lxml.html
import pytest

from portal.storage.database import Database, metadata
from portal.web.seam import OneLineJson
from tests.citizen import Citizen
from tests.journeys.applying import begin, example, send, walk

pytestmark = pytest.mark.usefixtures("clock")

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


def test_the_log_tells_nothing_even_when_it_tells_all(citizen: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    code = visit(citizen)
    send(citizen)
    records = [record for record in caplog.records if record.name != "httpx"]  # the test's own browser
    lines = [OneLineJson().format(record) for record in records]
    assert len([line for line in lines if '"what": "request"' in line]) > 40
    assert all("\n" not in line and json.loads(line) for line in lines)
    told = "\n".join(lines) + "\n".join(str(vars(record)) for record in records)
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


def test_a_hostile_value_never_makes_a_second_line() -> None:
    record = logging.makeLogRecord(
        {"msg": 'a\r\n{"level": "info"}\u2028\x1b[31m', "route": "x\ny", "levelname": "INFO"}
    )
    line = OneLineJson().format(record)
    assert "\n" not in line and "\r" not in line and "\u2028" not in line and "\x1b" not in line
    assert json.loads(line)["route"] == "x\ny"


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
                assert str(cookie.value).encode() not in bytes_
