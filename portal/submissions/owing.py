"""A record is looked at by the schema before it is owed, so that nothing the case system must refuse is ever stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from integrations.record_schema import problems_of
from portal.storage import errands
from portal.storage.sealing import Kind, Seals
from portal.submissions import record

KEPT_UNTIL_DELIVERED = timedelta(days=365)


class NotARecord(Exception):
    """The record does not fit the schema: an error of ours, told by where, never by what was written."""


def owe_record(
    connection: Connection,
    seals: Seals,
    kind: str,
    data: dict[str, Any],
    *,
    subject: str,
    sequence: int,
    source: str,
    seal: Kind,
    of_person: str | None = None,
) -> str:
    """From the end of this transaction on the record is owed; its id. Raises NotARecord.

    `of_person` is the adult it comes from, where the others of a household are not shown it.
    `sequence` is from `errands.next_sequence` of the same transaction, asked for before anything else was read.
    """
    now = datetime.now(UTC)
    body = record.event(kind, subject=subject, sequence=sequence, source=source, at=now, data=data)
    if wrong := [pointer for pointer, _message in problems_of(body)]:
        raise NotARecord(wrong)
    errands.owe(connection, seals, body, kind=seal, keep_until=now + KEPT_UNTIL_DELIVERED, of_person=of_person)
    return str(body["id"])
