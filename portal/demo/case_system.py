"""The demo's case system as a process of its own: `python -m portal.demo.case_system PORT`."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from joserfc.jwk import RSAKey
from starlette.applications import Starlette

from integrations.case_system_demo import create_app


def from_environment() -> Starlette:
    """The receiver, open to the demo's own client."""
    public_key = RSAKey.import_key(os.environ["PORTAL_CLIENT_KEY"]).as_pem(private=False).decode()
    return create_app(
        os.environ["PORTAL_DEMO_STORE"],
        public_key,
        client_id=os.environ["PORTAL_CLIENT_ID"],
        audience=f"{os.environ['PORTAL_CASE_SYSTEM_URL']}/",
    )


if __name__ == "__main__":
    Granian(
        "portal.demo.case_system:from_environment",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGINL,
        log_access=False,
    ).serve()
