"""Which records a worker may take in hand, and how it notes what became of them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, or_, select, update

from integrations.case_system import Receipt
from portal.storage.centre_households import centre_households
from portal.storage.errands import errands, place_of, waiting
from portal.storage.sealing import DoesNotOpen, Kind, Seals
from portal.storage.watch import raise_alarm


@dataclass(frozen=True)
class Claim:
    """One record in one worker's hands until `until`; `fence` tells it from every other worker's claim to it."""

    id: str
    subject: str
    sequence: int
    seal: Kind
    sealed: bytes | None
    body_hash: str
    attempts: int
    doubtful_since: datetime | None
    fence: int
    until: datetime

    def body(self, seals: Seals) -> bytes:
        """The bytes to send. Raises DoesNotOpen where they are gone, or not those that were owed."""
        if self.sealed is None:
            raise DoesNotOpen("the body is gone")
        body = seals.open(self.seal, place_of(self.id), self.sealed)
        if hashlib.sha256(body).hexdigest() != self.body_hash:
            raise DoesNotOpen("the body has changed")
        return body


@dataclass(frozen=True)
class Delivered:
    """The case system has it."""

    receipt: Receipt


@dataclass(frozen=True)
class Later:
    """Not this time; `doubtful` where it may have arrived all the same."""

    reason: str
    pause: timedelta
    doubtful: bool


@dataclass(frozen=True)
class Stopped:
    """No attempt will help: a person has to look, and until then nothing later about this subject is sent."""

    reason: str
    detail: str = ""


@dataclass(frozen=True)
class EarlierMissing:
    """The case system has lost the record before this one; that one has to go first, again."""

    pause: timedelta


@dataclass(frozen=True)
class LetGo:
    """No attempt was made after all."""


Outcome = Delivered | Later | Stopped | EarlierMissing | LetGo


def claim(connection: Connection, now: datetime, lease: timedelta, most: int) -> list[Claim]:
    """Take at most so many due records in hand, of each subject the next in order, and note that an attempt begins.

    A record may be taken when the one before it is done with. It is looked up by its number rather than by the moment
    it was written: records committed in any order are all found.
    """
    before = errands.alias("before")
    done_with = or_(before.c.delivered_at.is_not(None), before.c.set_aside_at.is_not(None))
    in_turn = or_(
        errands.c.sequence == 1,
        select(before.c.id)
        .where(before.c.subject == errands.c.subject, before.c.sequence == errands.c.sequence - 1, done_with)
        .exists(),
    )
    due = select(errands).where(waiting, errands.c.due_at <= now, in_turn).order_by(errands.c.due_at).limit(most)
    rows = connection.execute(due.with_for_update(skip_locked=True)).all()
    until = now + lease
    connection.execute(
        update(errands)
        .where(errands.c.id.in_([row.id for row in rows]))
        .values(
            attempts=errands.c.attempts + 1,
            attempt_started_at=now,
            fence=errands.c.fence + 1,
            # Until the outcome is noted it is unknown: should we die now, the next worker asks before it sends.
            doubtful_since=func.coalesce(errands.c.doubtful_since, now),
            due_at=until,
        )
    )
    return [
        Claim(
            id=row.id,
            subject=row.subject,
            sequence=row.sequence,
            seal=row.seal,
            sealed=row.body,
            body_hash=row.body_hash,
            attempts=row.attempts + 1,
            doubtful_since=row.doubtful_since,
            fence=row.fence + 1,
            until=until,
        )
        for row in rows
    ]


def note(connection: Connection, answered: list[tuple[Claim, Outcome]], now: datetime) -> set[str]:
    """Write down what became of claims; the ids of those that were still ours.

    Where another worker has a record in hand by now, nothing is changed.
    """
    ours = _still_ours(connection, [claimed for claimed, _outcome in answered])
    arrived, households = [], []
    for claimed, outcome in answered:
        if claimed.id not in ours:
            continue
        if isinstance(outcome, EarlierMissing):
            outcome = _owe_earlier_again(connection, claimed, outcome, now)
        if isinstance(outcome, Delivered):
            arrived.append({"this": claimed.id, **_changes(claimed, outcome, now)})
            if claimed.sequence == 1:
                households.append(claimed.subject.removeprefix("submission/"))
        else:
            change = update(errands).where(errands.c.id == claimed.id)
            connection.execute(change.values(**_changes(claimed, outcome, now)))
    if arrived:
        # Nearly every outcome is this one: one statement for all of them, and half the time of a worker is saved.
        connection.execute(update(errands).where(errands.c.id == bindparam("this")), arrived)
    if households:
        # A centre sees on its roster that its household has arrived.
        sent = update(centre_households).where(centre_households.c.id.in_(households))
        connection.execute(sent.values(accepted_at=now), execution_options={"all_units": True})
    return ours


def _still_ours(connection: Connection, claims: list[Claim]) -> set[str]:
    """The ids of the claims that nobody else has taken over; nobody can until this transaction ends."""
    held = select(errands.c.id, errands.c.fence).where(errands.c.id.in_([one.id for one in claims]), waiting)
    # Locked in one order by everybody, so that two workers never wait for each other.
    rows = connection.execute(held.order_by(errands.c.id).with_for_update())
    fences = {row.id: row.fence for row in rows}
    return {claimed.id for claimed in claims if fences.get(claimed.id) == claimed.fence}


def _changes(claimed: Claim, outcome: Outcome, now: datetime) -> dict[str, object]:
    match outcome:
        case Delivered(receipt):
            return {
                "delivered_at": now,
                "case_number": receipt.case_number,
                "receipt_at": receipt.received_at,
                "doubtful_since": None,
                "last_trouble": None,
            }
        case Later(reason, pause, doubtful):
            doubts = {} if doubtful else {"doubtful_since": None}
            return {"due_at": now + pause, "last_trouble": reason, "last_trouble_at": now} | doubts
        case Stopped(reason, detail):
            return {"refused_at": now, "refused_reason": reason, "refused_detail": detail, "doubtful_since": None}
        case _:
            return {"due_at": now, "attempts": claimed.attempts - 1, "doubtful_since": claimed.doubtful_since}


def _owe_earlier_again(connection: Connection, claimed: Claim, outcome: EarlierMissing, now: datetime) -> Outcome:
    earlier = (errands.c.subject == claimed.subject) & (errands.c.sequence == claimed.sequence - 1)
    sendable = earlier & errands.c.delivered_at.is_not(None) & errands.c.body.is_not(None)
    if not connection.execute(update(errands).where(sendable).values(delivered_at=None, due_at=now)).rowcount:
        return Stopped("earlier-missing")
    raise_alarm(connection, "records-lost-there", "earlier-missing", now)
    return Later("out-of-order", outcome.pause, doubtful=False)
