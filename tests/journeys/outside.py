"""Around an application that was sent: the case system on the other side, and coming back to it."""

import asyncio
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.case_system import CaseEvent
from integrations.case_system_standins import AcceptingCaseSystem
from portal.delivery.events import nobody_listens
from portal.delivery.worker import Worker
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.working import hearing_of
from tests.citizen import Citizen


def come_back(citizen: Citizen, code: str, born: str, *, language: str = "en", status: int = 200) -> Citizen:
    """Open an application again; `born` as in records."""
    citizen.open(f"/{language}/resume").fill(code=code)
    for part, value in zip(("year", "month", "day"), born.split("-"), strict=True):
        citizen.write(f"born-{part}", value)
    return citizen.press(status=status)


class Outside:
    """The case system on the other side, and the worker on ours."""

    def __init__(self, database: Database, seals: Seals) -> None:
        self.case_system = AcceptingCaseSystem()
        self.worker = Worker(database, seals, self.case_system, hearing=hearing_of(seals, nobody_listens))
        self.database = database

    def work(self) -> None:
        asyncio.run(self.worker.run_once())

    def tell(self, submission: str, kind: str, days: int, **data: Any) -> None:
        time = datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(days=days)
        self.case_system.happened.append(CaseEvent(str(uuid.uuid4()), kind, time, submission, data))

    def records(self) -> list[dict[str, Any]]:
        """What has arrived, oldest first."""
        return [json.loads(body) for body in self.case_system.bodies.values()]

    @property
    def submission(self) -> str:
        return str(self.records()[0]["subject"]).removeprefix("submission/")
