"""Sign-ins under way: what we asked the identity provider, for the browser that asked, once and for ten minutes."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert

from integrations.identity import Attempt
from portal.storage.staff import sign_ins
from portal.web.sessions import hashed
from portal.web.staff_sessions import TIME_TO_SIGN_IN


def begin(connection: Connection, session_id: str, language: str, at: str = "") -> Attempt:
    """A new attempt, remembered; `at` tells providers apart, so that an answer of one is none of the other."""
    attempt = Attempt()
    connection.execute(
        insert(sign_ins).values(
            state=hashed(at + attempt.state),
            session_id=session_id,
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            language=language,
            begun_at=datetime.now(UTC),
        )
    )
    return attempt


def take(connection: Connection, session_id: str, state: str, at: str = "") -> tuple[Attempt, str] | None:
    """The attempt with its language, which cannot be taken again; None for another browser, or after ten minutes."""
    mine = (sign_ins.c.state == hashed(at + state), sign_ins.c.session_id == session_id)
    row = connection.execute(delete(sign_ins).where(*mine).returning(sign_ins)).one_or_none()
    if row is None or datetime.now(UTC) - row.begun_at > TIME_TO_SIGN_IN:
        return None
    return Attempt(state, row.nonce, row.verifier), row.language
