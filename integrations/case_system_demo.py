"""A case system for the demo and the tests: it keeps to the agreement, and stores what it gets."""

import json
import secrets
import time
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from integrations.case_system_demo_store import CaseStore, Conflict, OutOfOrder
from integrations.maskinporten import ASSERTION_SECONDS, GRANT
from integrations.record_schema import problems_of

MOST_BYTES = 256 * 1024
TOKEN_SECONDS = 120
SCOPES = frozenset({"case:records.write", "case:events.read"})

Answering = Callable[[Request], Awaitable[Response]]


def create_app(
    place: str,
    public_key: str,
    client_id: str = "settlement-portal",
    audience: str = "http://127.0.0.1:8081/",
    most_per_second: int | None = None,
    knows_repeats: bool = True,
) -> Starlette:
    """The case system on the SQLite file `place` (or ":memory:"), open to who signs with `public_key` (PEM)."""
    doorkeeper = Doorkeeper(RSAKey.import_key(public_key), client_id, audience)
    app = Starlette(
        routes=[
            Route("/token", _give_token, methods=["POST"]),
            Route("/v1/records", _behind_door("case:records.write", _take_record), methods=["POST"]),
            Route("/v1/records/{id}", _behind_door("case:records.write", _show_receipt), methods=["GET"]),
            Route("/v1/events", _behind_door("case:events.read", _show_events), methods=["GET"]),
        ]
    )
    app.state.store = CaseStore(place, knows_repeats)
    app.state.doorkeeper = doorkeeper
    app.state.pace = Pace(most_per_second)
    return app


class Doorkeeper:
    """Gives tokens to the one client it knows, and recognises them again."""

    def __init__(self, key: RSAKey, client_id: str, audience: str) -> None:
        self._key = key
        self._client_id = client_id
        self._audience = audience
        self._used: set[str] = set()
        self._given: dict[str, tuple[float, frozenset[str]]] = {}

    def grant(self, assertion: str) -> tuple[str, frozenset[str]] | None:
        """A new token and its scopes; None for an assertion that Maskinporten would refuse."""
        try:
            said = jwt.decode(assertion, self._key, algorithms=["RS256"])
        except (JoseError, ValueError):
            return None
        claims, now = said.claims, time.time()
        scopes = frozenset(str(claims.get("scope", "")).split())
        if claims.get("iss") != self._client_id or claims.get("aud") != self._audience:
            return None
        if not said.header.keys() & {"kid", "x5c"} or not scopes or not scopes <= SCOPES:
            return None
        match claims:
            case {"iat": int(issued), "exp": int(ends), "jti": str(number)}:
                if number in self._used or issued > now + 10 or ends < now or ends - issued > ASSERTION_SECONDS:
                    return None
            case _:
                return None
        self._used.add(number)
        token = secrets.token_urlsafe(32)
        self._given[token] = (now + TOKEN_SECONDS, scopes)
        return token, scopes

    def scopes_of(self, token: str) -> frozenset[str] | None:
        """What a token allows; None where it is unknown or spent."""
        ends, scopes = self._given.get(token, (0.0, frozenset()))
        return scopes if ends > time.time() else None

    def forget_tokens(self) -> None:
        """All tokens given so far are spent."""
        self._given.clear()


class Pace:
    """So many calls in each second of the clock and no more."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._second = 0
        self._calls = 0

    def too_fast(self) -> bool:
        second = int(time.time())
        self._calls = self._calls + 1 if second == self._second else 1
        self._second = second
        return self._most is not None and self._calls > self._most


def _behind_door(scope: str, answer: Answering) -> Answering:
    """Come while we are open, with a good token, for something it allows, and not too fast."""

    async def answering(request: Request) -> Response:
        state = request.app.state
        if state.store.is_down:
            return _problem(503, "Down for maintenance", retry_after=5)
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        scopes = state.doorkeeper.scopes_of(token) if kind.lower() == "bearer" else None
        if scopes is None:
            return _problem(401, "The token is missing or spent")
        if scope not in scopes:
            return _problem(403, "The client may not do this")
        if state.pace.too_fast():
            return _problem(429, "Too fast", retry_after=1)
        return await answer(request)

    return answering


async def _give_token(request: Request) -> Response:
    if request.app.state.store.is_down:
        return _problem(503, "Down for maintenance", retry_after=5)
    body = await _body_within(request, 16 * 1024)
    form = dict(parse_qsl((body or b"").decode("ascii", "replace")))
    if form.get("grant_type") != GRANT:
        return JSONResponse({"error": "unsupported_grant_type"}, 400)
    granted = request.app.state.doorkeeper.grant(form.get("assertion", ""))
    if granted is None:
        return JSONResponse({"error": "invalid_grant"}, 400)
    token, scopes = granted
    said = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
    return JSONResponse(said | {"scope": " ".join(sorted(scopes))})


async def _take_record(request: Request) -> Response:
    body = await _body_within(request, MOST_BYTES)
    if body is None:
        return _problem(413, "Over 256 KiB")
    if request.headers.get("content-type", "").split(";")[0] != "application/cloudevents+json":
        return _problem(400, "Not application/cloudevents+json")
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        return _problem(400, "Not JSON")
    errors = [{"pointer": pointer, "message": message} for pointer, message in problems_of(record)]
    if errors:
        return _problem(400, "Not a record by the schema", errors=errors)
    if request.headers.get("idempotency-key") != record["id"]:
        return _problem(400, "Idempotency-Key is not the id of the record")
    try:
        receipt, new = request.app.state.store.receive(record, body)
    except Conflict:
        return _problem(409, "The id is known with other content", "urn:case:conflict")
    except OutOfOrder:
        return _problem(409, "An earlier sequence is missing", "urn:case:out-of-order")
    return JSONResponse(receipt, 201 if new else 200)


async def _show_receipt(request: Request) -> Response:
    receipt = request.app.state.store.receipt(request.path_params["id"])
    return _problem(404, "Not known") if receipt is None else JSONResponse(receipt)


async def _show_events(request: Request) -> Response:
    after, limit = request.query_params.get("after", "e0"), request.query_params.get("limit", "100")
    if not (after[:1] == "e" and after[1:].isdecimal() and limit.isdecimal() and 1 <= int(limit) <= 500):
        return _problem(400, "No such cursor or limit")
    found = request.app.state.store.events_after(int(after[1:]), int(limit))
    following = f"e{found[-1][0]}" if found else after
    return JSONResponse({"events": [event for _, event in found], "next": following})


async def _body_within(request: Request, most: int) -> bytes | None:
    """The whole body, or None where it is longer than that."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)


def _problem(
    status: int,
    title: str,
    kind: str = "about:blank",
    retry_after: int | None = None,
    errors: list[dict[str, str]] | None = None,
) -> Response:
    said: dict[str, object] = {"type": kind, "title": title, "status": status}
    if errors:
        said["errors"] = errors
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse(said, status, headers, media_type="application/problem+json")
