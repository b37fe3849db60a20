"""Messages to people: owed in the transaction that causes them, sent by the worker, given up when of no more use."""

import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from integrations.carrier import Carrier, NotNow, NotThere
from portal.delivery.sender import utc_now
from portal.storage.database import Database
from portal.storage.messages import messages, place_of, unsent
from portal.storage.sealing import Kind, Seals

log = logging.getLogger(__name__)

Way = Literal["sms", "email"]
AT_ONCE = 20
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)


@dataclass(frozen=True)
class Letter:
    """One message: by which way, to whom, and what it says. An SMS has no subject."""

    way: Way
    to: str
    subject: str
    text: str


def owe_message(
    connection: Connection,
    seals: Seals,
    submission_id: str,
    letter: Letter,
    *,
    about: Literal["code", "news", "digest", "notice"],
    kind: Kind,
    due_at: datetime,
    useless_after: datetime,
) -> None:
    """From the end of this transaction on, the message is owed; from `due_at` on it may leave."""
    message_id = str(uuid.uuid4())
    body = json.dumps({"to": letter.to, "subject": letter.subject, "text": letter.text}).encode()
    connection.execute(
        insert(messages).values(
            id=message_id,
            submission_id=submission_id,
            about=about,
            way=letter.way,
            seal=kind,
            body=seals.seal(kind, place_of(message_id), body),
            owed_at=datetime.now(UTC),
            due_at=due_at,
            useless_after=useless_after,
        )
    )


def opened(seals: Seals, row: Row[Any]) -> dict[str, str]:
    """What a message says: to, subject, text."""
    said: dict[str, str] = json.loads(seals.open(row.seal, place_of(row.id), row.body))
    return said


class Messenger:
    """Sends what is owed, by the carriers there are."""

    def __init__(
        self,
        database: Database,
        seals: Seals,
        carriers: Mapping[Way, Carrier],
        clock: Callable[[], datetime] = utc_now,
        keeps_what_it_sent: bool = False,
    ) -> None:
        """`keeps_what_it_sent` is for the demo, which shows the messages on a page of its own."""
        self._database = database
        self._seals = seals
        self._carriers = carriers
        self._clock = clock
        self._emptied = {} if keeps_what_it_sent else {"body": None}

    async def send_once(self) -> int:
        """Send what is due now; how many messages were taken in hand."""
        taken = await self._database.write(self._take)
        for row in taken:
            changes = await self._attempt(row)
            await self._database.write(self._note, row.id, row.attempts + 1, changes)
        return len(taken)

    def _take(self, connection: Connection) -> list[Row[Any]]:
        now = self._clock()
        due = select(messages).where(unsent, messages.c.due_at <= now).order_by(messages.c.due_at).limit(AT_ONCE)
        rows = list(connection.execute(due.with_for_update(skip_locked=True)))
        for row in rows:
            taken = {"attempts": row.attempts + 1, "due_at": now + LEASE}
            connection.execute(update(messages).where(messages.c.id == row.id).values(taken))
        return rows

    async def _attempt(self, row: Row[Any]) -> dict[str, Any]:
        now = self._clock()
        carrier = self._carriers.get(row.way)
        if now > row.useless_after or carrier is None:
            return {"given_up_at": now, "trouble": "too-late" if carrier else "no-carrier", "body": None}
        said = opened(self._seals, row)
        try:
            await carrier.carry(row.id, said["to"], said["subject"], said["text"])
        except NotThere as refused:
            log.warning("message %s given up: %s", row.id, refused.reason)
            return {"given_up_at": now, "trouble": refused.reason, "body": None}
        except NotNow as trouble:
            log.info("message %s waits: %s", row.id, trouble.reason)
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts, 10))
            return {"due_at": now + pause, "trouble": trouble.reason}
        return {"sent_at": now, "trouble": None, **self._emptied}

    def _note(self, connection: Connection, message_id: str, attempt: int, changes: dict[str, Any]) -> None:
        # Where the lease ran out and another worker has it in hand, its outcome counts.
        ours = (messages.c.id == message_id) & (messages.c.attempts == attempt) & unsent
        connection.execute(update(messages).where(ours).values(changes))
