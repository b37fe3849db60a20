"""A portal where invented staff of two municipalities sign in, and the case system on the other side."""

import asyncio
import json
from typing import Any

import pytest

from integrations.case_system_standins import AcceptingCaseSystem
from portal.delivery.worker import Worker
from portal.storage.database import Database
from portal.storage.sealing import Seals
from tests.staff.conftest import settings, signed_in

__all__ = ["settings", "signed_in"]


class Arriving:
    """What arrives at the case system."""

    def __init__(self, database: Database, seals: Seals) -> None:
        self.case_system = AcceptingCaseSystem()
        self._worker = Worker(database, seals, self.case_system)

    def __call__(self, kind: str) -> list[dict[str, Any]]:
        """The records of a kind that have arrived by now, oldest first."""
        while asyncio.run(self._worker.run_once()):
            """One record of a municipality follows another."""
        records = [json.loads(body) for body in self.case_system.bodies.values()]
        return [record for record in records if record["type"] == kind]


@pytest.fixture
def arriving(database: Database, seals: Seals) -> Arriving:
    return Arriving(database, seals)
