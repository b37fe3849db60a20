"""What a browser posts is read within limits: the right kind, not too much, well encoded, each field once."""

import tracemalloc
from collections.abc import Callable

import httpx
import pytest

from tests.citizen import Citizen

pytestmark = [pytest.mark.parametrize("owner", ["sqlite"], indirect=True), pytest.mark.usefixtures("clock")]

FORM = "application/x-www-form-urlencoded"
Post = Callable[..., httpx.Response]


@pytest.fixture
def post(citizen: Citizen) -> Post:
    """Posts the applicant's name, with whatever stands in the body after the forgery token."""
    citizen.open("/en/apply").fill(phone="own").press()
    citizen.write("born-year", "1980")
    citizen.press().open("/en/apply/protection").fill(protected="no").press()
    token = citizen.value("forgery")

    def posted(rest: str | bytes, content_type: str | None = FORM, address: str = "") -> httpx.Response:
        rest = rest.encode() if isinstance(rest, str) else rest
        where = address or "/en/apply/person/1/name"
        return citizen.ask("POST", where, f"forgery={token}&".encode() + rest, content_type=content_type)

    return posted


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "", None, "x" * 9999],
)
def test_another_kind_of_content_is_not_read(post: Post, content_type: str | None) -> None:
    assert post("given=Olena&family=Test", content_type).status_code == 415


@pytest.mark.parametrize("content_type", [FORM, FORM + "; charset=utf-8", FORM.upper()])
def test_a_form_is_read_however_its_kind_is_written(post: Post, content_type: str) -> None:
    assert post("given=Olena&family=Test", content_type).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "FOO"])
def test_an_unknown_method_is_refused(citizen: Citizen, method: str) -> None:
    for address in ("/", "/en/", "/en/apply", "/en/leave", "/static/x.css"):
        answer = citizen.ask(method, address)
        assert answer.status_code == 405
        assert answer.headers["allow"]


def test_a_page_that_is_only_read_cannot_be_posted_to(post: Post) -> None:
    for address in ("/en/", "/en/apply/tasks", "/en/apply/check-answers", "/en/apply/receipt", "/en/goodbye"):
        answer = post("", address=address)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD"), address


def test_a_page_that_is_only_posted_to_cannot_be_read(citizen: Citizen) -> None:
    for address in ("/en/leave", "/en/done"):
        answer = citizen.ask("GET", address)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST"), address


def test_too_long_a_body_is_refused_before_it_is_read_whole(post: Post) -> None:
    for size in (256 * 1024, 1_000_000, 20_000_000):
        tracemalloc.start()
        body = b"given=" + b"x" * size
        before = tracemalloc.get_traced_memory()[1]
        assert post(body).status_code == 413
        # The client's own copy of the body is part of what is counted.
        assert tracemalloc.get_traced_memory()[1] - before < 2 * size + 20_000_000
        tracemalloc.stop()


def test_a_body_as_long_as_the_limit_is_read(post: Post) -> None:
    assert post("given=" + "x" * (255 * 1024)).status_code == 422


def test_a_million_characters_of_three_bytes_are_refused(post: Post) -> None:
    assert post("given=" + "%E4%B8%AD" * 1_000_000).status_code == 413


def test_ten_thousand_fields_are_refused(post: Post) -> None:
    assert post("&".join(f"f{n}=1" for n in range(10_000))).status_code == 400
    assert post("&".join(f"f{n}=1" for n in range(390)) + "&given=Olena&family=Test").status_code == 303


BROKEN = ["given=%FF", "given=%C3%28", "given=%ED%A0%80", "given=%F4%90%80%80", "%FE=1", b"given=\xd0\x9e", b"\x00\xff"]


@pytest.mark.parametrize("body", BROKEN)
def test_broken_encoding_is_refused(post: Post, body: str | bytes) -> None:
    assert post(body).status_code == 400


ODD = [
    "given=%",
    "given=%zz",
    "=",
    "&&&&",
    "given",
    "given=a=b=c",
    "given=Olena;family=Test",
    "given=%00",
    "[]=1&a[b]=2",
]


@pytest.mark.parametrize("body", ODD)
def test_odd_forms_are_answered_like_any_other(post: Post, body: str) -> None:
    """A semicolon separates nothing."""
    assert post(body).status_code == 422


TWICE = ["given=A&given=B&family=C", "given=A&family=C&seen=1&seen=2", "given=A&family=C&x=1&x=2", "forgery=x&given=A"]


@pytest.mark.parametrize("body", TWICE)
def test_a_field_that_has_one_value_is_refused_when_it_comes_twice(post: Post, body: str) -> None:
    assert post(body).status_code == 400


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/en/apply", "phone=own&phone=shared"),
        ("/en/resume", "code=A&code=B"),
        ("/en/apply/send", "truth=yes&truth=yes"),
        ("/en/leave", "forgery=again"),
        ("/en/apply/code", "forgery=again"),
    ],
)
def test_that_holds_for_every_form(post: Post, address: str, body: str) -> None:
    assert post(body, address=address).status_code in ({400} if address != "/en/apply/send" else {303})


def test_line_breaks_reach_no_header_and_no_log_line(post: Post, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("given", "family", "switch", "rows", "seen", "checked", "X%0d%0aX-Evil:%201"):
        answer = post(f"{name}=a%0d%0aX-Evil:%201%0d%0a%0d%0a%3Cscript%3E")
        assert "x-evil" not in answer.headers
        assert "<script>" not in answer.text
    assert "Evil" not in "".join(capfd.readouterr())
