"""A server in a process of its own, and a load of many connections against it."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

Request = Callable[[int], bytes]


@dataclass(frozen=True)
class Load:
    """What a load has shown: answers per second, and milliseconds for the median and the slowest hundredth."""

    per_second: float
    median_ms: float
    p99_ms: float

    def __str__(self) -> str:
        return f"{self.per_second:8.0f}/s   median {self.median_ms:6.1f} ms   p99 {self.p99_ms:6.1f} ms"


@contextmanager
def served(factory: str, port: int, environment: dict[str, str]) -> Iterator[int]:
    """Serve `module:factory` with the production server; gives the process id of the one that answers."""
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--factory", "--no-ws", "--port", str(port)]
    process = subprocess.Popen([*command, factory], env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_answers(port))
        yield int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[-1])
    finally:
        process.terminate()
        process.wait(timeout=10)


def peak_memory(process: int) -> float:
    """The most memory the process has held, in MB."""
    line = next(line for line in Path(f"/proc/{process}/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def load(port: int, request: Request, *, clients: int, seconds: float = 4.0, status: bytes = b"200") -> Load:
    """`clients` connections ask one thing after another for `seconds`; `request(client)` gives the bytes to send."""
    return asyncio.run(_load(port, request, clients, seconds, status))


async def _load(port: int, request: Request, clients: int, seconds: float, status: bytes) -> Load:
    times: list[float] = []
    end = time.perf_counter() + seconds

    async def client(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(request(number))
            head, _body = await answer(reader)
            if not head.startswith(b"HTTP/1.1 " + status):
                raise RuntimeError(f"an answer was not {status.decode()}: {head[:60].decode()}")
            times.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(clients)))
    took = time.perf_counter() - began
    cuts = statistics.quantiles(times, n=100)
    return Load(len(times) / took, cuts[49] * 1000, cuts[98] * 1000)


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Head and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    start = lower.find(b"content-length:")
    length = int(lower[start + 15 : lower.index(b"\r\n", start)]) if start >= 0 else 0
    return head, await reader.readexactly(length)


async def _answers(port: int) -> None:
    # A busy machine may need half a minute.
    for _try in range(400):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError("the server does not start")
