"""The proxy of deploy/nginx.conf: it bounds how slowly people may ask and how much, and passes on what it should."""

import asyncio
import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.web.proxy import HOST, NGINX, Proxy, trusting
from tests.web.served import Portal
from tests.web.slow_lines import HEAD, KINDS, all_given_up

if not NGINX:
    pytest.skip("nginx, the proxy in front of the portal, is not on this machine", allow_module_level=True)

HERE, ELSEWHERE = "127.0.0.1", "127.0.0.66"
OF_A_MACHINE = 250  # limit_conn
CLAIMED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded")


@dataclass
class Listener:
    """Stands where the portal would, and tells what reaches it: each request as its line, headers and form."""

    port: int = 0
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answer: bytes | None = b"heard"


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()

    class Listening(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            form = self.rfile.read(int(self.headers.get("content-length", 0)))
            listener.heard.append((f"{self.command} {self.path}", dict(self.headers), form))
            if listener.answer is not None:  # otherwise the line ends without one
                self.send_response(200)
                self.send_header("content-length", str(len(listener.answer)))
                self.end_headers()
                self.wfile.write(listener.answer)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_about: object) -> None:
            pass

    class Many(ThreadingHTTPServer):
        request_queue_size = 1024

    with Many(("127.0.0.1", 0), Listening) as server:
        listener.port = server.server_port
        threading.Thread(target=server.serve_forever, args=[0.05]).start()
        try:
            yield listener
        finally:
            server.shutdown()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


@pytest.fixture
def proxy(listener: Listener, tmp_path: Path) -> Iterator[Proxy]:
    """In front of the listener."""
    proxy = Proxy(tmp_path, listener.port)
    yield proxy
    proxy.end()


@pytest.fixture
def before_the_portal(tmp_path: Path) -> Iterator[Proxy]:
    portal = Portal(tmp_path)
    proxy = Proxy(tmp_path, portal.port)
    yield proxy
    proxy.end()
    portal.end()


@contextmanager
def browser(proxy: Proxy, address: str = HERE) -> Iterator[HTTPSConnection]:
    """One line to the proxy, kept open."""
    line = HTTPSConnection("127.0.0.1", proxy.port, timeout=60, source_address=(address, 0), context=trusting())
    with closing(line):
        yield line


def asked(
    line: HTTPConnection, path: str = "/nb/apply", form: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, str]:
    """The answer and its text."""
    headers = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded", **headers}
    line.request("GET" if form is None else "POST", path, form, headers)
    answer = line.getresponse()
    return answer, answer.read().decode()


