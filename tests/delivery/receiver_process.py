"""The demo's case system as a process of its own, for tests in which somebody is killed or a line is cut."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.applications import Starlette

from integrations.case_system_demo import create_app
from tests.receiver import public_key


def app() -> Starlette:
    """What the process serves."""
    return create_app(
        os.environ["RECEIVER_PLACE"],
        os.environ["RECEIVER_KEY"],
        knows_repeats=os.environ["RECEIVER_KNOWS_REPEATS"] == "yes",
    )


@contextmanager
def receiver_process(place: Path, knows_repeats: bool = True) -> Iterator[int]:
    """Runs while the block runs; the port it listens on."""
    port = free_port()
    settings = {
        "RECEIVER_PLACE": str(place),
        "RECEIVER_KEY": public_key(),
        "RECEIVER_KNOWS_REPEATS": "yes" if knows_repeats else "no",
    }
    words = f"-m granian --interface asgi --factory --no-ws --log-level error --port {port} {__name__}:app"
    process = subprocess.Popen([sys.executable, *words.split()], env=os.environ | settings, start_new_session=True)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            # A caller whose goodbye was lost on a bad line would keep it, and its children, up for ever.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def wait_for(port: int) -> None:
    """Until somebody listens there; raises TimeoutError after half a minute."""
    for _ in range(300):
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)
