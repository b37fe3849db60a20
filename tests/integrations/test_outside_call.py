"""Calls over real sockets to servers that drip, flood, stay silent, break off, or are not who they say they are."""

import asyncio
import gzip
import resource
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from integrations.case_system import Doubtful, HttpCaseSystem, Unavailable
from integrations.maskinporten import GrantingTokens
from integrations.outside_call import Answer, CutOff, NotSent, call, outside_client
from tests.integrations.certificates import Authority

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def post_to(
    behaviour: Behaviour,
    seconds: float = 0.3,
    tls: ssl.SSLContext | None = None,
    trusted_ca: Path | None = None,
) -> Answer:
    """One call to a server that behaves so."""

    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            with suppress(ConnectionError, ssl.SSLError, asyncio.CancelledError):
                await behaviour(reader, writer)
        finally:
            writer.transport.abort()

    async def one_call() -> Answer:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/v1/records"
        try:
            async with outside_client(trusted_ca) as client:
                return await call(client, client.build_request("POST", url, content=b"{}"), seconds)
        finally:
            server.close()
            for task in filter(None, serving):
                task.cancel()
                await task
            # One more round of the loop, in which the aborted lines are closed.
            await asyncio.sleep(0.01)

    return asyncio.run(one_call())


def answering(*pieces: bytes, pause: float = 0.0) -> Behaviour:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def test_a_whole_answer_is_read() -> None:
    answer = post_to(answering(OK + b'Content-Length: 13\r\n\r\n{"said": "a"}'))
    assert answer.json_object() == {"said": "a"}


def test_a_slow_drip_ends_with_the_time_for_the_whole_call() -> None:
    with pytest.raises(CutOff, match="too-slow"):
        post_to(answering(OK + b"Content-Length: 1000\r\n\r\n", *[b" "] * 1000, pause=0.05))


def test_a_drip_before_the_headers_are_over_ends_too() -> None:
    with pytest.raises(CutOff, match="too-slow"):
        post_to(answering(b"HTTP/1.1 200 OK\r\n", *[b"X-Slow: yes\r\n"] * 1000, pause=0.05))


def test_silence_ends_with_the_time_for_the_whole_call() -> None:
    with pytest.raises(CutOff, match="too-slow"):
        post_to(answering(b"", pause=5))


@pytest.mark.parametrize("half", [b"", b"HTTP/1.1 2", OK, OK + b'Content-Length: 13\r\n\r\n{"said"', b"\x00\xff" * 99])
def test_half_an_answer_is_none(half: bytes) -> None:
    with pytest.raises(CutOff, match="cut-off"):
        post_to(answering(half))


def test_an_endless_answer_is_cut_off_at_the_limit() -> None:
    with pytest.raises(CutOff, match="too-long"):
        post_to(answering(OK + b"\r\n", *[b" " * 100_000] * 100), seconds=5)


def test_a_packed_flood_costs_no_memory() -> None:
    bomb = gzip.compress(b"0" * 300_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    head = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with pytest.raises(CutOff, match="too-long"):
        post_to(answering(OK + head + bomb), seconds=5)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 20_000


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", b"not packed"), ("gzip", gzip.compress(b"{}" * 99, mtime=0)[:-9]), ("br", b"x")]
)
def test_an_answer_that_cannot_be_unpacked_is_none(encoding: str, body: bytes) -> None:
    head = f"Content-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with pytest.raises(CutOff):
        post_to(answering(OK + head + body))


def test_where_nobody_listens_nothing_was_sent() -> None:
    async def one_call() -> None:
        async with outside_client() as client:
            await call(client, client.build_request("POST", "http://127.0.0.1:9/", content=b"{}"))

    with pytest.raises(NotSent, match="no-connection"):
        asyncio.run(one_call())


def test_a_proxy_named_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    post_to(answering(OK + b"Content-Length: 2\r\n\r\n{}"))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


def test_with_a_certificate_of_the_pinned_authority_the_call_goes_through(authority: Authority) -> None:
    good = answering(OK + b"Content-Length: 2\r\n\r\n{}")
    assert post_to(good, 5, authority.server(), authority.file).status == 200


@pytest.mark.parametrize("bad", ["wrong name", "expired", "self-signed", "another authority"])
def test_with_a_bad_certificate_nothing_is_sent(authority: Authority, tmp_path: Path, bad: str) -> None:
    another = Authority(tmp_path, "another")
    tls = {
        "wrong name": authority.server("127.0.0.2"),
        "expired": authority.server(days=-1),
        "self-signed": another.as_server(),
        "another authority": another.server(),
    }[bad]
    got = bytearray()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.extend(await reader.read())

    with pytest.raises(NotSent, match="bad-certificate"):
        post_to(listen, 5, tls, authority.file)
    assert got == b""


@pytest.mark.parametrize(("trouble", "meaning"), [(httpx.ConnectError, Unavailable), (httpx.ReadError, Doubtful)])
def test_the_case_system_hears_of_both_kinds_of_trouble(
    trouble: type[httpx.TransportError], meaning: type[Unavailable]
) -> None:
    class Broken(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            raise trouble("broken")

    case_system = HttpCaseSystem(outside_client(transport=Broken()), "http://case.test", GrantingTokens())
    with pytest.raises(Unavailable) as unavailable:
        asyncio.run(case_system.deliver("id", b"{}"))
    assert type(unavailable.value) is meaning
