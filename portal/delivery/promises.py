"""How well what people sent reaches the case system, in numbers that everybody may see: about records, not people."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from portal.delivery.reconciliation import CURSOR
from portal.storage.case_events import cursor
from portal.storage.errands import delivered, errands, stopped, waiting
from portal.storage.watch import last_findings

LONG = timedelta(hours=1)
LATEST = 1000
# Of fewer than this nobody can say what is usual.
FEWEST = 5


@dataclass(frozen=True)
class Kept:
    """`late`: records owed for more than an hour, also those that a person has to look at.

    Of the latest that arrived, half took no longer than `half_within`, and 95 of 100 no longer than `most_within`; None
    where too few did. `compared_on`: the night of the last comparison, which found so many `differences`.
    """

    late: int
    half_within: timedelta | None
    most_within: timedelta | None
    compared_on: date | None
    differences: int


def kept(connection: Connection, now: datetime) -> Kept:
    """How the promises of the delivery are kept at this moment."""
    late = sum(
        connection.execute(select(func.count()).where(owed, errands.c.owed_at < now - LONG)).scalar_one()
        for owed in (waiting, stopped)
    )
    latest = select(errands.c.owed_at, errands.c.delivered_at).where(delivered)
    rows = connection.execute(latest.order_by(errands.c.delivered_at.desc()).limit(LATEST))
    took = sorted(row.delivered_at - row.owed_at for row in rows)
    enough = len(took) >= FEWEST
    night = cursor(connection, CURSOR)
    return Kept(
        late=late,
        half_within=took[len(took) // 2] if enough else None,
        most_within=took[len(took) * 95 // 100] if enough else None,
        compared_on=date.fromisoformat(night) if night else None,
        differences=len(last_findings(connection)),
    )
