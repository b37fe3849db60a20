"""What does not differ between readers is rendered and compressed once, kept on a shelf, and handed out as it is."""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import brotli
from starlette.responses import Response

from portal.pages.information.library import Library, library
from portal.web.call import Call

MINUTES_KEPT = 10


@dataclass(frozen=True)
class Ready:
    """An answer that was rendered before, plain and compressed, with the mark by which browsers know it again."""

    plain: bytes
    compressed: bytes
    mark: str


def library_of(call: Call) -> Library:
    """The library, having looked now and then whether a file has changed."""
    books = library(call.house.settings.content_folder)
    books.look_now_and_then()
    return books


def handed_out(call: Call, books: Library, key: Hashable, render: Callable[[], Response]) -> Response:
    """The page of this name from the shelf, rendered now if it is not there yet."""
    ready = books.shelf.get((call.language, key))
    if ready is None:
        plain = bytes(render().body)
        ready = Ready(plain, brotli.compress(plain, quality=11), f'"{hashlib.sha256(plain).hexdigest()[:16]}"')
        books.shelf[call.language, key] = ready
    headers = {
        "cache-control": f"public, max-age={MINUTES_KEPT * 60}",
        "vary": "accept-encoding",
        "etag": ready.mark,
    }
    if call.headers.get("if-none-match") == ready.mark:
        return Response(status_code=304, headers=headers)
    headers["content-type"] = "text/html; charset=utf-8"
    if "br" in call.headers.get("accept-encoding", ""):
        return Response(ready.compressed, headers={**headers, "content-encoding": "br"})
    return Response(ready.plain, headers=headers)
