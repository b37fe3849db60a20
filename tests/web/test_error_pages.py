"""When something goes wrong the reader is told so in the reader's own language, with a number and no inner details."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from locales import LANGUAGES
from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from portal.submissions.codes import with_check
from portal.web.problems import SAID
from tests.citizen import Citizen

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)

FORM = "application/x-www-form-urlencoded"
INNER = ("Traceback", "Error(", "sqlite", "psycopg", "starlette", "portal/", ".py", "SELECT", "DoesNotOpen", "None")


@pytest.fixture
def stranger(settings: Settings, database: Database, citizen: Citizen) -> Iterator[Citizen]:
    """Somebody whose draft cannot be opened, because the portal lost its keys."""
    citizen.open("/en/apply").fill(phone="own").press()
    other_keys = dict.fromkeys(settings.key_rings, settings.key_rings["health"])
    somebody = Citizen(create_app(replace(settings, key_rings=other_keys), database))
    somebody.client.cookies = citizen.client.cookies
    yield somebody
    somebody.close()


@one_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_speaks_the_readers_language(
    citizen: Citizen, stranger: Citizen, nowhere: Citizen, language: str
) -> None:
    tries = {"code": with_check("7K3M9QX"), "born-year": "1980"}
    citizen.open(f"/{language}/resume").fill(**tries)
    for _try in range(10):
        citizen.fill(**tries).press(status=422)
    citizen.fill(**tries).press(status=429)
    found = {429: citizen.response}
    token = citizen.open(f"/{language}/apply").value("forgery")
    here = f"/{language}/apply"
    found |= {
        400: citizen.ask("POST", here, f"forgery={token}&a=%FF", content_type=FORM),
        403: citizen.ask("POST", here, "forgery=wrong", content_type=FORM),
        404: citizen.ask("GET", f"/{language}/nothing"),
        405: citizen.ask("PUT", here),
        413: citizen.ask("POST", here, "a=" + "b" * 300_000, content_type=FORM),
        415: citizen.ask("POST", here, "{}", content_type="application/json"),
        500: stranger.ask("GET", f"/{language}/apply/tasks"),
        503: nowhere.ask("GET", here),
    }
    assert set(found) == set(SAID)
    headings = set()
    for status, answer in found.items():
        assert answer.status_code == status
        citizen.show(answer)
        assert citizen.page.get("lang") == language
        headings.add(citizen.heading)
        assert re.search(r"<code>[0-9a-f]{8}</code>", answer.text), "no number to refer to"
        assert not [word for word in INNER if word in answer.text]
        assert len(citizen.page.xpath("//nav[@class='languages']//a")) == 5
        assert citizen.page.xpath(f"//main//a[@href='/{language}/']")
    assert len(headings) == len(found), "two errors are told in the same words"


@one_database
def test_a_page_that_is_not_there_can_be_read_in_another_language(citizen: Citizen) -> None:
    answer = citizen.ask("GET", "/uk/nothing/here")
    assert 'href="/nb/nothing/here"' in answer.text
    for odd in ("/UK", "/UK/", "/uk//evil.example", "/%22%3E%3Cscript%3E", "/uk/%22%3E%3Cscript%3E", "/xx/apply", "//"):
        answer = citizen.ask("GET", "https://portal.test" + odd)
        assert answer.status_code == 404, odd
        assert "<script>" not in answer.text
        citizen.show(answer)


@one_database
def test_who_does_not_say_a_language_in_the_address_is_told_in_the_browsers(citizen: Citizen) -> None:
    assert 'lang="uk"' in citizen.ask("GET", "/nothing/here", accept_language="uk").text


def test_when_the_database_is_gone_the_reader_is_told_to_wait(nowhere: Citizen) -> None:
    answer = nowhere.ask("GET", "/uk/apply")
    assert answer.headers["retry-after"] == "120"


@one_database
def test_the_number_on_the_page_stands_in_the_log(stranger: Citizen, caplog: pytest.LogCaptureFixture) -> None:
    answer = stranger.ask("GET", "/uk/apply/tasks")
    (number,) = re.findall(r"<code>([0-9a-f]{8})</code>", answer.text)
    failures = [record for record in caplog.records if record.message == "request failed"]
    assert [record.reference for record in failures] == [number]  # type: ignore[attr-defined]
    assert failures[0].error == "DoesNotOpen"  # type: ignore[attr-defined]
    assert "portal/storage/sealing.py:" in failures[0].where  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["", "information", "information/privacy", "search?q=money", "glossary", "road"])
def test_what_is_open_to_all_is_read_also_while_the_database_is_gone(nowhere: Citizen, address: str) -> None:
    assert nowhere.ask("GET", f"/uk/{address}").status_code == 200
