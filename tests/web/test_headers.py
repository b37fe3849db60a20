"""Every answer, whatever its status, carries the headers that keep a page to itself; cookies are two at most."""

from dataclasses import replace
from http.cookies import SimpleCookie

import httpx
import pytest

from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from portal.submissions.codes import with_check
from portal.web.assets import asset
from portal.web.seam import Seam
from tests.citizen import Citizen

pytestmark = [pytest.mark.parametrize("owner", ["sqlite"], indirect=True), pytest.mark.usefixtures("clock")]

FORM = "application/x-www-form-urlencoded"
OWED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
}
DIRECTIVES = ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'"]


def answers(citizen: Citizen, nowhere: Citizen) -> list[httpx.Response]:
    """One answer of each status the portal gives."""
    citizen.open("/uk/apply")
    token = citizen.value("forgery")
    tries = {"code": with_check("7K3M9QX"), "born-day": "1", "born-month": "1", "born-year": "1980"}
    citizen.open("/uk/resume")
    for _try in range(10):
        citizen.fill(**tries).press(status=422)
    return [
        citizen.ask("GET", "/uk/"),
        citizen.ask("GET", "/"),
        citizen.ask("POST", "/uk/done", f"forgery={citizen.value('forgery')}&a=%FF", content_type=FORM),
        citizen.ask("POST", "/uk/apply", f"forgery={token}x", content_type=FORM),
        citizen.ask("GET", "/uk/nothing/here"),
        citizen.ask("DELETE", "/uk/apply"),
        citizen.ask("POST", "/uk/apply", "a=" + "b" * 300_000, content_type=FORM),
        citizen.ask("POST", "/uk/apply", "{}", content_type="application/json"),
        citizen.ask("GET", "/uk/" + "9" * 5000),
        citizen.fill(**tries).press(status=429).response,
        nowhere.ask("GET", "/uk/apply"),
        nowhere.ask("GET", asset("portal.css")),
        nowhere.ask("GET", "/static/nothing.css"),
        nowhere.ask("GET", "/uk/", host="evil.example"),
    ]


def test_an_answer_of_every_status_carries_the_headers(citizen: Citizen, nowhere: Citizen) -> None:
    found = answers(citizen, nowhere)
    assert {answer.status_code for answer in found} >= {200, 302, 400, 403, 404, 405, 413, 414, 415, 429, 503}
    for answer in found:
        for name, value in OWED.items():
            assert answer.headers.get(name) == value, f"{answer.status_code} lacks {name}"
        policy = answer.headers["content-security-policy"]
        assert all(directive in policy for directive in DIRECTIVES)
        assert "unsafe" not in policy and "http:" not in policy and "*" not in policy
        assert "camera=()" in answer.headers["permissions-policy"]
        assert "max-age=63072000; includeSubDomains" in answer.headers["strict-transport-security"]
        assert "access-control-allow-origin" not in answer.headers
        assert "server" not in answer.headers and "x-powered-by" not in answer.headers
        if answer.content:
            assert "charset=utf-8" in answer.headers["content-type"]


def test_a_failure_of_ours_carries_them_too(citizen: Citizen, settings: Settings, database: Database) -> None:
    citizen.open("/uk/apply").fill(phone="own").press()
    keys_are_gone = create_app(
        replace(settings, key_rings=dict.fromkeys(settings.key_rings, settings.key_rings["health"])), database
    )
    stranger = Citizen(keys_are_gone)
    stranger.client.cookies = citizen.client.cookies
    answer = stranger.ask("GET", "/uk/apply/tasks")
    assert answer.status_code == 500
    assert all(answer.headers.get(name) == value for name, value in OWED.items())
    stranger.close()


def test_static_files_are_kept_for_a_year_and_pages_not_at_all(citizen: Citizen) -> None:
    assert "immutable" in citizen.ask("GET", asset("portal.css")).headers["cache-control"]
    for address in ("/", "/uk/", "/uk/apply", "/uk/resume", "/uk/apply/tasks", "/uk/nothing", "/static/nothing.css"):
        assert citizen.ask("GET", address).headers["cache-control"] == "no-store"


def test_there_are_two_cookies_and_scripts_of_this_or_another_host_have_no_hold_on_them(citizen: Citizen) -> None:
    citizen.open("/uk/").open("/uk/apply").fill(phone="own").press().open("/nb/")
    found: SimpleCookie = SimpleCookie()
    for address in ("/uk/", "/uk/apply", "/uk/resume"):
        for line in citizen.ask("GET", address, cookie=None).headers.get_list("set-cookie"):
            found.load(line)
            assert len(line) <= 4096
    assert {cookie.name for cookie in citizen.client.cookies.jar} == set(found)
    assert set(found) == {"__Host-session", "__Host-language"}
    for morsel in found.values():
        assert morsel["secure"] and morsel["httponly"] and morsel["samesite"] == "lax" and morsel["path"] == "/"
        assert not morsel["domain"]


def test_without_https_the_names_have_no_prefix(settings: Settings, database: Database) -> None:
    citizen = Citizen(create_app(replace(settings, origin="http://portal.test"), database), "http://portal.test")
    lines = [line for path in ("/uk/", "/uk/apply") for line in citizen.ask("GET", path).headers.get_list("set-cookie")]
    assert [line.partition("=")[0] for line in lines] == ["language", "session"]
    citizen.close()


def test_the_cookie_holds_no_more_than_chance(citizen: Citizen, database: Database) -> None:
    citizen.open("/uk/apply")
    (cookie,) = [c.value for c in citizen.client.cookies.jar if c.name == "__Host-session"]
    assert cookie is not None and len(cookie) >= 43
    with database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert cookie not in str(rows)


def test_pages_with_questions_come_with_their_cookie_already_set(portal: Seam) -> None:
    """Otherwise the Back button would show what was typed, after the visit has ended."""
    for address in ("/uk/apply", "/uk/resume", "/uk/resume/time-up"):
        somebody = Citizen(portal)
        somebody.open(address)
        assert somebody.page.xpath("//form[@id='answers']")
        assert any(cookie.name == "__Host-session" for cookie in somebody.client.cookies.jar)
        somebody.close()
