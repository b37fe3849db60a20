"""Messages to people that are still to be sent: sealed, and emptied when they have left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    and_,
    delete,
    func,
    literal,
    select,
    union_all,
)

from portal.storage.database import Instant, metadata
from portal.storage.one_time_codes import one_time_codes

messages = Table(
    "messages",
    metadata,
    Column("id", String(36), primary_key=True, comment="the same on every attempt"),
    Column("submission_id", String(36), nullable=False, index=True),
    Column("of_person", String(36), comment="the adult it goes to, where that is not the applicant"),
    Column("about", String(20), nullable=False, comment="code, news, digest or notice"),
    Column("way", String(10), nullable=False, comment="sms or email"),
    Column("seal", String(10), nullable=False),
    Column("body", LargeBinary, comment="sealed JSON: to, subject, text; emptied when it has left"),
    Column("owed_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False, comment="not before: a wait, the morning, or another worker's lease"),
    Column("useless_after", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("sent_at", Instant),
    Column("given_up_at", Instant),
    Column("trouble", String(40)),
)

unsent = and_(messages.c.sent_at.is_(None), messages.c.given_up_at.is_(None))
Index("ix_messages_unsent", messages.c.due_at, sqlite_where=unsent, postgresql_where=unsent)


@dataclass(frozen=True)
class Counts:
    """How the messages of the last days stand, without whom they are to.

    `waiting` has (how many, owed since) for what they are about; `sent` counts by way, `given_up` by reason.
    """

    waiting: dict[str, tuple[int, datetime]]
    sent: dict[str, int]
    given_up: dict[str, int]


def counts(connection: Connection) -> Counts:
    """How many wait and how long, also for a code to be made, how many have left, and how many never will."""
    columns, number = messages.c, func.count()
    asked = select(literal("code"), one_time_codes.c.made_at).where(one_time_codes.c.code_lookup.is_(None))
    waits = union_all(select(columns.about, columns.owed_at).where(unsent), asked).subquery()
    waiting = select(waits.c.about, number, func.min(waits.c.owed_at)).group_by(waits.c.about)
    sent = select(columns.way, number).where(columns.sent_at.is_not(None)).group_by(columns.way)
    reason = func.coalesce(columns.trouble, "unknown")
    given_up = select(reason, number).where(columns.given_up_at.is_not(None)).group_by(reason)
    return Counts(
        {about: (many, since) for about, many, since in connection.execute(waiting.order_by(waits.c.about))},
        {row[0]: row[1] for row in connection.execute(sent.order_by(columns.way))},
        {row[0]: row[1] for row in connection.execute(given_up.order_by(reason))},
    )


def place_of(message_id: str) -> str:
    """Where a body belongs, for sealing and opening it."""
    return f"messages|body|{message_id}"


def forget_unsent(connection: Connection, submission_id: str) -> None:
    """Nothing more is to be said about this application."""
    connection.execute(delete(messages).where(messages.c.submission_id == submission_id, unsent))


def tidy(connection: Connection, before: datetime) -> int:
    """Delete what was sent or given up before a moment; how many."""
    over = messages.c.useless_after < before
    return connection.execute(delete(messages).where(over)).rowcount
