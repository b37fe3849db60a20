"""Opening an application again: by the code on paper, or by the reference, with the applicant's birth date."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, insert, or_, select

from portal.storage.drafts import failed_attempts
from portal.storage.once import one_after_another
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import drafts, own_ways
from portal.submissions.drafts import Draft
from portal.submissions.own_ways import OwnWay

# Ten wrong birth dates an hour for one code: enough for a tired person, hopeless for a guesser.
MOST_FAILURES = 10
FAILURES_COUNT_FOR = timedelta(hours=1)


class TooManyTries(Exception):
    """Somebody tried this code too often within the hour."""


def open_again(connection: Connection, seals: Seals, code: str, born: str) -> Draft | OwnWay | str | None:
    """A draft, the id of the application it has become, or an adult's way to one; None when code and date do not fit.

    Raises TooManyTries after ten failures within an hour, whether the code exists or not.
    """
    lookup = seals.lookup("tried code", code)
    now = datetime.now(UTC)
    one_after_another(connection, lookup)
    failures = connection.execute(
        select(func.count()).where(failed_attempts.c.lookup == lookup, failed_attempts.c.at > now - FAILURES_COUNT_FOR)
    ).scalar_one()
    if failures >= MOST_FAILURES:
        raise TooManyTries
    found = (
        drafts.of_code(connection, seals, code, born)
        or _sent(connection, seals, code, born)
        or own_ways.of_code(connection, seals, code, born)
    )
    if found is None:
        connection.execute(insert(failed_attempts).values(lookup=lookup, at=now))
    return found


def _sent(connection: Connection, seals: Seals, code: str, born: str) -> str | None:
    """The id of the application that was sent under this code or got this reference."""
    either = or_(submissions.c.reference == code, submissions.c.code_lookup == seals.lookup("resume code", code))
    for row in connection.execute(select(submissions.c.id, submissions.c.birth_lookup).where(either)):
        if row.birth_lookup == seals.lookup("birth of applicant", f"{row.id}|{born}"):
            return str(row.id)
    return None
