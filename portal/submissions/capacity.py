"""What a municipality can receive: its report for a year, and a new one, which the case system gets too."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from portal.storage import errands
from portal.storage.capacity import capacity_reports
from portal.storage.sealing import Seals
from portal.submissions.owing import owe_record
from portal.submissions.record import instant

RECORD = "no.settlement.capacity.reported.v1"


class ReportedMeanwhile(Exception):
    """A colleague has reported since the page was opened."""


@dataclass(frozen=True)
class Report:
    """`number` is 0 before anything was reported. A home has `places` and `ready_from`, perhaps `step_free`, `pets`."""

    number: int = 0
    decided_places: int | None = None
    homes: list[dict[str, Any]] = field(default_factory=list)
    reported_at: datetime | None = None

    def says(self, decided_places: int, homes: list[dict[str, Any]]) -> bool:
        return self.number > 0 and (self.decided_places, self.homes) == (decided_places, homes)


def latest(connection: Connection, municipality: str, year: int) -> Report:
    """What holds now for a year."""
    table = capacity_reports.c
    mine = select(capacity_reports).where(table.municipality == municipality, table.year == year)
    row = connection.execute(mine.order_by(table.number.desc()).limit(1)).one_or_none()
    return Report() if row is None else Report(row.number, row.decided_places, row.homes, row.reported_at)


def report(
    connection: Connection,
    seals: Seals,
    municipality: str,
    year: int,
    decided_places: int,
    homes: list[dict[str, Any]],
    *,
    seen: int,
    staff: str,
    source: str,
) -> bool:
    """Report anew, to whoever has seen report number `seen`; False where nothing is new and nothing is sent.

    Raises ReportedMeanwhile.
    """
    subject = f"municipality/{municipality}"
    sequence, now = errands.next_sequence(connection, subject), datetime.now(UTC)
    before = latest(connection, municipality, year)
    if before.says(decided_places, homes):
        return False
    if before.number != seen:
        raise ReportedMeanwhile
    data = {
        "municipality": municipality,
        "year": year,
        "decided_places": decided_places,
        "homes": homes,
        "staff": staff,
        "at": instant(now),
    }
    id_ = owe_record(connection, seals, RECORD, data, subject=subject, sequence=sequence, source=source, seal="answers")
    connection.execute(
        insert(capacity_reports).values(
            id=id_,
            municipality=municipality,
            year=year,
            number=before.number + 1,
            decided_places=decided_places,
            homes=homes,
            reported_by=staff,
            reported_at=now,
        )
    )
    return True
