"""The places of a year are made of numbers that are shown anyway, so that they give no hidden number away."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert

from portal.storage import figures
from portal.storage.capacity import capacity_reports
from portal.storage.database import Database
from portal.storage.figures import Place
from portal.submissions.published import ALL
from portal.submissions.published_places import Places, places

BERGEN, OSLO, MODUM = "4601", "0301", "3316"
pytestmark = pytest.mark.usefixtures("clock")


def report(connection: Connection, municipality: str, number: int, decided: int, at: str, year: int = 2026) -> None:
    row = {"id": f"{municipality}-{number}", "municipality": municipality, "year": year, "number": number}
    said = {"decided_places": decided, "homes": [], "reported_by": "staff-x"}
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    connection.execute(
        insert(capacity_reports).values(**row, **said, reported_at=moment), execution_options={"all_units": True}
    )


def count(connection: Connection, settled: dict[tuple[str, str], int], agreed: dict[str, int], month: str) -> None:
    counts = Counter({Place(when, where, "settled_wait", "3"): n for (when, where), n in settled.items()})
    counts.update({Place(month, where, "waiting_stage", "agreed"): n for where, n in agreed.items()})
    figures.add(connection, counts)


def test_what_is_settled_and_agreed_is_taken_from_what_had_been_decided_by_then(database: Database) -> None:
    with database.transaction() as connection:
        report(connection, BERGEN, 1, 100, "2026-01-10")
        report(connection, BERGEN, 2, 120, "2026-10-31T22:30:00")
        report(connection, BERGEN, 3, 200, "2026-10-31T23:30:00")
        report(connection, BERGEN, 4, 300, "2026-01-10", year=2027)
        report(connection, OSLO, 1, 40, "2026-03-01")
        settled = {("2026-01", BERGEN): 20, ("2026-10", BERGEN): 10, ("2026-11", BERGEN): 9, ("2025-12", BERGEN): 50}
        # Three small municipalities besides: none is shown, and none of them has reported.
        small = {("2026-10", "1120"): 2, ("2026-10", "1121"): 3, ("2026-10", "1122"): 4}
        count(connection, {**settled, **small, ("2026-10", OSLO): 60}, {BERGEN: 30}, "2026-10")
        found = places(connection, "2026-10")
    assert found[BERGEN] == Places(120, 30, 30, whole=True) and found[BERGEN].free == 60
    assert found[OSLO] == Places(40, 60, 0, whole=True) and found[OSLO].free == 0
    assert found[ALL] == Places(160, 90, 30, whole=True)
    assert found.keys() == {BERGEN, OSLO, ALL}


def test_where_a_month_is_hidden_the_year_shows_no_more_than_the_other_months(database: Database) -> None:
    with database.transaction() as connection:
        report(connection, MODUM, 1, 50, "2026-01-10")
        hidden = {("2026-02", MODUM): 3, ("2026-02", "1120"): 2, ("2026-02", "1121"): 4, ("2026-02", BERGEN): 70}
        count(connection, {("2026-01", MODUM): 12, **hidden}, {MODUM: 2, "1120": 3, BERGEN: 40}, "2026-03")
        found = places(connection, "2026-03")[MODUM]
        # Nothing that is hidden has any influence on it.
        figures.add(connection, Counter({Place("2026-02", MODUM, "settled_wait", "3"): 1}))
        assert places(connection, "2026-03")[MODUM] == found
    assert found == Places(50, 12, 0, whole=False)
    assert (found.used, found.free) == (12, 38)


def test_without_a_report_there_are_no_places(database: Database) -> None:
    with database.transaction() as connection:
        count(connection, {("2026-01", BERGEN): 20}, {}, "2026-01")
        assert places(connection, "2026-01") == {}
