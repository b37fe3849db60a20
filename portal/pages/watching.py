"""For machines that watch: is it alive, is it ready, how does the delivery stand."""

import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from portal.delivery import metrics, overview
from portal.storage.database import Unavailable
from portal.web.call import House
from portal.web.problems import Problem

PULSE = timedelta(minutes=1)


async def live(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("alive\n")


async def ready(request: Request) -> Response:
    """The database answers; and whether a worker has shown a pulse within the last minute."""
    house: House = request.app.state.house
    try:
        await house.database.read(lambda connection: connection.execute(text("SELECT 1")).scalar_one())
        seen = await house.database.read(overview)
    except Unavailable:
        return JSONResponse({"database": False}, status_code=503)
    working = any(datetime.now(UTC) - beat < PULSE for beat in seen.beats.values())
    return JSONResponse({"database": True, "worker": working})


async def numbers(request: Request) -> Response:
    """OpenMetrics, for who carries the token of the settings; for everybody else there is no such page."""
    house: House = request.app.state.house
    token = house.settings.watch_token
    if not token or not secrets.compare_digest(
        request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()
    ):
        raise Problem(404)
    seen = await house.database.read(overview)
    kind = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    return Response(metrics(seen), headers={"content-type": kind})
