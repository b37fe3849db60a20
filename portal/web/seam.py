"""The outermost layer: who may be answered at all, what is kept ready, the headers every answer carries, the last net.

One pure ASGI layer does all of it: four cost more than twice as much, and class-based middleware ten times.
"""

import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any

import brotli

from portal.settings import Settings
from portal.web.kept import KeptAnswers

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

log = logging.getLogger("portal.requests")

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains; preload")
WORTH_COMPRESSING = 600
# Ours have at most some sixty characters; a number of thousands of digits in a longer one would not even be read.
LONGEST_PATH = 1000


class Seam:
    """Wraps the application."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.hosts = settings.hosts
        self.headers = (*HEADERS, HSTS) if settings.secure else HEADERS
        self.kept = KeptAnswers([settings.cookie("session"), settings.cookie("staff")])
        self._knows = lru_cache(maxsize=64)(self._is_known)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Of a header that comes twice the first counts, as it does for all that look at it later.
        asked = dict(reversed(list(scope["headers"])))
        known_host = self._knows(asked.get(b"host", b""))
        if known_host and (kept := self.kept.find(scope, asked)):
            await send(kept.start)
            await send(kept.body)
            return
        scope["reference"] = secrets.token_hex(4)
        started = time.perf_counter()
        answer = _Answer(self.headers, send, wants_brotli=b"br" in asked.get(b"accept-encoding", b""))
        try:
            if not known_host:
                await _plain(answer, 400, b"Unknown host.\n")
            elif len(scope["path"]) > LONGEST_PATH:
                await _plain(answer, 414, b"This address is too long.\n")
            else:
                await self.app(scope, receive, answer)
        except Exception as error:  # the last net: told by kind and place, never by its text, which may hold answers
            what = {"reference": scope["reference"], "error": type(error).__name__, "where": _place(error)}
            log.error("request failed", extra=what)
            if not answer.started:
                await _plain(answer, 500, b"Something went wrong with us. Please try again in a few minutes.\n")
        finally:
            if answer.sent and (before := self.kept.keep(scope, asked, *answer.sent)):
                log.info("sent as it was kept", extra={"route": before.route, "count": before.times})
            log.info(
                "request",
                extra={
                    "reference": scope["reference"],
                    "method": scope["method"],
                    "route": getattr(scope.get("route"), "path", "-"),
                    "status": answer.status,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )

    def _is_known(self, asked: bytes) -> bool:
        host, _colon, port = (name := asked.decode("latin-1").lower()).rpartition(":")
        return (host if port.isdigit() else name) in self.hosts


class _Answer:
    """Passes the answer on, with the headers added and a page compressed; `sent` is what has left in the end."""

    def __init__(self, headers: tuple[tuple[bytes, bytes], ...], send: Send, *, wants_brotli: bool) -> None:
        self._headers = headers
        self._send = send
        self._wants_brotli = wants_brotli
        self._start: Message | None = None
        self.started = False
        self.status = 0
        self.sent: tuple[Message, Message] | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            self._start = message
            return
        if self._start is None:
            await self._send(message)
            return
        start, self._start = self._start, None
        headers = [*start.get("headers", []), *self._headers]
        names = {name for name, _value in headers}
        if b"cache-control" not in names:
            headers.append((b"cache-control", b"no-store"))
        if self._wants_brotli and b"content-encoding" not in names and not message.get("more_body"):
            headers, message = _compressed(headers, message)
        start = {**start, "headers": headers}
        self.sent = (start, message)
        await self._send(start)
        await self._send(message)


def _compressed(headers: list[tuple[bytes, bytes]], message: Message) -> tuple[list[tuple[bytes, bytes]], Message]:
    body = message.get("body", b"")
    kind = dict(headers).get(b"content-type", b"")
    if len(body) < WORTH_COMPRESSING or not kind.startswith((b"text/", b"application/json", b"image/svg")):
        return headers, message
    # Quality 4: nine tenths of the best size for a hundredth of the time.
    smaller = brotli.compress(body, quality=4)
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    kept += [
        (b"content-length", str(len(smaller)).encode()),
        (b"content-encoding", b"br"),
        (b"vary", b"accept-encoding"),
    ]
    return kept, {**message, "body": smaller}


async def _plain(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _place(error: BaseException) -> str:
    """File and line of the innermost call of ours."""
    trace, place = error.__traceback__, "-"
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if "site-packages" not in file:
            place = f"{'/'.join(file.split('/')[-3:])}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class OneLineJson(logging.Formatter):
    """A log line is one line of JSON with known keys; a hostile value never makes a second line."""

    KEYS = (
        "reference", "method", "route", "status", "ms", "error", "where",
        "record", "subject", "sequence", "attempt", "outcome", "count", "task", "number", "seal",
    )  # fmt: skip

    def format(self, record: logging.LogRecord) -> str:
        line = {"at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"), "level": record.levelname.lower()}
        line |= {"from": record.name, "what": record.getMessage()}
        line |= {key: getattr(record, key) for key in self.KEYS if hasattr(record, key)}
        if record.exc_info and record.exc_info[1]:
            line |= {"error": type(record.exc_info[1]).__name__, "where": _place(record.exc_info[1])}
        return json.dumps(line, default=str)


def set_up_logging() -> None:
    """Log to standard error, without addresses, bodies or texts of errors."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLineJson())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for talkative in ("httpx", "httpcore", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
