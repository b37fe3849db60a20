"""The second proof of an adult with a way of their own: six digits, sent only where this adult has said."""

from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection

from locales import Text
from portal.delivery.messages import Letter, Way, owe_message
from portal.storage.sealing import Seals
from portal.submissions.cases import row_of
from portal.submissions.own_ways import OwnWay
from portal.submissions.reaching import CODE_LASTS, CODE_SUBJECT, CODE_TEXT
from portal.submissions.second_proof import new_code


def ask_for_own_code(
    connection: Connection, seals: Seals, session_id: str, own: OwnWay, way: Way, language: str
) -> None:
    """Send a code for this visit alone to the adult's own telephone or e-mail, if one was given."""
    row = row_of(connection, own.submission_id)
    to = own.contact.get("phone" if way == "sms" else "email")
    code = new_code(connection, seals, session_id, submission_id=own.id)
    if row is None or not to or code is None:
        return
    now = datetime.now(UTC)
    subject = cast(Text, CODE_SUBJECT).within(language)
    written = Text(cast(Text, CODE_TEXT).message, code=code).within(language)
    owe_message(
        connection,
        seals,
        own.submission_id,
        Letter(way, to, subject, written),
        about="own code",
        kind=row.seal,
        due_at=now,
        useless_after=now + CODE_LASTS,
        of_person=own.person_id,
    )
