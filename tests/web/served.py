"""The portal as it is served, in processes of its own, for tests and measurements that come over a real line."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.delivery.receiver_process import free_port, wait_for
from tests.house.installation import PRODUCTION
from tests.house.test_starting import children

HOUSE = Path(__file__).parents[2]
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
