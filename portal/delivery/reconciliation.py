"""Compares, each night, what we say was delivered with what the case system says it has."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, func, select, update

from integrations.case_system import CaseSystem, Receipt
from portal.storage.case_events import case_events, cursor, move_cursor
from portal.storage.database import Database
from portal.storage.errands import errands
from portal.storage.watch import Finding, end_alarm, report_findings

log = logging.getLogger(__name__)

CURSOR = "reconciled"
HOUR_OF_NIGHT = 2
HOW_FAR_BACK = timedelta(days=45)
A_HANDFUL = 200


async def reconcile_tonight(database: Database, case_system: CaseSystem, now: datetime) -> list[Finding] | None:
    """Once a night, whichever worker comes first: what `reconcile` finds; None where it is not the time."""
    tonight = now.date().isoformat()
    if now.hour < HOUR_OF_NIGHT or not await database.write(_begin, tonight, now):
        return None
    return await reconcile(database, case_system, now - HOW_FAR_BACK, now)


def _begin(connection: Connection, tonight: str, now: datetime) -> bool:
    last = cursor(connection, CURSOR)
    return last != tonight and move_cursor(connection, CURSOR, last, tonight, now)


async def reconcile(database: Database, case_system: CaseSystem, since: datetime, now: datetime) -> list[Finding]:
    """Ask for the receipt of every record owed since then, and report for a person in what we differ.

    Nothing is changed by itself, except that a record we hold a receipt for and the case system does not know is
    owed again: sent twice it would still be one. Raises what `CaseSystem.receipt` raises.
    """
    found: list[Finding] = []
    last = ("", since)
    while rows := await database.read(_attempted, last, now):
        for row in rows:
            receipt = await case_system.receipt(row.id)
            finding = _difference(row, receipt)
            if finding is None:
                continue
            found.append(finding)
            if finding.kind == "missing":
                await database.write(_owe_again, row.id, now)
        last = (rows[-1].id, rows[-1].owed_at)
    found += await database.read(_several_cases, since)
    found += await database.read(_unknown_submissions)
    await database.write(_report, found, now)
    log.info("reconciled: %d differences", len(found))
    return found


def _attempted(connection: Connection, last: tuple[str, datetime], now: datetime) -> list[Row[tuple[object, ...]]]:
    """A handful of records whose sending has begun, in the order they were owed, after the last of those before."""
    last_id, last_owed = last
    later = (errands.c.owed_at > last_owed) | ((errands.c.owed_at == last_owed) & (errands.c.id > last_id))
    query = select(errands).where(later, errands.c.owed_at <= now, errands.c.attempts > 0)
    return list(connection.execute(query.order_by(errands.c.owed_at, errands.c.id).limit(A_HANDFUL)))


def _difference(row: Row[tuple[object, ...]], receipt: Receipt | None) -> Finding | None:
    if row.delivered_at is None:
        # What still waits settles its doubts itself; what was stopped should not be there.
        if receipt is None or (row.refused_at is None and row.set_aside_at is None):
            return None
        return Finding("unexpected", row.id, f"stopped here, but there as {receipt.case_number}")
    if receipt is None:
        return Finding("missing", row.id, f"delivered here as {row.case_number}, but not known there")
    if receipt.case_number != row.case_number:
        return Finding("differing", row.id, f"{row.case_number} here, {receipt.case_number} there")
    if receipt.received_at != row.receipt_at:
        return Finding("differing", row.id, "received at another time than our receipt says")
    return None


def _owe_again(connection: Connection, errand_id: str, now: datetime) -> None:
    sendable = (errands.c.id == errand_id) & errands.c.delivered_at.is_not(None) & errands.c.body.is_not(None)
    connection.execute(update(errands).where(sendable).values(delivered_at=None, due_at=now))


def _several_cases(connection: Connection, since: datetime) -> list[Finding]:
    cases = func.count(errands.c.case_number.distinct())
    query = select(errands.c.subject).where(errands.c.owed_at > since).group_by(errands.c.subject).having(cases > 1)
    return [
        Finding("several-cases", row.subject, "one matter, several case numbers") for row in connection.execute(query)
    ]


def _unknown_submissions(connection: Connection) -> list[Finding]:
    query = select(case_events.c.id, case_events.c.type).where(case_events.c.known.is_(False))
    return [Finding("unknown-submission", row.id, row.type) for row in connection.execute(query)]


def _report(connection: Connection, found: list[Finding], now: datetime) -> None:
    report_findings(connection, found, now)
    if not found:
        end_alarm(connection, "records-lost-there")
