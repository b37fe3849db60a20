"""A case system inside the test's own process, the way to it, and records to send there."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import httpx
from joserfc.jwk import RSAKey
from starlette.applications import Starlette

from integrations.case_system import HttpCaseSystem
from integrations.case_system_demo import create_app
from integrations.case_system_demo_store import CaseStore
from integrations.maskinporten import Maskinporten
from integrations.outside_call import outside_client

BASE = "http://127.0.0.1:8081"
SCOPE = "case:records.write case:events.read"
Record = dict[str, object]


@cache
def client_key() -> RSAKey:
    """The key this run's portal signs with."""
    return RSAKey.generate_key(2048, {"kid": "key-for-tests"})


def public_key() -> str:
    return client_key().as_pem(private=False).decode()


@dataclass(frozen=True)
class Receiver:
    """The case system's application and store, and the portal's way to it."""

    app: Starlette
    store: CaseStore
    client: httpx.AsyncClient
    case_system: HttpCaseSystem


def open_receiver(place: str = ":memory:", **settings: object) -> Receiver:
    app = create_app(place, public_key(), **settings)  # type: ignore[arg-type]
    client = outside_client(transport=httpx.ASGITransport(app))
    return Receiver(app, app.state.store, client, HttpCaseSystem(client, BASE, tokens_for(client)))


def tokens_for(client: httpx.AsyncClient, base: str = BASE, scope: str = SCOPE) -> Maskinporten:
    return Maskinporten(client, f"{base}/token", "settlement-portal", f"{BASE}/", scope, client_key())


class Answering(httpx.AsyncBaseTransport):
    """A system outside that answers whatever the test says, piece by piece as from a wire."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        said = self._answer(request)
        return httpx.Response(said.status_code, headers=said.headers, stream=said.stream)


def new_subject() -> str:
    return f"submission/{uuid.uuid4()}"


def record(subject: str, sequence: int = 1, reason: str = "other") -> Record:
    """A small valid record."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "urn:settlement-portal:tests",
        "type": "no.settlement.application.withdrawn.v1",
        "subject": subject,
        "time": "2026-11-20T09:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": "urn:settlement:record:1",
        "sequence": sequence,
        "data": {"reason": reason, "at": "2026-11-20T09:00:00Z"},
    }
