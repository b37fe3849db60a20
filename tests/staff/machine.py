"""A machine of an installation that has several: run in a process of its own, with a clock that is not quite right."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import time_machine
from granian.constants import Interfaces
from granian.server.embed import Server

from portal.app import create_app
from portal.storage.database import Database
from tests.conftest import settings_for_tests


def serve(database_url: str, port: int, ahead: timedelta) -> None:
    """Answer on a port for as long as the process lives; its clock is this much ahead of the machine's own."""
    with time_machine.travel(datetime.now(UTC) + ahead):
        app = create_app(replace(settings_for_tests(), demo_identities=True), Database.open(database_url))
        server = Server(app, interface=Interfaces.ASGINL, port=port, websockets=False, log_enabled=False)
        asyncio.run(server.serve())


class InTurn(httpx.AsyncBaseTransport):
    """Hands each request to the next machine, whosever visit it belongs to."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.line = ports, httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.ports = [*self.ports[1:], self.ports[0]]
        there = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.ports[0])
        return await self.line.handle_async_request(
            httpx.Request(request.method, there, headers=request.headers, content=await request.aread())
        )

    async def aclose(self) -> None:
        await self.line.aclose()
