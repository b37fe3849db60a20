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
from portal.submissions.own_ways import OwnWay
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
    """An application that somebody may be vouched for: whose business it is, and whether it must not be found.

    `about` is its id, or that of the way in of another adult than the applicant.
    """

    about: str
    is_applicant: bool
    municipalities: frozenset[str]
    protected: bool


def find(connection: Connection, seals: Seals, reference: str, born: str) -> Found | None:
    """The application of this reference or code and somebody born then: the applicant, or another adult who has taken
    a way in. Raises TooManyTries."""
    found = open_again(connection, seals, reference, born)
    way = found if isinstance(found, OwnWay) and found.taken_at and found.left is None else None
    submission_id = way.submission_id if way else found
    row = row_of(connection, submission_id) if isinstance(submission_id, str) else None
    answers = answers_of(seals, row) if row is not None else None
    if row is None or answers is None:
        return None
    concerned = reasons_of(answers, story_of(connection, seals, row.id))
    return Found(way.id if way else row.id, way is None, frozenset(concerned), row.seal == "protected")


def vouch(
    connection: Connection, seals: Seals, about: str, asked: datetime, sender: Sender | None
) -> tuple[str, datetime]:
    """A new code and until when it is good; one that was handed out before is worth nothing any more.

    `asked` is when the form was opened: sent once more, it makes no other code. Raises HandedOut.
    With a `sender` whoever can be reached is told that there is news: had somebody else got the code, the applicant
    would notice. The code of another adult is no news for the rest of the household.
    """
    one_after_another(connection, f"voucher of {about}")
    earlier = handed_out_at(connection, about)
    if earlier is not None and earlier > asked:
        raise HandedOut
    code, now = new_code(LENGTH), datetime.now(UTC)
    connection.execute(delete(vouchers).where(vouchers.c.submission_id == about))
    kept = {"submission_id": about, "code_lookup": _lookup(seals, about, code), "made_at": now}
    connection.execute(insert(vouchers).values(kept))
    if sender is not None:
        tell_news(connection, seals, sender, about)
    return code, now + LASTS


def voucher_is_right(connection: Connection, seals: Seals, about: str, typed: str) -> bool:
    """True once, for the last code that was handed out, within a day and five tries."""
    code = understood(typed, LENGTH)
    if code is None:
        # A slip of the pen, which the check character shows, is no try.
        return False
    mine = vouchers.c.submission_id == about
    row = connection.execute(select(vouchers).where(mine).with_for_update()).one_or_none()
    now = datetime.now(UTC)
    if row is None or row.used_at or row.tries >= MOST_TRIES or row.made_at + LASTS <= now:
        return False
    right = hmac.compare_digest(row.code_lookup, _lookup(seals, about, code))
    changed = {"tries": row.tries + 1, "used_at": now if right else None}
    connection.execute(update(vouchers).where(mine).values(changed))
    return right


def _lookup(seals: Seals, about: str, code: str) -> str:
    return seals.lookup("voucher", f"{about}|{code}")
