"""The second proof that somebody is the applicant: six digits, sent to the telephone or e-mail that was given."""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, insert, select, update

from forms.kit.text import ascii_digits
from portal.delivery.messages import Way
from portal.storage.once import one_after_another
from portal.storage.one_time_codes import found_again, one_time_codes
from portal.storage.sealing import Seals

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
# So that nobody's telephone can be made to ring all night.
MOST_CODES = 5
# Whoever asks for one code after the other to guess on is stopped as well.
MOST_FAILURES = 10
COUNTS_FOR = timedelta(hours=1)
AT_ONCE = 200


def ask_for_code(connection: Connection, session_id: str, way: Way, language: str, **about: str) -> None:
    """Let the worker send a code for this visit alone, about a `submission_id`, an own way, or a `contact_lookup`.

    Nothing tells, not even the time it takes, whether one will be sent: not every way is known, safe, or free. After
    five within an hour none is.
    """
    mine = _about(**about)
    one_after_another(connection, f"one-time codes of {next(iter(about.values()))}")
    now = datetime.now(UTC)
    lately = select(func.count()).select_from(one_time_codes).where(mine, one_time_codes.c.made_at > now - COUNTS_FOR)
    if (connection.scalar(lately) or 0) < MOST_CODES:
        asked = {"session_id": session_id, "way": way, "language": language, "made_at": now}
        connection.execute(insert(one_time_codes).values(**asked, **about))


def make_codes(connection: Connection, seals: Seals, now: datetime) -> list[tuple[Row[Any], str]]:
    """The codes that were asked for and not made yet: what was asked, and the six digits, which are kept nowhere."""
    asked = select(one_time_codes).where(
        one_time_codes.c.code_lookup.is_(None), one_time_codes.c.made_at > now - CODE_LASTS
    )
    asked = asked.order_by(one_time_codes.c.id).limit(AT_ONCE)
    made = []
    for row in connection.execute(asked.with_for_update(skip_locked=True)).all():
        code = f"{secrets.randbelow(1_000_000):06}"
        known = {"code_lookup": _lookup(seals, row.session_id, code)}
        connection.execute(update(one_time_codes).where(one_time_codes.c.id == row.id).values(known))
        made.append((row, code))
    return made


def code_is_right(connection: Connection, seals: Seals, session_id: str, typed: str) -> bool:
    """True once, for the last code that this visit has asked for, within ten minutes and five tries."""
    row = last_code(connection, session_id)
    if row is None or row.submission_id is None:
        return False
    right = is_code(seals, row, typed)
    count_try(connection, row, used=right)
    return right


def last_code(connection: Connection, session_id: str) -> Row[Any] | None:
    """The last code of this visit, which nobody else tries meanwhile; None where it is worth nothing any more."""
    last = select(one_time_codes).where(one_time_codes.c.session_id == session_id)
    last = last.order_by(one_time_codes.c.id.desc()).limit(1)
    known = connection.execute(last).one_or_none()
    if known is None:
        return None
    mine = {"contact_lookup": known.contact_lookup} if known.contact_lookup else {"submission_id": known.submission_id}
    one_after_another(connection, f"one-time codes of {next(iter(mine.values()))}")
    row, now = connection.execute(last.with_for_update()).one(), datetime.now(UTC)
    over = row.used_at or row.tries >= MOST_TRIES or row.made_at + CODE_LASTS <= now
    return None if over or _failures(connection, _about(**mine), now) >= MOST_FAILURES else row


def is_code(seals: Seals, row: Row[Any], typed: str) -> bool:
    """Whether these are the digits that were sent, however they are parted."""
    code = "".join(character for character in ascii_digits(typed) if character not in " -")
    return hmac.compare_digest(row.code_lookup or "", _lookup(seals, row.session_id, code))


def count_try(connection: Connection, row: Row[Any], *, used: bool) -> None:
    """One try less; used, it is worth nothing any more."""
    changed = {"tries": row.tries + 1, "used_at": datetime.now(UTC) if used else None}
    connection.execute(update(one_time_codes).where(one_time_codes.c.id == row.id).values(changed))


def tidy(connection: Connection, now: datetime) -> int:
    """Delete codes that count for nothing any more; how many."""
    connection.execute(delete(found_again).where(found_again.c.found_at < now - COUNTS_FOR))
    over = one_time_codes.c.made_at < now - COUNTS_FOR
    return connection.execute(delete(one_time_codes).where(over)).rowcount


def _failures(connection: Connection, mine: ColumnElement[bool], now: datetime) -> int:
    good = case((one_time_codes.c.used_at.is_not(None), 1), else_=0)
    lately = select(func.sum(one_time_codes.c.tries - good)).where(mine, one_time_codes.c.made_at > now - COUNTS_FOR)
    return connection.scalar(lately) or 0


def _about(submission_id: str = "", contact_lookup: str = "") -> ColumnElement[bool]:
    if contact_lookup:
        return one_time_codes.c.contact_lookup == contact_lookup
    return one_time_codes.c.submission_id == submission_id


def _lookup(seals: Seals, session_id: str, code: str) -> str:
    return seals.lookup("one-time code", f"{session_id}|{code}")
