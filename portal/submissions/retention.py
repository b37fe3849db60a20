"""Nothing is kept longer than its date: drafts, what was sent, visits, and the tries to open a draft."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from portal.storage import errands
from portal.storage.drafts import drafts, failed_attempts
from portal.storage.submissions import same_person, submissions

KEPT_AFTER_DELIVERY = timedelta(days=30)


@dataclass(frozen=True)
class Tidied:
    """How many of each were removed or emptied."""

    drafts: int
    submissions: int
    tries: int


def tidy(connection: Connection, now: datetime) -> Tidied:
    """Remove what is past its date. May be run at any time, any number of times."""
    gone = connection.execute(delete(drafts).where(drafts.c.keep_until < now)).rowcount
    tries = connection.execute(delete(failed_attempts).where(failed_attempts.c.at < now - timedelta(hours=24))).rowcount
    over = select(submissions.c.id).where(submissions.c.keep_until < now, submissions.c.answers.is_not(None))
    ids = list(connection.execute(over).scalars())
    connection.execute(update(submissions).where(submissions.c.id.in_(ids)).values(answers=None))
    connection.execute(delete(same_person).where(same_person.c.submission_id.in_(ids)))
    errands.forget_bodies(connection, now)
    return Tidied(gone, len(ids), tries)
