"""The portal as it is served, in processes of its own: told to end, killed, and given far more than it takes."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.web.served import Portal

FULL = os.environ.get("PORTAL_FULL") == "1"
MB = 1024 * 1024


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path)
    yield portal
    portal.end()
    if portal.given is not None:
        portal.given.close()


@contextmanager
def load(port: int) -> Iterator[list[str]]:
    """Eight people who open a page again and again, each over a new line; and what came of it."""
    became: list[str] = []
    over = threading.Event()

    def open_pages() -> None:
        while not over.is_set():
            line = HTTPConnection("127.0.0.1", port, timeout=20)
            try:
                line.connect()
                line.request("GET", "/nb/apply", headers={"host": "portal.example.no"})
                became.append(str(line.getresponse().status))
            except (OSError, HTTPException) as error:
                became.append(type(error).__name__)
                time.sleep(0.02)
            finally:
                line.close()

    people = [threading.Thread(target=open_pages) for _ in range(8)]
    for each in people:
        each.start()
    try:
        yield became
    finally:
        over.set()
        for each in people:
            each.join()


def test_ended_and_started_anew_it_answers_everybody_who_asks(served: Portal) -> None:
    served.end()
    served.on_a_socket_that_stays_open()
    served.start()
    with load(served.port) as became:
        for enough in range(20, 1001 if FULL else 41, 20):
            while len(became) < enough:
                time.sleep(0.1)
            served.end()
            served.start()
    assert set(became) == {"200"}


def test_killed_it_is_back_within_five_seconds(served: Portal) -> None:
    for _time in range(50 if FULL else 1):
        with load(served.port):
            time.sleep(0.5)
            served.kill()
        served.start()
        assert served.work() < 5, "so long it takes where the machine does nothing else"


def test_a_gigabyte_and_three_hundred_large_fields_are_refused_and_not_kept(served: Portal) -> None:
    before = served.peak()
    for megabytes, length in ((1024, f"Content-Length: {1024 * MB}"), (300, "Transfer-Encoding: chunked")):
        assert answer_to(served.port, megabytes, length).startswith(b"HTTP/1.1 413 ")
    assert served.peak() - before < 50
    assert served.peak() < 512


def answer_to(port: int, megabytes: int, length: str) -> bytes:
    """What is answered to a form that is longer than anybody waits for."""
    head = ("POST /nb/apply HTTP/1.1", "Host: portal.example.no", "Content-Type: application/x-www-form-urlencoded")
    piece = b"&f=" + b"x" * (MB - 3)
    if "chunked" in length:
        piece = f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall("\r\n".join((*head, length, "", "")).encode())
        with suppress(OSError):  # nobody reads it to the end
            for _piece in range(megabytes):
                line.sendall(piece)
        return line.recv(100)
