"""Slow lines: how soon the proxy of deploy/ gives up three hundred of them, and how long others wait meanwhile.

Needs nginx. The others ask forty times a second from four addresses; beside their time stands the same without anybody
slow. The goals: every slow line is given up within ten seconds, and 95 of 100 others are answered within 200 ms.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.serving import answer
from tests.web.proxy import HOST, NGINX, Proxy, trusting
from tests.web.served import Portal
from tests.web.slow_lines import KINDS, all_given_up

OF_EACH = 300 // len(KINDS) + 1
ADDRESSES = [f"127.0.0.{each}" for each in range(101, 105)]
A_SECOND = 10  # of each address
SECONDS = 6
REQUEST = f"GET /nb/apply HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()


def main() -> None:
    """Measure, and print ratios."""
    if not NGINX:
        sys.stdout.write("  nginx is not on this machine\n")
        return
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1) as elsewhere:
        portal = Portal(Path(folder))
        proxy = Proxy(Path(folder), portal.port)
        try:
            asyncio.run(_others(proxy.port))  # the first page takes longer
            alone = asyncio.run(_others(proxy.port))
            slow = elsewhere.submit(_slow, proxy.port)
            beside = asyncio.run(_others(proxy.port))
            took = slow.result()
        finally:
            proxy.end()
            portal.end()
    for kind, seconds in took.items():
        sys.stdout.write(
            f"  {kind}: {len(seconds)} given up, the middle one after {statistics.median(seconds):.1f} s, "
            f"the last after {max(seconds):.1f} s (< 10)\n"
        )
    sys.stdout.write(
        f"  others: 95 of 100 within {beside:.1f} ms (< 200), {alone:.1f} ms with nobody slow: "
        f"ratio {beside / alone:.1f}\n"
    )


def _slow(port: int) -> dict[str, list[float]]:
    return asyncio.run(all_given_up(port, OF_EACH, limit=60))


async def _others(port: int) -> float:
    """Milliseconds within which 95 of 100 are answered."""
    took = await asyncio.gather(*(_asks(port, address) for address in ADDRESSES))
    return statistics.quantiles([each for times in took for each in times], n=20)[-1] * 1000


async def _asks(port: int, address: str) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trusting(), local_addr=(address, 0))
    times = []
    for _request in range(A_SECOND * SECONDS):
        began = time.perf_counter()
        writer.write(REQUEST)
        head, _body = await answer(reader)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"an answer was not 200: {head[:60].decode()}")
        times.append(time.perf_counter() - began)
        await asyncio.sleep(1 / A_SECOND)
    writer.transport.abort()
    return times
