"""Opening the case of a household that must not be found: with a reason, another person's yes, and for an hour only.

Asked for, agreed to within fifteen minutes, open for an hour at most, closed, looked through within a working day.
Where life is in danger it is open at once, and closes again unless another person agrees within the fifteen minutes.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from portal.access import audit
from portal.storage.once import one_after_another
from portal.storage.openings import openings, place_of
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions

TIME_TO_AGREE = timedelta(minutes=15)
OPEN_FOR = timedelta(minutes=60)
SHORTEST_REASON = 20
LISTED_FOR = timedelta(days=90)
KEPT_FOR = timedelta(days=365)
# Who opened a case for danger to life, and nobody agreed, does not do so again and again.
URGENT_AGAIN = timedelta(hours=24)
BY_THE_CLOCK = "portal"
KEPT = (submissions.c.seal == "protected", submissions.c.answers.is_not(None))


class NotPossible(Exception):
    """This cannot be asked for, agreed to or looked through by this person, or not any more."""


@dataclass(frozen=True)
class Opening:
    """One opening of one case. What state it is in is read from its moments."""

    id: str
    case: str
    reason: str
    urgent: bool
    asked_by: str
    asked_at: datetime
    agreed_by: str | None
    agreed_at: datetime | None
    closed_at: datetime | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    in_order: bool | None

    @property
    def ends_at(self) -> datetime:
        """When it closes by itself."""
        if self.agreed_at is None:
            return self.asked_at + TIME_TO_AGREE
        return (self.asked_at if self.urgent else self.agreed_at) + OPEN_FOR

    @property
    def was_open(self) -> bool:
        return self.urgent or self.agreed_at is not None

    @property
    def look_through_by(self) -> datetime:
        """A working day after it closed."""
        due = (self.closed_at or self.ends_at) + timedelta(days=1)
        while due.weekday() >= 5:
            due += timedelta(days=1)
        return due

    def waits(self, now: datetime) -> bool:
        """For another person to agree."""
        return self.agreed_at is None and self.closed_at is None and now < self.ends_at

    def is_open(self, now: datetime) -> bool:
        return self.was_open and self.closed_at is None and now < self.ends_at

    def is_to_be_reviewed(self, now: datetime) -> bool:
        return self.was_open and not self.is_open(now) and self.reviewed_at is None

    def may_review(self, staff: str) -> bool:
        """Only who neither opened the case nor agreed to it."""
        return staff not in (self.asked_by, self.agreed_by)


@dataclass(frozen=True)
class ProtectedCase:
    """A case of the queue, as its list shows it: nothing of the people in it."""

    id: str
    reference: str
    received_at: datetime
    withdrawn_at: datetime | None


def cases(connection: Connection) -> list[ProtectedCase]:
    """The cases of households that must not be found and whose answers are still kept, the oldest first."""
    rows = connection.execute(select(submissions).where(*KEPT).order_by(submissions.c.submitted_at, submissions.c.id))
    return [ProtectedCase(row.id, row.reference, row.submitted_at, row.withdrawn_at) for row in rows]


def case(connection: Connection, case_id: str) -> ProtectedCase | None:
    """A case of the queue; None for any other, also for one that exists and is not protected."""
    row = connection.execute(select(submissions).where(*KEPT, submissions.c.id == case_id)).one_or_none()
    return ProtectedCase(row.id, row.reference, row.submitted_at, row.withdrawn_at) if row else None


def ask(connection: Connection, seals: Seals, case_id: str, by: str, reason: str, *, urgent: bool) -> str:
    """Ask to open a case; the id of the opening. Raises NotPossible where one's own is asked for or open already."""
    now = datetime.now(UTC)
    one_after_another(connection, f"opening|{case_id}|{by}")
    for earlier in of_case(connection, seals, case_id, by):
        alone = earlier.urgent and earlier.agreed_at is None and now - earlier.asked_at < URGENT_AGAIN
        if earlier.waits(now) or earlier.is_open(now) or (urgent and alone):
            raise NotPossible
    opening_id = str(uuid.uuid4())
    asked = {"id": opening_id, "submission_id": case_id, "urgent": urgent, "asked_by": by, "asked_at": now}
    sealed = seals.seal("protected", place_of(opening_id), reason.encode())
    connection.execute(insert(openings).values(**asked, seal="protected", reason=sealed))
    return opening_id


