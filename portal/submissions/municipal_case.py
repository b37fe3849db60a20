"""One case of a municipality: found only by the municipality it belongs to, changed by one person at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from portal.storage import errands
from portal.storage.municipal_cases import municipal_cases
from portal.storage.sealing import Seals
from portal.submissions import concerns


@dataclass(frozen=True)
class By:
    """Who acts for a municipality (four digits): somebody of its staff by pseudonym, through this portal (`source`)."""

    municipality: str
    staff: str
    source: str


class NoSuchCase(Exception):
    """This municipality has no such case, or nothing can be done in it any more."""


class ChangedMeanwhile(Exception):
    """Something happened in the case after the page was opened; nothing was stored."""


def find(connection: Connection, municipality: str, case_id: str) -> Row[Any] | None:
    """The case of this municipality; None where there is none, or it is another municipality's."""
    mine = (municipal_cases.c.id == case_id, municipal_cases.c.municipality == municipality)
    return connection.execute(select(municipal_cases).where(*mine)).one_or_none()


def of_submission(connection: Connection, municipality: str, submission_id: str) -> Row[Any] | None:
    """The case that an application is for this municipality."""
    mine = (municipal_cases.c.submission_id == submission_id, municipal_cases.c.municipality == municipality)
    return connection.execute(select(municipal_cases).where(*mine)).one_or_none()


def may_be_answered(case: Row[Any]) -> bool:
    """The case system has asked, or the household has found a home here; and it is not over."""
    return bool(case.asked_at or case.has_found_home) and not case.closed_at and not case.settled_at


def fingerprint(connection: Connection, seals: Seals, case: Row[Any]) -> str:
    """Changes whenever something happens in the case; a page carries it to notice what others have done."""
    sent = select(func.max(errands.errands.c.sequence)).where(
        errands.errands.c.subject == f"submission/{case.submission_id}"
    )
    told = (case.asked_at, case.agreed_on, case.declined_at, case.closed_at, case.handler, case.unsettled)
    return seals.lookup("municipal case", f"{case.id}|{connection.scalar(sent)}|{told}")[:16]


def begin_to_change(connection: Connection, seals: Seals, by: By, case_id: str) -> tuple[Row[Any], int]:
    """The case as it is now, with the sequence of the next record; nobody else changes it until the transaction ends.

    Raises NoSuchCase.
    """
    case = find(connection, by.municipality, case_id)
    if case is None:
        raise NoSuchCase
    sequence = errands.next_sequence(connection, f"submission/{case.submission_id}")
    concerns.refresh(connection, seals, case.submission_id)
    case = find(connection, by.municipality, case_id)
    if case is None:
        raise NoSuchCase
    return case, sequence


def hand_over(connection: Connection, seals: Seals, by: By, case_id: str, to: str | None, seen: str) -> None:
    """Somebody has the case in hand from now on, or nobody. Raises NoSuchCase, ChangedMeanwhile."""
    case, _sequence = begin_to_change(connection, seals, by, case_id)
    if case.handler == to:
        return
    if fingerprint(connection, seals, case) != seen:
        raise ChangedMeanwhile
    mine = (municipal_cases.c.id == case_id, municipal_cases.c.municipality == by.municipality)
    connection.execute(update(municipal_cases).where(*mine).values(handler=to))