def test_three_hundred_slow_lines_are_given_up_and_others_answered_meanwhile(before_the_portal: Proxy) -> None:
    over, became = threading.Event(), []

    def read_on() -> None:
        with browser(before_the_portal) as line:
            asked(line)
            first = line.sock
            while not over.wait(0.2):
                became.append(asked(line)[0].status if line.sock is first else "another line")

    somebody = threading.Thread(target=read_on)
    somebody.start()
    try:
        # An idle line lives for 30 seconds: those that are closed here are closed for their slowness.
        asyncio.run(all_given_up(before_the_portal.port, 300 // len(KINDS) + 1, limit=25))
    finally:
        over.set()
        somebody.join()
    assert set(became) == {200}


def test_forms_that_trickle_are_counted_and_others_are_answered_when_a_machine_has_too_many(proxy: Proxy) -> None:
    with ExitStack() as held:
        lines: list[ssl.SSLSocket] = []
        for _form in range(OF_A_MACHINE):
            opened = socket.create_connection(("127.0.0.1", proxy.port), timeout=60, source_address=(ELSEWHERE, 0))
            line = held.enter_context(trusting().wrap_socket(opened))
            line.sendall(HEAD + b"Expect: 100-continue\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 100 "), "it waits for the form, and counts it"
            lines.append(line)
            for each in lines if len(lines) % 10 == 0 else ():
                each.sendall(b"a")
        with browser(proxy, ELSEWHERE) as same, browser(proxy) as other:
            assert asked(same)[0].status == 503
            assert asked(other)[0].status == 200


def test_two_hundred_people_behind_one_address_can_begin_at_once(proxy: Proxy) -> None:
    def begin(_person: int) -> set[int]:
        with browser(proxy, ELSEWHERE) as line:
            return {asked(line)[0].status for _request in range(4)}

    with ThreadPoolExecutor(100) as people:
        assert set().union(*people.map(begin, range(200))) == {200}


def test_half_a_form_never_reaches_the_portal_and_a_whole_one_does(proxy: Proxy, listener: Listener) -> None:
    opened = socket.create_connection(("127.0.0.1", proxy.port), timeout=60)
    with trusting().wrap_socket(opened) as slow, browser(proxy) as other:
        slow.sendall(HEAD + b"Expect: 100-continue\r\n\r\n")
        assert slow.recv(100).startswith(b"HTTP/1.1 100 ")
        slow.sendall(b"a" * 500)
        asked(other)
        assert [line for line, _headers, _form in listener.heard] == ["GET /nb/apply"]
        slow.sendall(b"b" * 500)
        assert slow.recv(1000).startswith(b"HTTP/1.1 200 ")
    assert listener.heard[1][2] == b"a" * 500 + b"b" * 500


def test_what_was_sent_once_is_not_sent_again_when_no_answer_comes(proxy: Proxy, listener: Listener) -> None:
    listener.answer = None
    with browser(proxy) as line:
        assert asked(line, form=b"answer=yes")[0].status == 502
        assert asked(line)[0].status == 502
    assert [line for line, _headers, _form in listener.heard] == ["POST /nb/apply", "GET /nb/apply"]


def test_nothing_that_a_browser_claims_about_proxies_is_passed_on(proxy: Proxy, listener: Listener) -> None:
    with browser(proxy) as line:
        for path in ("/nb/apply", "/metrics"):
            asked(line, path, None, **dict.fromkeys(CLAIMED, "forged.example.no"))
    assert [line for line, _headers, _form in listener.heard] == ["GET /nb/apply", "GET /metrics"]
    for _line, headers, _form in listener.heard:
        assert headers["Host"] == HOST
        assert "forged" not in str(headers)


def test_the_numbers_for_machines_that_watch_are_given_to_this_machine_only(proxy: Proxy, listener: Listener) -> None:
    with browser(proxy, ELSEWHERE) as line:
        for path in ("/metrics", "//metrics", "/nb/../metrics", "/%6detrics", "/metrics?a"):
            assert asked(line, path)[0].status == 403, path
    assert not listener.heard
    with browser(proxy) as line:
        assert asked(line, "/metrics", Authorization="Bearer token")[0].status == 200
    assert listener.heard[0][1]["Authorization"] == "Bearer token"


def test_a_form_that_is_too_long_is_refused_by_the_portal_in_words_and_a_longer_one_by_the_proxy(
    before_the_portal: Proxy,
) -> None:
    with browser(before_the_portal) as line:
        answer, page = asked(line, form=b"a" * 290 * 1024)
        assert (answer.status, '<html lang="nb"' in page) == (413, True)
    with browser(before_the_portal) as line:
        answer, page = asked(line, form=b"a" * 301 * 1024)
        assert (answer.status, "nginx" in page) == (413, True)


def test_what_is_written_and_read_is_never_laid_down_on_the_disk(proxy: Proxy, listener: Listener) -> None:
    for folder in ("laid_down_bodies", "laid_down_answers"):
        shutil.rmtree(proxy.folder / folder)  # whatever it would lay down there fails from now on
    listener.answer = b"b" * 20_000_000  # more than all buffers between here and there can take
    with browser(proxy) as line:
        line.request("POST", "/nb/apply", b"a" * 290 * 1024, {"Host": HOST})
        answer = line.getresponse()
        threading.Event().wait(0.5)  # somebody who reads slowly
        assert len(answer.read()) == 20_000_000
    assert len(listener.heard[0][2]) == 290 * 1024


def test_no_log_holds_a_query_or_an_address_also_when_something_is_refused(proxy: Proxy, listener: Listener) -> None:
    plain = HTTPConnection("127.0.0.1", proxy.unencrypted_port, timeout=60, source_address=(ELSEWHERE, 0))
    with closing(plain):
        answer, _page = asked(plain, "/nb/apply?who=Kanarina")
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{HOST}/nb/apply?who=Kanarina")
    with browser(proxy, ELSEWHERE) as line:
        became = [asked(line, "/metrics?who=Kanarina")[0].status]
        while became[-1] == 403:
            became.append(asked(line, "/metrics?who=Kanarina")[0].status)
    assert set(became) == {403, 503}, "refused for where it comes from, and then for coming too often"
    with browser(proxy, ELSEWHERE) as line:
        asked(line, "/nb/longer?who=Kanarina", form=b"a" * 301 * 1024)
    listener.answer = None
    with browser(proxy) as line:
        assert asked(line, "/nb/lost?who=Kanarina")[0].status == 502
    proxy.end()
    logs = {each.name: each.read_text() for each in proxy.folder.glob("*.log")}
    assert "/nb/apply" in logs["portal.log"]
    for name, written in logs.items():
        assert "Kanarina" not in written, name
        assert ELSEWHERE not in written, name
