"""The audit log notices every row that was changed, put in or taken out, also the last one."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, update

from portal.access import audit
from portal.access.anchoring import Anchor, told
from portal.storage.audit import audit_head, audit_rows
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.web.seam import OneLineJson

ENTRY = audit.Entry("staff-a", "auditor", "demo-directorate", "read the audit log")


# Who owns the tables can change a row; the portal itself works under a role that only adds to them.
@pytest.fixture
def written(owner: Database, seals: Seals) -> Database:
    for _transaction in range(2):
        with owner.transaction() as connection:
            audit.write(connection, seals, [ENTRY, ENTRY])
    return owner


def broken(database: Database, seals: Seals) -> int | None:
    with database.reading() as connection:
        return audit.verify(connection, seals).broken


def test_an_untouched_log_is_whole(written: Database, seals: Seals) -> None:
    with written.reading() as connection:
        verdict = audit.verify(connection, seals)
    assert (verdict.rows, verdict.broken) == (4, None)


def test_an_empty_log_is_whole(database: Database, seals: Seals) -> None:
    assert broken(database, seals) is None


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_changed_row_is_noticed(written: Database, seals: Seals, number: int) -> None:
    with written.transaction() as connection:
        connection.execute(update(audit_rows).where(audit_rows.c.number == number).values(staff="staff-b"))
    assert broken(written, seals) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_missing_row_is_noticed(written: Database, seals: Seals, number: int) -> None:
    with written.transaction() as connection:
        connection.execute(delete(audit_rows).where(audit_rows.c.number == number))
    assert broken(written, seals) == number


def test_missing_rows_at_the_end_are_noticed(written: Database, seals: Seals) -> None:
    with written.transaction() as connection:
        connection.execute(delete(audit_rows).where(audit_rows.c.number > 2))
    assert broken(written, seals) == 3


def test_a_log_without_its_head_is_noticed(written: Database, seals: Seals) -> None:
    with written.transaction() as connection:
        connection.execute(delete(audit_head))
    assert broken(written, seals) is not None


def test_many_who_write_at_once_still_make_one_chain(database: Database, seals: Seals) -> None:
    def write_one(_number: int) -> None:
        with database.transaction() as connection:
            audit.write(connection, seals, [ENTRY])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write_one, range(40)))
    with database.reading() as connection:
        verdict = audit.verify(connection, seals)
    assert (verdict.rows, verdict.broken) == (40, None)


CHANGES = ("staff", "role", "unit", "act", "about", "fields", "at", "seal")


def written_rows(owner: Database, seals: Seals, count: int) -> list[dict[str, object]]:
    with owner.transaction() as connection:
        entries = [
            audit.Entry(f"staff-{n % 7}", "auditor", "unit", "read", f"case-{n % 5}", str(n)) for n in range(count)
        ]
        audit.write(connection, seals, entries)
        return [dict(row._mapping) for row in connection.execute(select(audit_rows).order_by(audit_rows.c.number))]


def tampered(rows: list[dict[str, object]], chance: random.Random) -> list[dict[str, object]]:
    """One thing that somebody with the database alone might do to the log."""
    rows = [dict(row) for row in rows]
    one, other = sorted(chance.sample(range(len(rows)), 2))
    what = chance.choice(("change", "delete", "insert", "swap", "cut", "move a seal"))
    if what == "change":
        column = chance.choice(CHANGES)
        rows[one][column] = str(rows[one][column])[:-1] + "!"
    elif what == "delete":
        del rows[one]
    elif what == "insert":
        rows.insert(one, dict(rows[other]))
    elif what == "swap":
        rows[one], rows[other] = rows[other], rows[one]
    elif what == "cut":
        del rows[one + 1 :]
    else:
        rows[one]["seal"] = rows[other]["seal"]
    if what in ("insert", "swap") or chance.random() < 0.5:
        for number, row in enumerate(rows, 1):
            row["number"] = number
    return rows


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_a_thousand_tamperings_are_all_found(owner: Database, seals: Seals) -> None:
    """Also where the head is made to fit what is left: then what was told outside finds it."""
    rows, chance = written_rows(owner, seals, 40), random.Random(2026)
    outside = {40: str(rows[-1]["seal"])}
    for _time in range(1000):
        left = tampered(rows, chance)
        while len({row["number"] for row in left}) < len(left):
            left = tampered(rows, chance)
        with owner.transaction() as connection:
            connection.execute(delete(audit_rows))
            connection.execute(insert(audit_rows), left)
            head = max(left, key=lambda row: int(str(row["number"])))
            connection.execute(update(audit_head).values(number=head["number"], seal=head["seal"]))
            assert audit.verify(connection, seals, outside).broken is not None, left


def test_who_cuts_the_end_off_together_with_the_head_is_found_by_what_was_told_outside(
    owner: Database, seals: Seals, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    file, now = tmp_path / "seals", datetime(2026, 11, 20, 9, tzinfo=UTC)
    rows = written_rows(owner, seals, 6)
    with owner.transaction() as connection:
        assert Anchor(file)(connection, now)
        connection.execute(delete(audit_rows).where(audit_rows.c.number > 3))
        connection.execute(update(audit_head).values(number=3, seal=rows[2]["seal"]))
        assert audit.verify(connection, seals).broken is None
        assert audit.verify(connection, seals, told(file)).broken == 4
    line = next(record for record in caplog.records if record.name == "portal.audit")
    assert json.loads(OneLineJson().format(line))["seal"] == rows[-1]["seal"]


def test_the_newest_seal_is_told_at_the_start_and_every_hour(owner: Database, seals: Seals, tmp_path: Path) -> None:
    file, now = tmp_path / "seals", datetime(2026, 11, 20, 9, tzinfo=UTC)
    anchor = Anchor(file)
    with owner.transaction() as connection:
        assert anchor(connection, now), "nothing to tell yet, and that is fine"
    written_rows(owner, seals, 2)
    with owner.transaction() as connection:
        for minutes, tells in ((59, False), (60, True), (61, False), (119, False), (120, True)):
            assert anchor(connection, now + timedelta(minutes=minutes)) == tells
        assert Anchor(file)(connection, now), "a worker that starts tells at once"
    assert len(file.read_text().splitlines()) == 3
    assert told(file) == {2: file.read_text().split()[2]}


def test_where_it_cannot_be_told_outside_it_is_tried_again(owner: Database, seals: Seals, tmp_path: Path) -> None:
    written_rows(owner, seals, 1)
    anchor, now = Anchor(tmp_path / "away" / "seals"), datetime(2026, 11, 20, 9, tzinfo=UTC)
    with owner.reading() as connection:
        with pytest.raises(OSError, match="No such file"):
            anchor(connection, now)
        (tmp_path / "away").mkdir()
        assert anchor(connection, now + timedelta(seconds=30))


def test_who_has_looked_at_a_case_is_one_question(owner: Database, seals: Seals) -> None:
    written_rows(owner, seals, 2000)
    with owner.reading() as connection:
        rows = audit.about(connection, "case-3")
    assert [row.fields for row in rows][:2] == ["3", "8"] and len(rows) == 400
