"""Nothing is kept longer than its date: drafts, what was sent, messages, and the tries to open anything.

What was sent is kept while its case is open: only then can the applicant look at it, change it and answer. It goes
thirty days after the case is over, or when nothing has happened for a year. The applicant sees the date.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, and_, delete, or_, select, update

from portal.storage import archived, errands, messages, vouchers
from portal.storage.asked_questions import asked_questions
from portal.storage.case_events import case_events
from portal.storage.drafts import drafts, failed_attempts
from portal.storage.one_time_codes import one_time_codes
from portal.storage.own_ways import own_ways
from portal.storage.sealing import Seals
from portal.storage.submissions import same_person, submissions
from portal.storage.ways import ways
from portal.submissions import concerns, handing_over, second_proof, vouching
from portal.submissions.cases import facts_of, facts_of_each
from portal.submissions.drafts import forget_change
from portal.submissions.municipal_story import OURS
from portal.submissions.status import Stage, status_of

KEPT_WHILE_OPEN = timedelta(days=365)
KEPT_WHEN_OVER = timedelta(days=30)
OVER = frozenset({Stage.WITHDRAWN, Stage.CLOSED, Stage.SETTLED})
# By then the case system has it, and has been compared with twice over.
RECORDS_KEPT = timedelta(days=7)
# What they said is gone as soon as they have left; that they were sent can be looked up for a week.
MESSAGES_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Tidied:
    """How many of each were removed or emptied."""

    drafts: int
    submissions: int
    tries: int


def is_over(connection: Connection, seals: Seals, submission_id: str) -> bool:
    """Withdrawn, closed, or everybody settled: nobody needs the answers here any more."""
    facts = facts_of(connection, seals, submission_id)
    return facts is not None and status_of(facts).stage in OVER


def move_end(connection: Connection, seals: Seals, submission_id: str) -> None:
    """Something has happened: the date until which the application is kept moves."""
    move_ends(connection, seals, [submission_id])


def move_ends(connection: Connection, seals: Seals, ids: Collection[str]) -> None:
    """The same for several applications at once."""
    facts, now = facts_of_each(connection, seals, ids), datetime.now(UTC)
    over = [id_ for id_ in facts if status_of(facts[id_]).stage in OVER]
    for these, kept in ((over, KEPT_WHEN_OVER), (facts.keys() - over, KEPT_WHILE_OPEN)):
        if these:
            still = submissions.c.id.in_(these) & submissions.c.answers.is_not(None)
            connection.execute(update(submissions).where(still).values(keep_until=now + kept))


def erase(connection: Connection, seals: Seals, submission_id: str) -> bool:
    """The applicant does not want to wait for the date; False while the case is open, and nothing is erased."""
    if not is_over(connection, seals, submission_id):
        return False
    forget_change(connection, seals, submission_id)
    _empty(connection, [submission_id], datetime.now(UTC))
    return True


def tidy(connection: Connection, now: datetime, *, archive: bool = False) -> Tidied:
    """Remove what is past its date. May be run at any time, any number of times.

    With an `archive`, records leave for it before they are emptied.
    """
    gone = connection.execute(delete(drafts).where(drafts.c.keep_until < now)).rowcount
    handing_over.tidy(connection, now)
    tries = connection.execute(delete(failed_attempts).where(failed_attempts.c.at < now - timedelta(hours=24))).rowcount
    second_proof.tidy(connection, now)
    vouchers.tidy(connection, now - vouching.REMEMBERED)
    messages.tidy(connection, now - MESSAGES_KEPT)
    over = select(submissions.c.id).where(submissions.c.keep_until < now, submissions.c.answers.is_not(None))
    ids = list(connection.scalars(over))
    _empty(connection, ids, now)
    # What a municipality and a household have told each other stands nowhere else, and stays while the case is open.
    archived.forget_delivered(connection, now - RECORDS_KEPT, apart_from=OURS, archive=archive)
    _empty_late_news(connection, now)
    return Tidied(gone, len(ids), tries)


def _empty(connection: Connection, ids: list[str], now: datetime) -> None:
    """What remains is the reference with its times, and that each record was delivered, with its checksum."""
    connection.execute(update(submissions).where(submissions.c.id.in_(ids)).values(answers=None, keep_until=now))
    of_adults = select(own_ways.c.id).where(own_ways.c.submission_id.in_(ids))
    connection.execute(delete(vouchers.vouchers).where(vouchers.vouchers.c.submission_id.in_(of_adults)))
    for table in (
        same_person,
        ways,
        own_ways,
        asked_questions,
        vouchers.vouchers,
        one_time_codes,
        messages.messages,
    ):
        connection.execute(delete(table).where(table.c.submission_id.in_(ids)))
    concerns.forget(connection, ids)
    theirs = errands.errands.c.subject.in_([f"submission/{id_}" for id_ in ids])
    connection.execute(update(errands.errands).where(theirs).values(keep_until=now))
    # A record that is still owed leaves first: whoever has withdrawn must be known to have withdrawn.
    errands.forget_bodies(connection, now)


def _empty_late_news(connection: Connection, now: datetime) -> None:
    """News of cases whose time is over: what it was and when stays, to show the stage; what it said goes."""
    emptied = select(submissions.c.id).where(submissions.c.answers.is_(None))
    of_nobody = and_(case_events.c.known.is_(False), case_events.c.received_at < now - KEPT_WHILE_OPEN)
    spoken = or_(case_events.c.submission_id.in_(emptied), of_nobody)
    connection.execute(update(case_events).where(spoken, case_events.c.data != b"").values(data=b""))
