"""The places of a year as anybody may see them: decided, used by people settled and agreed, and free.

Made of nothing but numbers that are shown anyway, so that no hidden number can be worked out from them: where one of
those is hidden, what is used is at least the rest, and what is free is at most that.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from portal.storage.capacity import capacity_reports
from portal.submissions.figures import OSLO
from portal.submissions.published import ALL, Table, table


@dataclass(frozen=True)
class Places:
    """`settled` and `agreed` are the numbers that are shown; `whole` says that nothing is hidden behind them."""

    decided: int
    settled: int
    agreed: int
    whole: bool

    @property
    def used(self) -> int:
        return self.settled + self.agreed

    @property
    def free(self) -> int:
        return max(0, self.decided - self.used)


def places(connection: Connection, month: str) -> dict[str, Places]:
    """By municipality, how it stood at the end of a month in those that had reported their places by then; ALL: theirs
    together.
    """
    year = [f"{month[:4]}-{number:02}" for number in range(1, int(month[5:]) + 1)]
    settled = [table(connection, each, "settled") for each in year]
    waiting = table(connection, month, "waiting")
    found = {
        municipality: _of_one(municipality, decided, settled, waiting)
        for municipality, decided in _decided(connection, month).items()
    }
    if found:
        each = found.values()
        found[ALL] = Places(
            sum(one.decided for one in each),
            sum(one.settled for one in each),
            sum(one.agreed for one in each),
            all(one.whole for one in each),
        )
    return found


def _of_one(municipality: str, decided: int, settled: list[Table], waiting: Table) -> Places:
    moved = [each.shown(municipality, "settled") for each in settled]
    agreed = waiting.shown(municipality, "waiting_stage", "agreed")
    return Places(decided, sum(filter(None, moved)), agreed or 0, None not in (*moved, agreed))


def _decided(connection: Connection, month: str) -> dict[str, int]:
    """What each municipality had last reported for the year of the month when the month was over."""
    year, number = int(month[:4]), int(month[5:])
    over = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=OSLO)
    table_ = capacity_reports.c
    query = select(table_.municipality, table_.decided_places).where(table_.year == year, table_.reported_at < over)
    rows = connection.execute(query.order_by(table_.number), execution_options={"all_units": True}).all()
    return {row.municipality: row.decided_places for row in rows}
