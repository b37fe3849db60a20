"""Who of the staff has signed in: a cookie of its own, half an hour without a press, eight hours at most."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from portal.access.accounts import identities
from portal.access.identities import Identity
from portal.storage.staff import sign_ins, staff, staff_sessions
from portal.web.sessions import hashed

IDLE = timedelta(minutes=30)
# Who gives rights is worth more to a thief.
IDLE_OF_ADMINISTRATORS = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
JUST_NOW = timedelta(minutes=5)
TIME_TO_SIGN_IN = timedelta(minutes=10)


@dataclass(frozen=True)
class StaffSession:
    """A visit of somebody who has signed in; `identity` is None until a role is chosen, or when it was ended."""

    id: str
    staff: str
    identity: Identity | None
    choices: tuple[Identity, ...]
    organisations: tuple[str, ...]
    signed_in_at: datetime
    seen_at: datetime

    def is_over(self, now: datetime) -> bool:
        administers = self.identity is not None and self.identity.role == "administrator"
        idle = IDLE_OF_ADMINISTRATORS if administers else IDLE
        return now - self.seen_at > idle or now - self.signed_in_at > ABSOLUTE


def begin(
    connection: Connection,
    staff_id: str,
    organisations: Iterable[str],
    *,
    grant: int | None = None,
    signed_in_at: datetime | None = None,
) -> str:
    """A new visit; its cookie (256 bits). With one role only, it is taken at once."""
    cookie, now = secrets.token_urlsafe(32), datetime.now(UTC)
    listed = " ".join(sorted(set(organisations)))
    choices = identities(connection, staff_id, listed.split())
    if grant is None and len(choices) == 1:
        grant = choices[0].grant
    connection.execute(
        insert(staff_sessions).values(
            id=hashed(cookie),
            staff_id=staff_id,
            grant_id=grant,
            organisations=listed,
            signed_in_at=signed_in_at or now,
            seen_at=now,
        )
    )
    return cookie


def find(connection: Connection, cookie: str) -> StaffSession | None:
    """The visit of this cookie, with the rights as they are at this moment; None when it is over."""
    query = select(staff_sessions).join(staff, staff.c.id == staff_sessions.c.staff_id)
    alive = (staff_sessions.c.ended_at.is_(None), staff.c.closed_at.is_(None))
    row = connection.execute(query.where(staff_sessions.c.id == hashed(cookie), *alive)).one_or_none()
    if row is None:
        return None
    organisations = tuple(row.organisations.split())
    choices = tuple(identities(connection, row.staff_id, organisations))
    identity = next((each for each in choices if each.grant == row.grant_id), None)
    session = StaffSession(row.id, row.staff_id, identity, choices, organisations, row.signed_in_at, row.seen_at)
    return None if session.is_over(datetime.now(UTC)) else session


def note(connection: Connection, session: StaffSession) -> None:
    """The visit goes on."""
    change = update(staff_sessions).where(staff_sessions.c.id == session.id)
    connection.execute(change.values(seen_at=datetime.now(UTC)))


def end(connection: Connection, session_id: str, staff_id: str) -> None:
    """The cookie is dead from now on; only one's own can be ended."""
    mine = (staff_sessions.c.id == session_id, staff_sessions.c.staff_id == staff_id)
    connection.execute(update(staff_sessions).where(*mine).values(ended_at=datetime.now(UTC)))


def end_by_cookie(connection: Connection, cookie: str) -> None:
    """The cookie is dead from now on, whosesoever it was."""
    change = update(staff_sessions).where(staff_sessions.c.id == hashed(cookie), staff_sessions.c.ended_at.is_(None))
    connection.execute(change.values(ended_at=datetime.now(UTC)))


def own(connection: Connection, staff_id: str) -> list[tuple[str, datetime, datetime]]:
    """(id, signed in at, last seen at) of each visit of this person that may still go on, newest first."""
    now = datetime.now(UTC)
    table = staff_sessions.c
    mine = (table.staff_id == staff_id, table.ended_at.is_(None))
    going_on = (table.seen_at > now - IDLE, table.signed_in_at > now - ABSOLUTE)
    query = select(table.id, table.signed_in_at, table.seen_at).where(*mine, *going_on)
    return [(row.id, row.signed_in_at, row.seen_at) for row in connection.execute(query.order_by(table.seen_at.desc()))]


def tidy(connection: Connection, now: datetime) -> int:
    """Delete visits that have been over for a day, and sign-ins that nobody finished; how many visits."""
    connection.execute(delete(sign_ins).where(sign_ins.c.begun_at < now - TIME_TO_SIGN_IN))
    old = now - ABSOLUTE - timedelta(hours=24)
    return connection.execute(delete(staff_sessions).where(staff_sessions.c.signed_in_at < old)).rowcount