def agree(connection: Connection, opening_id: str, by: str) -> str:
    """Another person agrees, once and within fifteen minutes; the case. Raises NotPossible."""
    now = datetime.now(UTC)
    free = (openings.c.agreed_by.is_(None), openings.c.closed_at.is_(None), openings.c.asked_at > now - TIME_TO_AGREE)
    return _changed(connection, opening_id, (*free, openings.c.asked_by != by), {"agreed_by": by, "agreed_at": now})


def close(connection: Connection, opening_id: str, by: str) -> str:
    """Whoever opened a case is done with it; the case. Raises NotPossible."""
    mine = (openings.c.asked_by == by, openings.c.closed_at.is_(None))
    return _changed(connection, opening_id, mine, {"closed_at": datetime.now(UTC)})


def review(connection: Connection, seals: Seals, opening_id: str, by: str, *, in_order: bool) -> str:
    """Somebody else has looked an opening through that is over; the case. Raises NotPossible."""
    now = datetime.now(UTC)
    found = next((each for each in listed(connection, seals) if each.id == opening_id), None)
    if found is None or not found.is_to_be_reviewed(now) or not found.may_review(by):
        raise NotPossible
    found_it = {"reviewed_by": by, "reviewed_at": now, "in_order": in_order}
    return _changed(connection, opening_id, (openings.c.reviewed_by.is_(None),), found_it)


def close_what_is_over(connection: Connection, seals: Seals, now: datetime) -> int:
    """Write down what the clock has closed; how many. The case itself was shut the moment its time was up."""
    still = select(openings).where(openings.c.closed_at.is_(None)).with_for_update()
    over = [each for each in map(_plainly, connection.execute(still)) if now >= each.ends_at]
    for each in over:
        connection.execute(update(openings).where(openings.c.id == each.id).values(closed_at=each.ends_at))
    if over:
        audit.write(connection, seals, map(_ended, over))
    return len(over)


def tidy(connection: Connection, now: datetime) -> int:
    """Delete what was looked through, or never open, and is older than a year; how many. The audit log stays."""
    never_open = and_(~openings.c.urgent, openings.c.agreed_at.is_(None))
    done = or_(openings.c.reviewed_at < now - KEPT_FOR, and_(never_open, openings.c.asked_at < now - KEPT_FOR))
    return connection.execute(delete(openings).where(done)).rowcount


def of_case(connection: Connection, seals: Seals, case_id: str, by: str) -> list[Opening]:
    """What somebody has asked for about a case, the newest first."""
    mine = (openings.c.submission_id == case_id, openings.c.asked_by == by)
    query = select(openings).where(*mine).order_by(openings.c.asked_at.desc())
    return [_opened(seals, row) for row in connection.execute(query)]


def listed(connection: Connection, seals: Seals) -> list[Opening]:
    """What was asked for within ninety days, and all that nobody has looked through yet; the newest first."""
    lately = openings.c.asked_at > datetime.now(UTC) - LISTED_FOR
    was_open = or_(openings.c.urgent, openings.c.agreed_at.is_not(None))
    query = select(openings).where(or_(lately, and_(was_open, openings.c.reviewed_at.is_(None))))
    return [_opened(seals, row) for row in connection.execute(query.order_by(openings.c.asked_at.desc()))]


def _ended(over: Opening) -> audit.Entry:
    act = "closed by the clock" if over.agreed_at else "nobody agreed"
    return audit.Entry(BY_THE_CLOCK, "-", "-", act, over.case, over.id)


def _changed(connection: Connection, opening_id: str, held: tuple[Any, ...], values: dict[str, Any]) -> str:
    change = update(openings).where(openings.c.id == opening_id, *held).values(**values)
    case_id = connection.execute(change.returning(openings.c.submission_id)).scalar()
    if case_id is None:
        raise NotPossible
    return str(case_id)


def _opened(seals: Seals, row: Row[Any]) -> Opening:
    return _plainly(row, seals.open("protected", place_of(row.id), row.reason).decode())


def _plainly(row: Row[Any], reason: str = "") -> Opening:
    return Opening(
        row.id,
        row.submission_id,
        reason,
        row.urgent,
        row.asked_by,
        row.asked_at,
        row.agreed_by,
        row.agreed_at,
        row.closed_at,
        row.reviewed_by,
        row.reviewed_at,
        row.in_order,
    )
