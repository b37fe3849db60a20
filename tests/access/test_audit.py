"""The audit log notices every row that was changed, put in or taken out, also the last one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, update

from portal.access import audit
from portal.storage.audit import audit_head, audit_rows
from portal.storage.database import Database
from portal.storage.sealing import Seals

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
