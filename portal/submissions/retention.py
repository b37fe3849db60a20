"""Nothing is kept longer than its date: drafts, what was sent, messages, and the tries to open anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, func, literal, or_, select, update

from portal.storage import errands, messages
from portal.storage.asked_questions import asked_questions
from portal.storage.drafts import drafts, failed_attempts
from portal.storage.municipal_cases import municipal_cases, open_
from portal.storage.own_ways import own_ways
from portal.storage.submissions import same_person, submissions
from portal.submissions import concerns, handing_over, second_proof

KEPT_AFTER_DELIVERY = timedelta(days=30)
# What they said is gone as soon as they have left; that they were sent can be looked up for a week.
MESSAGES_KEPT = timedelta(days=7)


@dataclass(frozen=True)
class Tidied:
    """How many of each were removed or emptied."""

    drafts: int
    submissions: int
    tries: int


def tidy(connection: Connection, now: datetime) -> Tidied:
    """Remove what is past its date. May be run at any time, any number of times."""
    subject = literal("submission/").concat(submissions.c.id)
    gone = connection.execute(delete(drafts).where(drafts.c.keep_until < now)).rowcount
    handing_over.tidy(connection, now)
    tries = connection.execute(delete(failed_attempts).where(failed_attempts.c.at < now - timedelta(hours=24))).rowcount
    second_proof.tidy(connection, now)
    messages.tidy(connection, now - MESSAGES_KEPT)
    # The thirty days begin when the case system has confirmed the last record about the submission.
    undelivered = exists().where(errands.errands.c.subject == subject, errands.errands.c.delivered_at.is_(None))
    last = select(func.max(errands.errands.c.delivered_at)).where(errands.errands.c.subject == subject)
    confirmed = and_(~undelivered, last.scalar_subquery() < now - KEPT_AFTER_DELIVERY)
    # A municipality that is asked needs the answers until everybody is settled, or the case is over.
    asked = and_(municipal_cases.c.asked_at.is_not(None), municipal_cases.c.declined_at.is_(None))
    in_hand = exists().where(municipal_cases.c.submission_id == submissions.c.id, open_, asked)
    over = select(submissions.c.id).where(
        or_(submissions.c.keep_until < now, and_(confirmed, ~in_hand)), submissions.c.answers.is_not(None)
    )
    ids = list(connection.execute(over, execution_options={"all_units": True}).scalars())
    connection.execute(update(submissions).where(submissions.c.id.in_(ids)).values(answers=None, keep_until=now))
    connection.execute(delete(same_person).where(same_person.c.submission_id.in_(ids)))
    connection.execute(delete(asked_questions).where(asked_questions.c.submission_id.in_(ids)))
    concerns.forget(connection, ids)
    connection.execute(delete(own_ways).where(own_ways.c.submission_id.in_(ids)))
    theirs = errands.errands.c.subject.in_([f"submission/{id_}" for id_ in ids])
    connection.execute(update(errands.errands).where(theirs).values(keep_until=now))
    errands.forget_bodies(connection, now)
    return Tidied(gone, len(ids), tries)
