"""A form that carries a file is read only where an address takes one, within limits, and only as browsers write it."""

import asyncio
from collections.abc import Iterator

import pytest
from starlette.requests import Request

from portal.web.form import MOST_BYTES_WITH_A_FILE, Form, read_form
from portal.web.multipart import MOST_PARTS
from portal.web.problems import Problem
from tests.citizen import with_files

FILE = {"table": ("residents.csv", b"Navn\r\nBo\r\n--x\r\n")}
FORM, HEADERS = with_files([("forgery", "token"), ("name", "Åse\r\nBo")], FILE)
TYPE = HEADERS["content-type"]


def posted(body: bytes, content_type: str = TYPE, *, takes_file: bool = True) -> Form:
    chunks: Iterator[bytes] = (body[start : start + 65536] for start in range(0, len(body) + 1, 65536))

    async def receive() -> dict[str, object]:
        chunk = next(chunks, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", content_type.encode())]}
    return asyncio.run(read_form(Request(scope, receive), takes_file=takes_file))


def refused(body: bytes, content_type: str = TYPE, *, takes_file: bool = True) -> int:
    with pytest.raises(Problem) as problem:
        posted(body, content_type, takes_file=takes_file)
    return problem.value.status


def test_fields_and_file_come_as_they_were_sent() -> None:
    form = posted(FORM)
    assert form.get("forgery") == "token" and form.get("name") == "Åse\nBo"
    assert form.file is not None
    assert (form.file.name, form.file.content) == ("residents.csv", b"Navn\r\nBo\r\n--x\r\n")


def test_a_file_field_where_nobody_chose_anything_is_no_file() -> None:
    assert posted(with_files([], {"table": ("", b"")})[0]).file is None


def test_an_ordinary_form_is_read_there_too() -> None:
    form = posted(b"forgery=token", "application/x-www-form-urlencoded")
    assert form.get("forgery") == "token" and form.file is None


def test_no_other_address_takes_one() -> None:
    assert refused(FORM, takes_file=False) == 415


@pytest.mark.parametrize("content_type", ["text/csv", "multipart/mixed; boundary=x-x-x", "application/json"])
def test_another_kind_of_content_is_not_read(content_type: str) -> None:
    assert refused(FORM, content_type) == 415


@pytest.mark.parametrize(
    "parameters",
    [
        "",
        "; boundary=",
        "; boundary=" + "x" * 71,
        "; boundary=åäö",
        "; charset=utf-8",
        '; boundary="',
        "; boundary=a b",
    ],
)
def test_without_a_boundary_nothing_is_understood(parameters: str) -> None:
    assert refused(FORM, "multipart/form-data" + parameters) == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x-x-x--",
        b"--x-x-x",
        b"hello",
        b"preamble" + FORM,
        FORM[: len(FORM) // 2],
        FORM + b"epilogue",
        FORM.replace(b"form-data; name", b"attachment; name"),
        FORM.replace(b'name="name"', b"name=name"),
        FORM.replace(b"Content-Disposition", b"Content-Type"),
        FORM.replace(b'name="name"', b'name="name"\r\nno colon'),
        FORM.replace("Åse".encode(), b"\xff"),
        FORM.replace(b'name="name"', b'name="' + b"n" * 101 + b'"'),
        with_files([], {"table": ("a", b"1"), "other": ("b", b"2")})[0],
        FORM[: -len(b"--x-x-x--\r\n")] + FORM,
        with_files([("name", "x")] * (MOST_PARTS + 1), {})[0],
        b"--x-x-x\r\n" * 100_000,
    ],
)
def test_what_no_browser_writes_is_refused(body: bytes) -> None:
    assert refused(body) == 400


def test_too_much_is_refused() -> None:
    assert refused(with_files([], {"table": ("a", b"x" * MOST_BYTES_WITH_A_FILE)})[0]) == 413
    assert refused(with_files([("name", "x" * 70_000)], {})[0]) == 413
    assert refused(b"name=" + b"x" * 300_000, "application/x-www-form-urlencoded") == 413
