"""Staff vouch for somebody who stands before them: a code on paper, worth one opening of the answers within a day.

Staff see nothing of the application by it, not even whether there is one that they may not vouch for.
"""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from portal.delivery import story_of
from portal.storage.once import one_after_another
from portal.storage.sealing import Seals
from portal.storage.vouchers import handed_out_at, vouchers
from portal.submissions.cases import answers_of, row_of
from portal.submissions.codes import new_code, understood
from portal.submissions.concerns import reasons_of
from portal.submissions.opening import open_again
from portal.submissions.reaching import Sender, tell_news

LASTS = timedelta(hours=24)
# Five free characters and one that checks them: 25 bits, for five tries.
LENGTH = 6
MOST_TRIES = 5
# That one was handed out stands on the page of the case for so long.
REMEMBERED = timedelta(days=30)


class HandedOut(Exception):
    """A code was handed out since this was asked for: it may be on paper, and stays good."""


@dataclass(frozen=True)
class Found:
    """An application that somebody may be vouched for: whose business it is, and whether it must not be found."""

    submission_id: str
    municipalities: frozenset[str]
    protected: bool


def find(connection: Connection, seals: Seals, reference: str, born: str) -> Found | None:
    """The application that was sent under this reference or code by somebody born then. Raises TooManyTries."""
    found = open_again(connection, seals, reference, born)
    row = row_of(connection, found) if isinstance(found, str) else None
    answers = answers_of(seals, row) if row is not None else None
    if row is None or answers is None:
        return None
    concerned = reasons_of(answers, story_of(connection, seals, row.id))
    return Found(row.id, frozenset(concerned), row.seal == "protected")


def vouch(
    connection: Connection, seals: Seals, sender: Sender, submission_id: str, asked: datetime
) -> tuple[str, datetime]:
    """A new code and until when it is good; one that was handed out before is worth nothing any more.

    `asked` is when the form was opened: sent once more, it makes no other code. Raises HandedOut.
    Whoever can be reached is told that there is news: had somebody else got the code, the applicant would notice.
    """
    one_after_another(connection, f"voucher of {submission_id}")
    earlier = handed_out_at(connection, submission_id)
    if earlier is not None and earlier > asked:
        raise HandedOut
    code, now = new_code(LENGTH), datetime.now(UTC)
    connection.execute(delete(vouchers).where(vouchers.c.submission_id == submission_id))
    connection.execute(
        insert(vouchers).values(
            submission_id=submission_id, code_lookup=_lookup(seals, submission_id, code), made_at=now
        )
    )
    tell_news(connection, seals, sender, submission_id)
    return code, now + LASTS


def voucher_is_right(connection: Connection, seals: Seals, submission_id: str, typed: str) -> bool:
    """True once, for the last code that was handed out, within a day and five tries."""
    code = understood(typed, LENGTH)
    if code is None:
        # A slip of the pen, which the check character shows, is no try.
        return False
    mine = vouchers.c.submission_id == submission_id
    row = connection.execute(select(vouchers).where(mine).with_for_update()).one_or_none()
    now = datetime.now(UTC)
    if row is None or row.used_at or row.tries >= MOST_TRIES or row.made_at + LASTS <= now:
        return False
    right = hmac.compare_digest(row.code_lookup, _lookup(seals, submission_id, code))
    changed = {"tries": row.tries + 1, "used_at": now if right else None}
    connection.execute(update(vouchers).where(mine).values(changed))
    return right


def _lookup(seals: Seals, submission_id: str, code: str) -> str:
    return seals.lookup("voucher", f"{submission_id}|{code}")
