"""One call to somebody else's system, which can neither hang, nor flood us, nor lead us elsewhere."""

import asyncio
import json
import ssl
import zlib
from dataclasses import dataclass
from pathlib import Path

import httpx

CONNECT_SECONDS = 3.0
CALL_SECONDS = 10.0
MOST_BYTES = 1_000_000


class NotSent(Exception):
    """No connection came about, so that certainly nothing arrived. Says why in one word."""


class CutOff(Exception):
    """The call broke off on the way: what was sent may have arrived. Says why in one word."""


@dataclass(frozen=True)
class Answer:
    """A whole answer: status, headers and at most `MOST_BYTES` of body, decompressed."""

    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def media_type(self) -> str:
        return str(self.headers.get("content-type", "")).split(";")[0].strip().lower()

    def json_object(self) -> dict[str, object] | None:
        """The JSON object in the body; None where the body is anything else, a web page for instance."""
        if self.media_type not in ("application/json", "application/problem+json", "application/jwk-set+json"):
            return None
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None


def outside_client(
    trusted_ca: Path | None = None, transport: httpx.AsyncBaseTransport | None = None
) -> httpx.AsyncClient:
    """A client to keep for the life of the process: a new one for each call is twenty times slower.

    With `trusted_ca` (a PEM file) only certificates from that authority are believed.
    """
    return httpx.AsyncClient(
        transport=transport,
        verify=ssl.create_default_context(cafile=trusted_ca),
        # Proxies and certificates from the environment would lead personal data past what was configured.
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(CALL_SECONDS, connect=CONNECT_SECONDS),
        headers={"Accept-Encoding": "identity"},
    )


async def call(client: httpx.AsyncClient, request: httpx.Request, seconds: float = CALL_SECONDS) -> Answer:
    """Send the request and read the whole answer within `seconds`, however slowly it drips.

    Raises `NotSent` where nothing can have arrived and `CutOff` where something may have.
    """
    try:
        # httpx counts each read by itself: three seconds there lasted 24 against a slow drip.
        async with asyncio.timeout(seconds):
            response = await client.send(request, stream=True)
            try:
                return Answer(response.status_code, response.headers, await _whole_body(response))
            finally:
                await response.aclose()
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent("bad-certificate" if _about_certificate(error) else "no-connection") from error
    except (TimeoutError, httpx.TimeoutException) as error:
        raise CutOff("too-slow") from error
    except httpx.HTTPError as error:
        raise CutOff("cut-off") from error


async def _whole_body(response: httpx.Response) -> bytes:
    raw = bytearray()
    async for piece in response.aiter_raw():
        raw += piece
        if len(raw) > MOST_BYTES:
            raise CutOff("too-long")
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding == "identity":
        return bytes(raw)
    if encoding not in ("gzip", "deflate"):
        raise CutOff("unknown-encoding")
    return _unpacked(bytes(raw))


def _unpacked(raw: bytes) -> bytes:
    """Decompress up to the limit and not a byte beyond: a small answer can hold gigabytes."""
    opener = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        body = opener.decompress(raw, MOST_BYTES + 1)
    except zlib.error as error:
        raise CutOff("garbled") from error
    if len(body) > MOST_BYTES:
        raise CutOff("too-long")
    if not opener.eof:
        raise CutOff("garbled")
    return body


def _about_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
