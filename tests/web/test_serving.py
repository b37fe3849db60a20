"""The portal as it is served, in processes of its own: told to end, killed, and given far more than it takes."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.delivery.receiver_process import free_port, wait_for
from tests.house.installation import PRODUCTION
from tests.house.test_starting import children

HOUSE = Path(__file__).parents[2]
FULL = os.environ.get("PORTAL_FULL") == "1"
MB = 1024 * 1024
# The socket is number 3, and the variables say for which process it is.
AS_SYSTEMD_DOES = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2], sys.argv[2:])
"""


class Portal:
    """A portal on a port of this machine, that can be started more than once."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.given: socket.socket | None = None
        place = {"PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.sqlite'}", "PORTAL_PORT": str(self.port)}
        self.environment = {**os.environ, **PRODUCTION, **place}
        self._run("migrate").wait()
        self.start()

    def start(self) -> None:
        self.process = self._run("serve")
        wait_for(self.port)

    def _run(self, command: str) -> "subprocess.Popen[bytes]":
        words, nowhere = [sys.executable, "-m", "portal", command], subprocess.DEVNULL
        if self.given is None:
            return subprocess.Popen(words, cwd=HOUSE, env=self.environment, stdout=nowhere, stderr=nowhere)
        kept = self.given.fileno()
        words = [sys.executable, "-c", AS_SYSTEMD_DOES, str(kept), *words]
        return subprocess.Popen(words, cwd=HOUSE, env=self.environment, stdout=nowhere, stderr=nowhere, pass_fds=[kept])

    def on_a_socket_that_stays_open(self) -> None:
        """From the next start on, what systemd does where a unit has a socket."""
        self.given = socket.create_server(("127.0.0.1", self.port), backlog=4096)

    @property
    def processes(self) -> list[int]:
        """The one that was started, and those that answer."""
        return [self.process.pid, *children(self.process.pid)]

    def peak(self) -> float:
        """The most memory that they have held, in MB."""
        told = [Path(f"/proc/{process}/status").read_text().partition("VmHWM:")[2] for process in self.processes]
        return sum(int(each.split()[0]) for each in told) / 1024

    def work(self) -> float:
        """The seconds for which they have kept a processor busy."""
        told = [Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split() for process in self.processes]
        return sum(int(each[11]) + int(each[12]) for each in told) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def kill(self) -> None:
        for process in self.processes:
            os.kill(process, signal.SIGKILL)
        self.process.wait()
        while is_answered(self.port):
            time.sleep(0.01)


def is_answered(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


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
