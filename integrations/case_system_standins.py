"""Case systems without a network, for tests: one that takes everything, one that refuses, one never there."""

import hashlib
from datetime import UTC, datetime

from integrations.case_system import CaseEvent, Doubtful, EventPage, Receipt, Refused, Unavailable


class AcceptingCaseSystem:
    """Takes every record once, and remembers in which order."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.happened: list[CaseEvent] = []

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        if self.bodies.setdefault(record_id, body) != body:
            raise Refused("conflict")
        return self._receipt(record_id)

    async def receipt(self, record_id: str) -> Receipt | None:
        return self._receipt(record_id) if record_id in self.bodies else None

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        start = int(after or 0)
        page = self.happened[start : start + limit]
        return EventPage(page, str(start + len(page)))

    def _receipt(self, record_id: str) -> Receipt:
        number = int(hashlib.sha256(record_id.encode()).hexdigest()[:6], 16)
        return Receipt(record_id, f"2026/{number:08}", datetime(2026, 11, 20, 9, tzinfo=UTC))


class RefusingCaseSystem:
    """Finds fault with every record, and knows none."""

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        raise Refused("status-400", "/data/persons/0/birth_date")

    async def receipt(self, record_id: str) -> Receipt | None:
        return None

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        return EventPage([], after or "0")


class ExplodingCaseSystem:
    """Cannot be reached for records, and breaks off in the middle of everything else."""

    async def deliver(self, record_id: str, body: bytes) -> Receipt:
        raise Unavailable("no-connection")

    async def receipt(self, record_id: str) -> Receipt | None:
        raise Doubtful("cut-off")

    async def events(self, after: str | None, limit: int = 100) -> EventPage:
        raise Doubtful("cut-off")
