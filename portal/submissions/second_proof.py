"""The second proof that somebody is the applicant: six digits, sent to the telephone or e-mail that was given."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from forms.kit.text import ascii_digits
from portal.delivery.messages import Way
from portal.storage.once import one_after_another
from portal.storage.one_time_codes import one_time_codes
from portal.storage.sealing import Seals
from portal.submissions.reaching import CODE_LASTS, send_code

MOST_TRIES = 5
# So that nobody's telephone can be made to ring all night.
MOST_CODES = 5
CODES_COUNT_FOR = timedelta(hours=1)


def ask_for_code(connection: Connection, seals: Seals, session_id: str, submission_id: str, way: Way) -> None:
    """Send a code for this visit alone. Nothing tells whether one was sent: not every way is known, safe, or free."""
    code = make_code(connection, seals, session_id, submission_id)
    if code is not None:
        send_code(connection, seals, submission_id, way, code)


def make_code(connection: Connection, seals: Seals, session_id: str, submission_id: str) -> str | None:
    """A code for this visit alone; None where too many were asked for about the same application within the hour.

    For an adult with a way of their own, `submission_id` is the id of that way.
    """
    one_after_another(connection, f"one-time codes of {submission_id}")
    now = datetime.now(UTC)
    lately = (one_time_codes.c.submission_id == submission_id) & (one_time_codes.c.made_at > now - CODES_COUNT_FOR)
    if (connection.scalar(select(func.count()).select_from(one_time_codes).where(lately)) or 0) >= MOST_CODES:
        return None
    code = f"{secrets.randbelow(1_000_000):06}"
    connection.execute(
        insert(one_time_codes).values(
            session_id=session_id,
            submission_id=submission_id,
            code_lookup=_lookup(seals, session_id, code),
            made_at=now,
        )
    )
    return code


def code_is_right(connection: Connection, seals: Seals, session_id: str, typed: str) -> bool:
    """True once, for the last code that this visit has asked for, within ten minutes and five tries."""
    of_this_visit = select(one_time_codes).where(one_time_codes.c.session_id == session_id)
    row = connection.execute(
        of_this_visit.order_by(one_time_codes.c.id.desc()).limit(1).with_for_update()
    ).one_or_none()
    now = datetime.now(UTC)
    if row is None or row.used_at or row.tries >= MOST_TRIES or row.made_at + CODE_LASTS <= now:
        return False
    code = "".join(character for character in ascii_digits(typed) if character not in " -")
    right = hmac.compare_digest(row.code_lookup, _lookup(seals, session_id, code))
    changed = {"tries": row.tries + 1, "used_at": now if right else None}
    connection.execute(update(one_time_codes).where(one_time_codes.c.id == row.id).values(changed))
    return right


def tidy(connection: Connection, now: datetime) -> int:
    """Delete codes that count for nothing any more; how many."""
    over = one_time_codes.c.made_at < now - CODES_COUNT_FOR
    return connection.execute(delete(one_time_codes).where(over)).rowcount


def _lookup(seals: Seals, session_id: str, code: str) -> str:
    return seals.lookup("one-time code", f"{session_id}|{code}")
