"""A bad line to the case system: about half of what goes over it is refused, cut, lost, delayed or garbled."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import format_datetime

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

# In a hundred calls. `late` must be among them: without it, asking before sending again looks like the whole answer.
FAULTS = {
    "none": 50,
    "refuse": 8,
    "cut_before": 7,
    "lost_reply": 10,
    "half_reply": 7,
    "slow": 3,
    "late": 5,
    "too_fast": 3,
    "maintenance": 3,
    "garbage": 4,
}


class FaultProxy:
    """Stands between the sender and the case system at `port`; which call meets which fault is up to the seed."""

    def __init__(self, port: int, seed: int, slow_seconds: float, clock: Callable[[], datetime]) -> None:
        self.met: Counter[str] = Counter()
        self._to_port = port
        self._random = random.Random(seed)
        self._slow_seconds = slow_seconds
        self._clock = clock
        self._on_their_way: list[tuple[datetime, bytes]] = []
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "FaultProxy":
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def let_through(self, whatever_the_time: bool = False) -> None:
        """Deliver the late calls whose time has come; nobody hears the answers."""
        now = self._clock()
        due = [request for when, request in self._on_their_way if whatever_the_time or when <= now]
        self._on_their_way = [
            (when, request) for when, request in self._on_their_way if not whatever_the_time and when > now
        ]
        for request in due:
            await self._answer_to(request)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        (fault,) = self._random.choices(list(FAULTS), list(FAULTS.values()))
        self.met[fault] += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if fault != "refuse":
                writer.write(await self._spoil(fault, await _whole_request(reader)))
                await writer.drain()
        if fault in ("none", "slow", "too_fast", "maintenance", "garbage"):
            with suppress(ConnectionError):
                writer.close()
                await writer.wait_closed()
        else:
            writer.transport.abort()

    async def _spoil(self, fault: str, request: bytes) -> bytes:
        """What the sender gets to see."""
        now = self._clock()
        match fault:
            case "cut_before":
                return b""
            case "late":
                self._on_their_way.append((now + timedelta(seconds=self._random.uniform(1, 600)), request))
                return b""
            case "too_fast":
                return b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n"
            case "maintenance":
                until = format_datetime(now + timedelta(seconds=5), usegmt=True).encode()
                return b"HTTP/1.1 503 Down\r\nRetry-After: " + until + b"\r\nContent-Length: 0\r\n\r\n"
        answer = await self._answer_to(request)
        match fault:
            case "lost_reply":
                return b""
            case "half_reply":
                return answer[: self._random.randrange(1, len(answer))]
            case "slow":
                await asyncio.sleep(self._slow_seconds)
            case "garbage":
                page = b"<h1>Gateway</h1>"
                told = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page
                return self._random.choice([told, self._random.randbytes(300)])
        return answer

    async def _answer_to(self, request: bytes) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._to_port)
        writer.write(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        answer = await reader.read(-1)
        writer.close()
        return answer


async def _whole_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if line)
    # Each call gets a line of its own: the proxy decides anew for every one.
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join(lines) + await reader.readexactly(int(fields.get(b"content-length", 0)))
