"""Machines that hold a line to the proxy and never come to the point, over HTTP/1.1 and HTTP/2."""

import asyncio
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass

from tests.web.proxy import HOST, trusting

EVERY = 1.0  # seconds from drop to drop
HEAD = f"POST /nb/apply HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n".encode()
# RFC 9113: the preface with empty settings; a frame is length, kind, flags, stream and content.
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes.fromhex("000000 04 00 00000000")
# RFC 7541: POST, https, "/" and the authority; then a field whose value is 80 bytes long and does not come.
FIELDS = bytes.fromhex("83 87 84 41") + bytes([len(HOST)]) + HOST.encode()
UNFINISHED = FIELDS + b"\x00\x01a\x50"
FRAME_OF_HEADERS = bytes.fromhex("01 04 00000001")
BEGUN_HEADERS = PREFACE + (len(UNFINISHED) + 80).to_bytes(3, "big") + FRAME_OF_HEADERS + UNFINISHED
BEGUN_FORM = PREFACE + len(FIELDS).to_bytes(3, "big") + FRAME_OF_HEADERS + FIELDS
PART_OF_FORM = bytes.fromhex("000064 00 00 00000001") + b"a" * 50
GIVEN_UP = bytes.fromhex("000004 03 00 00000001")  # RST_STREAM


@dataclass(frozen=True)
class Slow:
    """What is said at first, and then drop by drop; the way of speaking, or none without a handshake."""

    first: bytes
    drop: bytes = b""
    speaks: str = "http/1.1"


KINDS = {
    "no handshake": Slow(b"", speaks=""),
    "a handshake and nothing more": Slow(b""),
    "headers drop by drop": Slow(HEAD, drop=b"a"),
    "a form that stalls": Slow(HEAD + b"\r\n" + b"a" * 500),
    "HTTP/2, and nothing more": Slow(PREFACE, speaks="h2"),
    "HTTP/2, headers drop by drop": Slow(BEGUN_HEADERS, drop=b"a", speaks="h2"),
    "HTTP/2, a form that stalls": Slow(BEGUN_FORM + PART_OF_FORM, speaks="h2"),
}
SPOKEN = {each.speaks: trusting(each.speaks) for each in KINDS.values() if each.speaks}


async def given_up(port: int, kind: str, address: str) -> float:
    """Come from an address of this machine, be slow, and say after how many seconds the proxy had enough.

    Its line is closed, or, over HTTP/2, its request is ended.
    """
    slow, began, heard = KINDS[kind], time.perf_counter(), b""
    encrypted: ssl.SSLContext | None = SPOKEN.get(slow.speaks)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=encrypted, local_addr=(address, 0))
    try:
        writer.write(slow.first)
        with suppress(OSError):  # a line may also be cut
            while GIVEN_UP not in heard:
                try:
                    piece = await asyncio.wait_for(reader.read(65536), EVERY)
                except TimeoutError:
                    writer.write(slow.drop)
                    continue
                if not piece:
                    break
                heard += piece
    finally:
        writer.transport.abort()
    return time.perf_counter() - began


async def all_given_up(port: int, number: int, limit: float) -> dict[str, list[float]]:
    """So many of each kind, from eight addresses; raises TimeoutError when one is still held after the limit."""
    waiting = {kind: [given_up(port, kind, f"127.0.0.{2 + each % 8}") for each in range(number)] for kind in KINDS}
    async with asyncio.timeout(limit):
        took = await asyncio.gather(*(asyncio.gather(*each) for each in waiting.values()))
    return dict(zip(waiting, took, strict=True))
