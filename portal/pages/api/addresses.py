"""The addresses of the interface; what they offer is described in `openapi.json`."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from portal.pages.api import cases
from portal.pages.api.description import description
from portal.pages.api.door import Door, Wrong, door_of, problem
from portal.settings import Settings


def routes_of(settings: Settings) -> list[Route]:
    """All of them; where no issuer is set, each answers that nothing is there. Raises NotReady."""
    door = door_of(settings)
    return [
        Route("/api/v1/openapi.json", _described(door, settings)),
        # No methods: the door itself says which it has.
        Route("/api/v1/cases", door.endpoint(cases.cases), methods=()),
        Route("/api/v1/cases/{case}", door.endpoint(cases.one_case), methods=()),
        Route("/api/v1/settlements", door.endpoint(cases.settlements), methods=()),
    ]


def _described(door: Door, settings: Settings) -> Callable[[Request], Any]:
    async def described(_request: Request) -> Response:
        return JSONResponse(description(settings)) if door.is_open() else problem(Wrong(404))

    return described
