"""Links and redirects stay within the portal, whatever the request says; languages are those we speak."""

import pytest

from locales import LANGUAGES
from tests.citizen import Citizen

pytestmark = [pytest.mark.parametrize("owner", ["sqlite"], indirect=True), pytest.mark.usefixtures("clock")]

HOSTS = [
    "evil.example", "portal.test.evil.example", "evil.example#portal.test", "portal.test@evil.example",
    "evil.example@portal.test", "portal.test/evil", "portal.test:443:80", "portal.test:", "", " portal.test",
    "localhost", "127.0.0.1", "[::1]", "portal.test.", "xportal.test", "portal.test\\evil", "portal.test:x",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
def test_an_unknown_host_is_refused(citizen: Citizen, host: str) -> None:
    answer = citizen.ask("GET", "/uk/", host=host)
    assert answer.status_code == 400
    assert not answer.headers.get("location") and "set-cookie" not in answer.headers


@pytest.mark.parametrize("host", ["portal.test", "portal.test:443", "PORTAL.test"])
def test_our_own_host_is_answered(citizen: Citizen, host: str) -> None:
    assert citizen.ask("GET", "/uk/", host=host).status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-host", "x-host", "forwarded", "x-original-url", "x-rewrite-url"])
def test_no_link_and_no_redirect_follows_a_header(citizen: Citizen, header: str) -> None:
    value = "host=evil.example" if header == "forwarded" else "evil.example"
    for address in ("/", "/uk/", "/uk/apply", "/uk/apply/tasks", "/uk/nothing"):
        answer = citizen.ask("GET", address, **{header: value})
        assert "evil.example" not in answer.text + str(answer.headers)
        assert answer.headers.get("location", "/").startswith("/")


ELSEWHERE = [
    "//evil.example", "/\\evil.example", "/%5Cevil.example", "/%09/evil.example", "/%2F%2Fevil.example",
    "/https:/evil.example", "/https:%2F%2Fevil.example", "/.evil.example", "/@evil.example", "/;@evil.example",
    "/javascript:alert(1)", "/%0d%0aLocation:%20//evil.example", "/%E3%80%82evil.example", "/?next=//evil.example",
    "/?url=https://evil.example", "/?return=javascript:alert(1)", "/#//evil.example", "/..//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("place", ELSEWHERE)
@pytest.mark.parametrize("before", ["", "/uk", "/uk/apply", "/uk/resume"])
def test_no_address_leads_elsewhere(citizen: Citizen, before: str, place: str) -> None:
    answer = citizen.ask("GET", "https://portal.test" + before + place)
    location = answer.headers.get("location", "/uk/")
    assert location.startswith(("/uk/", "/ru/", "/en/", "/nb/", "/nn/"))
    assert "evil.example" not in location and "javascript:" not in location
    assert "x-evil" not in answer.headers
    if "text/html" in answer.headers.get("content-type", ""):
        assert 'href="//' not in answer.text and 'href="javascript' not in answer.text
        assert 'href="/\\' not in answer.text


@pytest.mark.parametrize("wish", ["../../etc", "xx", "x" * 5000, "uk\x00", "", "sr-Latn", ";,=", "uk;q=nan,xx;q=1e9"])
def test_a_language_we_do_not_speak_is_no_harm(citizen: Citizen, wish: str) -> None:
    for headers in ({"accept_language": wish}, {"cookie": f"__Host-language={wish}"}):
        answer = citizen.ask("GET", "/", **headers)
        assert answer.headers["location"] in ("/en/", "/uk/")


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        ("uk", "uk"),
        ("ru-RU,ru;q=0.9", "ru"),
        ("no", "nb"),
        ("nn-NO", "nn"),
        ("ar,nb;q=0.5,en;q=0.8", "en"),
        ("ar", "en"),
    ],
)
def test_the_front_door_leads_to_the_language_wished_for(citizen: Citizen, wish: str, language: str) -> None:
    assert citizen.ask("GET", "/", accept_language=wish).headers["location"] == f"/{language}/"


def test_the_front_door_remembers_the_choice(citizen: Citizen) -> None:
    citizen.open("/nn/")
    assert citizen.ask("GET", "/", accept_language="uk").headers["location"] == "/nn/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_typed_without_a_slash_leads_to_its_first_page(citizen: Citizen, language: str) -> None:
    answer = citizen.ask("GET", f"/{language}?next=//evil.example")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/{language}/")
