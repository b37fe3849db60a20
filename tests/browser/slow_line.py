"""The portal and a Chromium on a network of their own, whose line is slow and loses packets: run by `unshare`.

Prints how many seconds each new phone waited for its first text, as JSON, in its last line: first on a line that is
only slow, then on one that loses three packets in ten, each way.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright

from tests.browser.conftest import NAMES, QUIETLY, SMALL_PHONE
from tests.browser.site import running
from tests.conftest import settings_for_tests

PAGE = "/uk/information/introduction-programme"
# Each way has a rate of its own, so that what the phone says does not queue up behind what it is told.
WAYS = {"dport": "1:1", "sport": "1:2"}
QUEUES = "tc qdisc add dev lo root handle 1: htb"
RATE = "tc class add dev lo parent 1: classid {way} htb rate 64kbit burst 1600 quantum 1600"
LOSES = "numgen random mod 10 < 3 drop"
# By then even a person with much patience has gone.
LONGEST_SECONDS = 40
# What `deploy/` asks of the machine and of its proxy.
REPEATS = Path("/proc/sys/net/ipv4/tcp_thin_linear_timeouts")
RECORD = 1400
PAINTED = "performance.getEntriesByName('first-contentful-paint').map(each => each.startTime / 1000)"


class InSmallRecords:
    """Sends each answer in pieces that fit a packet, as the proxy does: what has arrived can be read at once."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def in_pieces(message: Any) -> None:
            body = message.get("body", b"")
            for at in range(RECORD, len(body), RECORD):
                await send({**message, "body": body[at - RECORD : at], "more_body": True})
            await send({**message, "body": body[(len(body) - 1) // RECORD * RECORD :]} if body else message)

        await self.app(scope, receive, in_pieces)


def main(tries: int) -> None:
    """Make the line, serve, let so many phones come, and say how long each waited."""
    _run("mount -t proc proc /proc")
    _run("ip link set lo up mtu 1500")
    # What most servers use, whatever this machine does.
    _run("ip route change local 127.0.0.1 dev lo table local congctl cubic scope host src 127.0.0.1")
    REPEATS.write_text("1")
    _run(QUEUES)
    _run("nft add table inet line")
    _run("nft add chain inet line in { type filter hook input priority 0 ; }")
    _run("nft add chain inet line out { type filter hook output priority 0 ; }")
    with tempfile.TemporaryDirectory() as folder, running(settings_for_tests(), Path(folder), InSmallRecords) as site:
        port = site.origin.rpartition(":")[2]
        for side, way in WAYS.items():
            _run(RATE.format(way=way))
            _run(f"tc qdisc add dev lo parent {way} bfifo limit 30000")
            _run(f"nft add rule inet line out tcp {side} {port} meta priority set {way}")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=next(filter(None, map(shutil.which, NAMES))),
                args=["--ignore-certificate-errors", "--no-sandbox", *QUIETLY],
            )
            slow = [_seconds(browser, site.origin) for _phone in range(2)]
            for side in WAYS:
                _run(f"nft add rule inet line in tcp {side} {port} {LOSES}")
            losing = [_seconds(browser, site.origin) for _phone in range(tries)]
            # Mended before anybody hangs up, or goodbyes that are lost are waited for.
            _run("nft flush table inet line")
            _run("tc qdisc del dev lo root")
            browser.close()
    sys.stdout.write("\n" + json.dumps({"slow": slow, "losing": losing}))


def _seconds(browser: Browser, origin: str) -> float:
    """How long a new phone waits from the press of a link to the first text: the longest if none came."""
    context = browser.new_context(ignore_https_errors=True, viewport=SMALL_PHONE)  # type: ignore[arg-type]
    window = context.new_page()
    began = time.monotonic()
    painted: list[float] = []
    try:
        window.goto(origin + PAGE, wait_until="commit", timeout=LONGEST_SECONDS * 1000)
        while not painted and time.monotonic() - began < LONGEST_SECONDS:
            time.sleep(0.05)
            painted = window.evaluate(PAINTED)
    except Error:
        # Nothing came, or the browser gave the line up: a few in a hundred have that much bad luck.
        painted = []
    context.close()
    return round(painted[0], 1) if painted else LONGEST_SECONDS


def _run(command: str) -> None:
    subprocess.run(command.split(), check=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
