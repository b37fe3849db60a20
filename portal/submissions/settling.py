"""Settlement dates, which only the municipality can register: each person's once, none forgotten."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, or_, select, update

from portal.storage.municipal_cases import municipal_cases, to_settle
from portal.storage.sealing import Seals
from portal.submissions import concerns, record
from portal.submissions.after_sending import owe
from portal.submissions.cases import answers_of, row_of
from portal.submissions.municipal_case import By, NoSuchCase, begin_to_change, of_submission
from portal.submissions.municipal_story import SETTLED, told_of

Why = Literal["no such case", "not agreed", "no such person", "before the agreement", "in the future", "has passed"]


class NotPossible(Exception):
    """This date cannot be registered; `why` says the reason in one of a few fixed words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


MOST_LATE = 1000


def register_settlement(
    connection: Connection,
    seals: Seals,
    by: By,
    submission_id: str,
    people: Iterable[str],
    settled_on: date,
    *,
    today: date,
    corrects: bool = True,
) -> list[str]:
    """Register on which day people of a household were settled in `by.municipality`, and owe a record for each.

    Gives those for whom that is new: where this very date is registered already, nothing is doubled. Another date than
    before is a correction and a new record; unless it `corrects`, the earlier date stays. Raises NotPossible.
    """
    listed = list(people)
    case, sequence = _agreed(connection, seals, by, submission_id, listed)
    if settled_on < case.agreed_on:
        raise NotPossible("before the agreement")
    if settled_on > today:
        raise NotPossible("in the future")
    row = row_of(connection, submission_id)
    assert row is not None
    earlier = told_of(connection, seals, submission_id, row.withdrawn_at).settled
    new = [each for each in listed if earlier.get(each) != settled_on and (corrects or each not in earlier)]
    for number, person_id in enumerate(new):
        data = {
            "person_id": person_id,
            "municipality": by.municipality,
            "settled_on": settled_on.isoformat(),
            "staff": by.staff,
            "at": record.instant(datetime.now(UTC)),
        }
        owe(connection, seals, row, sequence + number, SETTLED, data, by.source, row.seal)
    if new:
        concerns.refresh(connection, seals, submission_id)
    return new


def plan_settlement(
    connection: Connection,
    seals: Seals,
    by: By,
    submission_id: str,
    people: Iterable[str],
    planned_on: date,
    *,
    today: date,
) -> list[str]:
    """Remember on which day people are to move in; no record, since nobody is settled yet.

    Gives those for whom that is new. Raises NotPossible.
    """
    if planned_on < today:
        raise NotPossible("has passed")
    listed, day = list(people), planned_on.isoformat()
    case, _sequence = _agreed(connection, seals, by, submission_id, listed)
    if planned_on < case.agreed_on:
        raise NotPossible("before the agreement")
    details = concerns.details_of(seals, case)
    planned, unsettled = details["planned"], details["unsettled"]
    new = [each for each in listed if each in unsettled and planned.get(each) != day]
    planned |= dict.fromkeys(new, day)
    mine = (municipal_cases.c.id == case.id, municipal_cases.c.municipality == by.municipality)
    connection.execute(
        update(municipal_cases)
        .where(*mine)
        .values(details=concerns.sealed(seals, case.id, details), planned_on=concerns.last_planned(planned, unsettled))
    )
    return new


def late(today: date, after: timedelta) -> Any:
    """Of a case that is agreed: a date should be registered by now.

    The planned day has passed, or, where none is planned for everybody, `after` has passed since the agreement.
    """
    planned, agreed = municipal_cases.c.planned_on, municipal_cases.c.agreed_on
    return and_(to_settle, or_(planned < today, and_(planned.is_(None), agreed <= today - after)))


def waiting_for_dates(municipality: str) -> Select[Any]:
    """The cases of this municipality that are agreed and wait for a date, the longest first."""
    mine = select(municipal_cases).where(municipal_cases.c.municipality == municipality, to_settle)
    return mine.order_by(municipal_cases.c.agreed_on, municipal_cases.c.id)


def late_cases(
    connection: Connection, municipality: str, today: date, after: timedelta, *, most: int = MOST_LATE
) -> list[Row[Any]]:
    """The cases of this municipality whose settlement date should be registered by now, the latest first."""
    return list(connection.execute(waiting_for_dates(municipality).where(late(today, after)).limit(most)).all())


def _agreed(
    connection: Connection, seals: Seals, by: By, submission_id: str, people: list[str]
) -> tuple[Row[Any], int]:
    """The case in which these people can be settled now, and the sequence of the next record. Raises NotPossible."""
    case = of_submission(connection, by.municipality, submission_id)
    if case is None:
        raise NotPossible("no such case")
    try:
        case, sequence = begin_to_change(connection, seals, by, case.id)
    except NoSuchCase as gone:
        raise NotPossible("no such case") from gone
    if case.agreed_on is None or case.closed_at is not None:
        raise NotPossible("not agreed")
    row = row_of(connection, submission_id)
    answers = answers_of(seals, row) if row is not None else None
    if answers is None or not {person.id for person in answers.people}.issuperset(people):
        raise NotPossible("no such person")
    return case, sequence
