"""The style sheet and the other small files, under names that change with their content."""

import json
from functools import cache
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import Response

from portal.web.problems import Problem

STATIC = Path(__file__).parent / "static"
# They answer where there is no network, and stand at the root: a worker may only answer below itself.
WORKERS = ("offline-worker.js", "centre-worker.js")
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}
A_YEAR = "public, max-age=31536000, immutable"


@cache
def _manifest() -> dict[str, str]:
    found: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return found


def asset(name: str) -> str:
    """The address of a file by its plain name."""
    return f"/static/{_manifest()[name]}"


@cache
def _content(name: str) -> tuple[bytes, bytes] | None:
    """The bytes of a built file, plain and compressed; None for any other name."""
    if name not in _manifest().values():
        return None
    plain = (STATIC / name).read_bytes()
    return plain, brotli.compress(plain, quality=11)


async def static_file(request: Request) -> Response:
    """Only the files that the build listed, never the folder."""
    name = request.path_params["name"]
    content = _content(name)
    if content is None:
        raise Problem(404)
    plain, compressed = content
    headers = {"content-type": TYPES[Path(name).suffix], "cache-control": A_YEAR, "vary": "accept-encoding"}
    if "br" in request.headers.get("accept-encoding", ""):
        return Response(compressed, headers={**headers, "content-encoding": "br"})
    return Response(plain, headers=headers)


async def worker(request: Request) -> Response:
    """The script of a worker; a browser asks each day whether there is another."""
    return Response(_worker(request.url.path[1:]), media_type="text/javascript", headers={"cache-control": "no-cache"})


@cache
def _worker(name: str) -> bytes:
    return (STATIC.parent / "scripts" / name).read_bytes()
