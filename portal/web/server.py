"""The web server, on an address of its own or on a socket that systemd keeps open from one start to the next."""

import multiprocessing
import socket

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from portal.settings import Settings, is_given_a_socket

# Where systemd puts the first socket that it hands over: sd_listen_fds(3).
FIRST_GIVEN = 3


class OnGivenSocket(Server):  # type: ignore[misc, valid-type]  # which of Granian's servers depends on the Python
    """Answers on the socket it was given, so that who comes while the portal starts anew waits and is not turned away.

    Granian opens its own address only (https://github.com/emmett-framework/granian/issues/786).
    """

    def _init_shared_socket(self) -> None:
        # Only a forked process has the socket of the one that was started.
        multiprocessing.set_start_method("fork", force=True)
        self._sso = socket.socket(fileno=FIRST_GIVEN)
        self._sso.setblocking(False)
        self._ssp, self._shd = None, SocketHolder(FIRST_GIVEN, False, self.backlog)  # type: ignore[call-arg]


def answer(settings: Settings) -> None:
    """Answer with `portal.app` until told to end, and then all that was taken before."""
    (OnGivenSocket if is_given_a_socket() else Server)(
        "portal.app:from_environment",
        factory=True,
        address=settings.address,
        port=settings.port,
        interface=Interfaces.ASGINL,
        workers=settings.processes,
        # Who sends a header drop by drop is not waited for (the proxy in front bounds bodies too).
        http1_settings=HTTP1Settings(header_read_timeout=5_000, keep_alive=True),
        log_access=False,
        websockets=False,
    ).serve()
