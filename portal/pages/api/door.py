"""Lets a municipality's system in by its access token, at a bounded pace, and writes down what it reads.

There are no cookies here, and what goes wrong is said as problem+json (RFC 9457).
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sqlalchemy import Connection, select
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from integrations.access_tokens import AccessTokens, Bearer, NotAllowed, NotBelieved, UnclearKeys
from portal.access import audit
from portal.access.deciding import Act, may
from portal.access.identities import Identity, Unit
from portal.settings import NotReady, Settings
from portal.storage.belonging import work_for
from portal.storage.database import Unavailable
from portal.storage.sealing import Seals
from portal.storage.staff import units
from portal.web.call import House

ACT: Act = "see the municipality's cases"
A_MINUTE = 60.0
MOST_IN_A_MINUTE = 120


class Wrong(Exception):
    """Ends a request with a problem of this status; `detail` may be shown to whoever asked."""

    def __init__(self, status: int, detail: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.detail, self.headers = status, detail, headers or {}


@dataclass
class Question:
    """One question of a system; `seen` gathers what the audit log has to know."""

    connection: Connection
    seals: Seals
    identity: Identity
    query: QueryParams
    parts: dict[str, Any]
    seen: list[audit.Entry] = field(default_factory=list)

    @property
    def municipality(self) -> str:
        assert self.identity.unit.municipality is not None
        return self.identity.unit.municipality

    def note(self, act: str, about: str = "", fields: list[str] | None = None) -> None:
        self.seen.append(audit.entry(self.identity, act, about, fields or []))


Answer = Callable[[Question], dict[str, Any]]


class Door:
    """`tokens` is None where the settings name no issuer: then nothing is there."""

    def __init__(self, tokens: AccessTokens | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._tokens = tokens
        self._clock = clock
        self._asked: dict[str, deque[float]] = {}

    def endpoint(self, answer: Answer) -> Callable[[Request], Any]:
        """A Starlette endpoint that answers with a GET."""

        async def answered(request: Request) -> Response:
            try:
                if self._tokens is None:
                    raise Wrong(404)
                if request.method not in ("GET", "HEAD"):
                    raise Wrong(405, headers={"allow": "GET, HEAD"})
                bearer = self._let_in(request.headers.get("authorization", ""))
                return await _answered(request, bearer, answer)
            except Wrong as wrong:
                return problem(wrong)
            except Unavailable:
                return problem(Wrong(503, headers={"retry-after": "120"}))

        return answered

    def is_open(self) -> bool:
        return self._tokens is not None

    def _let_in(self, header: str) -> Bearer:
        assert self._tokens is not None
        try:
            bearer = self._tokens.bearer(header)
        except NotBelieved as lie:
            raise Wrong(401, headers={"www-authenticate": "Bearer"}) from lie
        except NotAllowed as other:
            raise Wrong(403, "The token lacks the scope.") from other
        self._slow_down(bearer.organisation)
        return bearer

    def _slow_down(self, organisation: str) -> None:
        """So many questions in any minute, for each organisation and each process of the portal."""
        now, asked = self._clock(), self._asked.setdefault(organisation, deque())
        while asked and asked[0] <= now - A_MINUTE:
            asked.popleft()
        if len(asked) >= MOST_IN_A_MINUTE:
            raise Wrong(429, headers={"retry-after": str(int(asked[0] + A_MINUTE - now) + 1)})
        asked.append(now)


def door_of(settings: Settings) -> Door:
    """The door of this installation. Raises NotReady where the keys are none."""
    if not settings.api_issuer:
        return Door(None)
    try:
        tokens = AccessTokens(settings.api_keys, settings.api_issuer, settings.api_audience, settings.api_scope)
    except UnclearKeys as unclear:
        raise NotReady("PORTAL_API_KEYS is not a set of public RSA keys (a JWKS in JSON).") from unclear
    return Door(tokens)


def problem(wrong: Wrong) -> Response:
    """What went wrong, by RFC 9457."""
    said = {"type": "about:blank", "title": HTTPStatus(wrong.status).phrase, "status": wrong.status}
    said |= {"detail": wrong.detail} if wrong.detail else {}
    return JSONResponse(said, wrong.status, wrong.headers, media_type="application/problem+json")


async def _answered(request: Request, bearer: Bearer, answer: Answer) -> Response:
    house: House = request.app.state.house
    seen: list[audit.Entry] = []

    def look(connection: Connection) -> dict[str, Any]:
        identity = _identity(connection, bearer)
        question = Question(connection, house.seals, identity, request.query_params, request.path_params, seen)
        return answer(question)

    try:
        said = await house.database.read(look)
    finally:
        # No row, no answer.
        if seen:
            await house.database.write(audit.write, house.seals, seen)
    return JSONResponse(said)


def _identity(connection: Connection, bearer: Bearer) -> Identity:
    """The system in the role of its municipality; the audit log names it by organisation numbers, its own and, where
    another runs it, the supplier's."""
    theirs = (units.c.organisation == bearer.organisation, units.c.kind == "municipality")
    row = connection.execute(select(units).where(*theirs, units.c.municipality.is_not(None)).limit(1)).one_or_none()
    if row is None:
        raise Wrong(403, "No municipality of this portal has this organisation number.")
    unit = Unit(row.code, row.kind, row.name, row.organisation, row.municipality)
    work_for(connection, unit.code, unit.municipality)
    identity = Identity(f"system:{bearer.supplier or bearer.organisation}", "municipality", unit, 0)
    if not may(identity, ACT, unit=unit):
        raise Wrong(403)
    return identity
