"""Who is visiting: an opaque cookie, a row in the database, and the times after which a visit is over."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from portal.storage.sessions import sessions

IDLE = timedelta(minutes=20)
IDLE_ON_A_SHARED_PHONE = timedelta(minutes=5)
ABSOLUTE = timedelta(hours=4)
# A page that is only read extends the visit too. What follows a post at once need not be noted again.
NOTED_EVERY = timedelta(seconds=5)
KEPT_AFTER_THE_END = timedelta(hours=24)


@dataclass(frozen=True)
class Session:
    """A visit. `over` is true once it was idle too long; its row stays a day, so that a late page is not lost.

    `person_id` is an adult of the household who came by a way of their own; None for the applicant.
    `proved_at` is when a second proof showed that the visitor is the applicant, not only somebody with a code;
    `wanted` is the page that the proof was asked for.
    """

    id: str
    draft_id: str | None
    submission_id: str | None
    shared_phone: bool
    created_at: datetime
    seen_at: datetime
    over: bool
    proved_at: datetime | None = None
    person_id: str | None = None
    wanted: str | None = None


def hashed(cookie: str) -> str:
    """What is stored of a cookie. What stands behind a full stop only tells it from what it was before."""
    return hashlib.sha256(cookie.partition(".")[0].encode()).hexdigest()


def renewed(cookie: str) -> str:
    """Another cookie for the same visit."""
    return f"{cookie.partition('.')[0]}.{secrets.token_hex(4)}"


def begin(
    connection: Connection,
    *,
    draft_id: str | None = None,
    submission_id: str | None = None,
    shared_phone: bool = True,
    proved_at: datetime | None = None,
    person_id: str | None = None,
) -> tuple[str, Session]:
    """A new visit: its cookie (256 bits) and session. A phone counts as shared until somebody says it is not."""
    cookie = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    session = Session(hashed(cookie), draft_id, submission_id, shared_phone, now, now, False, proved_at, person_id)
    connection.execute(
        insert(sessions).values(
            id=session.id,
            draft_id=draft_id,
            submission_id=submission_id,
            shared_phone=shared_phone,
            created_at=now,
            seen_at=now,
            proved_at=proved_at,
            person_id=person_id,
        )
    )
    return cookie, session


def find(connection: Connection, cookie: str) -> Session | None:
    """The visit of this cookie; None when there is none, or it was ended."""
    row = connection.execute(select(sessions).where(sessions.c.id == hashed(cookie))).one_or_none()
    if row is None or row.ended_at is not None:
        return None
    now = datetime.now(UTC)
    idle = IDLE_ON_A_SHARED_PHONE if row.shared_phone else IDLE
    over = now - row.seen_at > idle or now - row.created_at > ABSOLUTE
    return Session(
        row.id,
        row.draft_id,
        row.submission_id,
        row.shared_phone,
        row.created_at,
        row.seen_at,
        over,
        row.proved_at,
        row.person_id,
        row.wanted,
    )


def note(connection: Connection, session: Session) -> None:
    """The visit goes on."""
    connection.execute(update(sessions).where(sessions.c.id == session.id).values(seen_at=datetime.now(UTC)))


def note_wanted(connection: Connection, session: Session, page: str) -> None:
    """A second proof is asked for before this page."""
    connection.execute(update(sessions).where(sessions.c.id == session.id).values(wanted=page))


def end(connection: Connection, session: Session) -> None:
    """The cookie is dead from now on."""
    connection.execute(update(sessions).where(sessions.c.id == session.id).values(ended_at=datetime.now(UTC)))


def tidy(connection: Connection, now: datetime) -> int:
    """Delete visits that have been over for a day; how many."""
    old = now - ABSOLUTE - KEPT_AFTER_THE_END
    return connection.execute(delete(sessions).where(sessions.c.created_at < old)).rowcount


def takes_change(connection: Connection, session: Session, draft_id: str) -> None:
    """In the visit to a case, a change to it is written."""
    connection.execute(update(sessions).where(sessions.c.id == session.id).values(draft_id=draft_id))


def became_submission(connection: Connection, session: Session, submission_id: str) -> None:
    """The draft of this visit was sent: from now on it shows the receipt."""
    changed = {"draft_id": None, "submission_id": submission_id}
    connection.execute(update(sessions).where(sessions.c.id == session.id).values(**changed))
