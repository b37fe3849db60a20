"""Which ways lead to an applicant, as the applicant called them safe; and how whoever gets a message ends it."""

import base64
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from forms.kit.answers import Answers
from portal.delivery.messages import Way, contact_lookup
from portal.storage.messages import messages, unsent
from portal.storage.sealing import Seals
from portal.storage.ways import forget_ways, ways
from portal.submissions.cases import answers_of, row_of

WAYS: tuple[Way, ...] = ("sms", "email")
# 128 bits: nobody guesses the link of another.
BYTES_OF_A_LINK = 16


def contact_by(answers: Answers, way: Way) -> str | None:
    """The number or address, if this way was called safe; otherwise None."""
    contact = answers.household.get("contact", {})
    return contact.get("phone" if way == "sms" else "email") if way in contact.get("safe_ways", []) else None


def remember(connection: Connection, seals: Seals, answers: Answers, submission_id: str) -> None:
    """Note where messages may go from now on; what was ended stays so until another number or address is given."""
    contacts = {way: contact for way in WAYS if (contact := contact_by(answers, way))}
    lookups: dict[str, str] = {way: contact_lookup(seals, way, contact) for way, contact in contacts.items()}
    forget_ways(connection, submission_id, apart_from=lookups)
    known = set(connection.scalars(select(ways.c.way).where(ways.c.submission_id == submission_id)))
    for way in contacts.keys() - known:
        token = stop_token(seals, submission_id, way, contacts[way])
        connection.execute(
            insert(ways).values(
                submission_id=submission_id,
                way=way,
                contact_lookup=lookups[way],
                stop_lookup=_stop_lookup(seals, token),
            )
        )


def know(connection: Connection, seals: Seals, submission_id: str) -> None:
    """Note the ways of an application that was sent before they were noted."""
    row = row_of(connection, submission_id)
    answers = answers_of(seals, row) if row is not None and row.withdrawn_at is None else None
    if answers is not None:
        remember(connection, seals, answers, submission_id)


def stop_token(seals: Seals, submission_id: str, way: Way, contact: str) -> str:
    """What stands at the end of the link that stops messages: made with our key, the same in every message."""
    made = bytes.fromhex(seals.lookup("stop link", f"{submission_id}|{way}|{contact}"))
    return base64.urlsafe_b64encode(made[:BYTES_OF_A_LINK]).rstrip(b"=").decode()


def stop_by_link(connection: Connection, seals: Seals, token: str) -> None:
    """No more messages about this application by this way; nothing tells whether there was such a link."""
    mine = ways.c.stop_lookup == _stop_lookup(seals, token)
    for row in connection.execute(select(ways.c.submission_id, ways.c.way).where(mine)).all():
        _stop(connection, row.submission_id, row.way)


def stop_by_reply(connection: Connection, seals: Seals, number: str) -> None:
    """No more SMS to this number (E.164), whoever of those who share it they are about."""
    theirs = ways.c.contact_lookup == contact_lookup(seals, "sms", number)
    for row in connection.execute(select(ways.c.submission_id, ways.c.way).where(theirs)).all():
        _stop(connection, row.submission_id, row.way)


def _stop(connection: Connection, submission_id: str, way: str) -> None:
    mine = (ways.c.submission_id == submission_id) & (ways.c.way == way)
    connection.execute(update(ways).where(mine).values(stopped_at=datetime.now(UTC)))
    waiting = (messages.c.submission_id == submission_id) & (messages.c.way == way) & unsent
    connection.execute(delete(messages).where(waiting))


def _stop_lookup(seals: Seals, token: str) -> str:
    return seals.lookup("stop token", token)
