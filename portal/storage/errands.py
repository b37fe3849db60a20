"""What is still owed to the case system: each record with its final bytes, written together with what it tells of.

Nobody changes a record once it is owed; only how far it has come. That is read from the timestamps, so that there is
no second column to contradict them.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)

from portal.storage.database import Instant, metadata
from portal.storage.once import one_after_another
from portal.storage.sealing import Kind, Seals

errands = Table(
    "errands",
    metadata,
    Column("id", String(36), primary_key=True, comment="the record's own id, the same for ever"),
    Column("subject", String(100), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("type", String(100), nullable=False),
    Column(
        "of_person", String(36), comment="the adult it comes from, where the others of the household are not shown it"
    ),
    Column("seal", String(10), nullable=False),
    Column("body", LargeBinary, comment="sealed; emptied when its time is over"),
    Column("body_hash", String(64), nullable=False),
    Column("owed_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False, comment="no worker takes it before: a wait, or another worker's lease"),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempt_started_at", Instant),
    Column("fence", Integer, nullable=False, default=0, comment="grows each time a worker takes it"),
    Column("doubtful_since", Instant, comment="an attempt began whose outcome nobody knows"),
    Column("last_trouble", String(40)),
    Column("last_trouble_at", Instant),
    Column("delivered_at", Instant),
    Column("case_number", String(40)),
    Column("receipt_at", Instant),
    Column("refused_at", Instant),
    Column("refused_reason", String(40)),
    Column("refused_detail", String(500)),
    Column("set_aside_asked_by", String(64)),
    Column("set_aside_reason", String(500)),
    Column("set_aside_by", String(64)),
    Column("set_aside_at", Instant),
    Column("keep_until", Instant, nullable=False),
    UniqueConstraint("subject", "sequence"),
)

waiting = and_(errands.c.delivered_at.is_(None), errands.c.refused_at.is_(None), errands.c.set_aside_at.is_(None))
delivered = errands.c.delivered_at.is_not(None)
stopped = and_(errands.c.refused_at.is_not(None), errands.c.set_aside_at.is_(None))

# Stopped for one of these reasons, a record, or another under its id, may be in the case system all the same.
MAY_BE_THERE = ("conflict", "doubtful-too-long")

# A million delivered records must not slow down the few that wait: the first two indexes hold only the few.
Index("ix_errands_waiting", errands.c.due_at, sqlite_where=waiting, postgresql_where=waiting)
Index("ix_errands_stopped", errands.c.refused_at, sqlite_where=stopped, postgresql_where=stopped)
Index("ix_errands_delivered_at", errands.c.delivered_at, sqlite_where=delivered, postgresql_where=delivered)
Index("ix_errands_owed_at", errands.c.owed_at)
Index("ix_errands_keep_until", errands.c.keep_until)


def place_of(errand_id: str) -> str:
    """Where a body belongs, for sealing and opening it."""
    return f"errands|body|{errand_id}"


def next_sequence(connection: Connection, subject: str) -> int:
    """The number the next record about `subject` carries: 1, 2, 3 … Nobody else gets it until this transaction ends."""
    one_after_another(connection, subject)
    last = connection.scalar(select(func.max(errands.c.sequence)).where(errands.c.subject == subject))
    return (last or 0) + 1


def owe(
    connection: Connection,
    seals: Seals,
    record: Mapping[str, object],
    kind: Kind,
    keep_until: datetime,
    of_person: str | None = None,
) -> None:
    """From the end of this transaction on, the record is owed to the case system.

    `record` is complete (its `sequence` from `next_sequence`) and was found valid by the schema: it leaves as it is
    here, byte for byte, on every attempt. `kind` says which key seals it. Its bytes are kept until `keep_until`.
    `of_person` names the adult it comes from, where the others of the household are not shown that there is one.
    """
    body = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    errand_id, now = str(record["id"]), datetime.now(UTC)
    connection.execute(
        insert(errands).values(
            id=errand_id,
            subject=record["subject"],
            sequence=record["sequence"],
            type=record["type"],
            of_person=of_person,
            seal=kind,
            body=seals.seal(kind, place_of(errand_id), body),
            body_hash=hashlib.sha256(body).hexdigest(),
            owed_at=now,
            due_at=now,
            keep_until=keep_until,
        )
    )


def take_back(connection: Connection, subject: str) -> bool:
    """Owe nothing about `subject` any more, if certainly none of it has arrived; says whether that was so.

    Where it was not, the case system may know already, and has to be told by a record of its own.
    """
    owed = select(errands).where(errands.c.subject == subject).with_for_update()
    for row in connection.execute(owed):
        if row.case_number or row.doubtful_since or row.refused_reason in MAY_BE_THERE:
            return False
    connection.execute(delete(errands).where(errands.c.subject == subject))
    return True


def forget_bodies(connection: Connection, now: datetime) -> int:
    """Empty the delivered records whose time is over; that they were delivered stays known. How many there were."""
    over = and_(errands.c.keep_until <= now, errands.c.body.is_not(None), errands.c.delivered_at.is_not(None))
    return connection.execute(update(errands).where(over).values(body=None)).rowcount


def forget_subject(connection: Connection, subject: str) -> None:
    """Forget all that was ever owed about `subject`: for a submission that is erased as a whole."""
    connection.execute(delete(errands).where(errands.c.subject == subject))
