"""The worker makes the codes that were asked for, and sends each to whom it is about, if anybody is there.

No request does: how long it takes would tell whether a telephone, an e-mail or a way is known.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row

from locales import Text
from portal.delivery.messages import Letter, owe_message
from portal.storage.sealing import Seals
from portal.submissions import own_ways
from portal.submissions.cases import row_of
from portal.submissions.found_again import applications_of
from portal.submissions.own_ways import OwnWay
from portal.submissions.reaching import CODE_SUBJECT, CODE_TEXT, Sender, send_code
from portal.submissions.second_proof import CODE_LASTS, make_codes

log = logging.getLogger(__name__)


def codes_by(seals: Seals, sender: Sender) -> Callable[[Connection, datetime], None]:
    """What owes the messages with the codes that were asked for."""

    def owe(connection: Connection, now: datetime) -> None:
        for asked, code in make_codes(connection, seals, now):
            try:
                with connection.begin_nested():
                    _send(connection, seals, sender, asked, code, now)
            except Exception as error:
                # One that cannot be sent must not hold up the others. The error's text may hold what somebody answered.
                log.error("code %s not sent: unexpected %s", asked.id, type(error).__name__)

    return owe


def _send(connection: Connection, seals: Seals, sender: Sender, asked: Row[Any], code: str, now: datetime) -> None:
    useless_after = asked.made_at + CODE_LASTS
    if asked.contact_lookup:
        for newest in applications_of(connection, asked.contact_lookup)[:1]:
            send_code(connection, seals, sender, newest, asked.way, code, now, useless_after)
    elif own := own_ways.with_id(connection, seals, asked.submission_id):
        _send_to_adult(connection, seals, own, asked, code, now)
    else:
        send_code(connection, seals, sender, asked.submission_id, asked.way, code, now, useless_after)


def _send_to_adult(
    connection: Connection, seals: Seals, own: OwnWay, asked: Row[Any], code: str, now: datetime
) -> None:
    """Only where this adult has said, in the language of the page."""
    row = row_of(connection, own.submission_id)
    to = own.contact.get("phone" if asked.way == "sms" else "email")
    if row is None or not to:
        return
    subject = cast(Text, CODE_SUBJECT).within(asked.language)
    written = Text(cast(Text, CODE_TEXT).message, code=code).within(asked.language)
    owe_message(
        connection,
        seals,
        own.submission_id,
        Letter(asked.way, to, subject, written),
        about="own code",
        kind=row.seal,
        due_at=now,
        useless_after=asked.made_at + CODE_LASTS,
        of_person=own.person_id,
    )
