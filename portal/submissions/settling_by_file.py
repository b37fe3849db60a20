"""A file of settlement dates: who is missing goes out as a list to fill in, and what it brings back is registered once.

A file never corrects: whoever has a settlement date keeps it. So a file that is brought in twice changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from portal.storage.sealing import Seals
from portal.submissions import concerns, settling
from portal.submissions.cases import answers_of, row_of
from portal.submissions.municipal_case import By
from portal.submissions.settlement_rows import Wanted
from portal.submissions.settling import NotPossible

MOST_ROWS = 300


class Missing(NamedTuple):
    """Somebody whose settlement date is missing: `number` is the place in the household, counted from 1."""

    reference: str
    number: int
    agreed_on: date
    planned_on: date | None


@dataclass(frozen=True)
class Registered:
    """What came of a file: whose date was registered or planned, who had one, and what was not possible any more."""

    settled: list[Wanted] = field(default_factory=list)
    planned: list[Wanted] = field(default_factory=list)
    known: list[Wanted] = field(default_factory=list)
    impossible: list[Wanted] = field(default_factory=list)


def missing(connection: Connection, seals: Seals, municipality: str) -> Iterator[Missing]:
    """Who waits for a date, the longest first: as many as a file may bring in again."""
    left = MOST_ROWS
    for case in connection.execute(settling.waiting_for_dates(municipality).limit(MOST_ROWS)).all():
        row, details = row_of(connection, case.submission_id), concerns.details_of(seals, case)
        answers = answers_of(seals, row) if row is not None else None
        if row is None or answers is None:
            continue
        for number, person in enumerate(answers.people, 1):
            if left and person.id in details["unsettled"]:
                left -= 1
                planned = details["planned"].get(person.id)
                yield Missing(row.reference, number, case.agreed_on, planned and date.fromisoformat(planned))


def register(connection: Connection, seals: Seals, by: By, wanted: Iterable[Wanted], today: date) -> Registered:
    """Register each date by the same way as on the page of a household. May be repeated: nothing is doubled."""
    done = Registered()
    # In one order for everybody, so that two files never wait for each other.
    for (submission_id, day, planned), group in groupby(sorted(wanted, key=_together), key=_together):
        listed = list(group)
        here = (connection, seals, by, submission_id, [each.person_id for each in listed], date.fromisoformat(day))
        try:
            if planned:
                new = settling.plan_settlement(*here, today=today)
            else:
                new = settling.register_settlement(*here, today=today, corrects=False)
        except NotPossible:
            done.impossible.extend(listed)
            continue
        for each in listed:
            kept = done.planned if planned else done.settled
            (kept if each.person_id in new else done.known).append(each)
    return done


def _together(wanted: Wanted) -> tuple[str, str, bool]:
    """What belongs to one step: people of a household and their day."""
    return wanted.submission_id, wanted.day, wanted.planned
