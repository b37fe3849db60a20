"""Messages to people: owed in the transaction that causes them, sent by the worker, given up when of no more use."""

import asyncio
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
from portal.storage.ways import refuse

log = logging.getLogger(__name__)

Way = Literal["sms", "email"]
AT_ONCE = 20
# Then the worker looks whether it is to stop.
ROUNDS = 25
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=30)


@dataclass(frozen=True)
class Letter:
    """One message: by which way, to whom, what it says, and the address that ends such messages, if there is one.

    An SMS has no subject.
    """

    way: Way
    to: str
    subject: str
    text: str
    stop: str = ""


def owe_message(
    connection: Connection,
    seals: Seals,
    submission_id: str,
    letter: Letter,
    *,
    about: Literal["code", "own code", "news", "digest", "notice"],
    kind: Kind,
    due_at: datetime,
    useless_after: datetime,
    of_person: str | None = None,
) -> None:
    """From the end of this transaction on, the message is owed; from `due_at` on it may leave.

    `of_person` is the adult of the household it goes to, where that is not the applicant.
    """
    message_id = str(uuid.uuid4())
    said = {"to": letter.to, "subject": letter.subject, "text": letter.text, "stop": letter.stop}
    body = json.dumps(said).encode()
    connection.execute(
        insert(messages).values(
            id=message_id,
            submission_id=submission_id,
            of_person=of_person,
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
    """What a message says: to, subject, text, stop."""
    said: dict[str, str] = json.loads(seals.open(row.seal, place_of(row.id), row.body))
    return said


def contact_lookup(seals: Seals, way: Way, contact: str) -> str:
    """A keyed hash of a number or address, by which those who share it are found."""
    return seals.lookup("contact", f"{way}|{contact.casefold()}")


class Messenger:
    """Sends what is owed, by the carriers there are."""

    def __init__(
        self,
        database: Database,
        seals: Seals,
        carriers: Mapping[Way, Carrier],
        clock: Callable[[], datetime] = utc_now,
        keeps_what_it_sent: bool = False,
        owe_codes: Callable[[Connection, datetime], None] | None = None,
    ) -> None:
        """`keeps_what_it_sent` is for the demo, which shows the messages on a page of its own.

        `owe_codes` owes the messages with codes that somebody asked for and waits for: they leave with the next round.
        """
        self._database = database
        self._seals = seals
        self._carriers = carriers
        self._clock = clock
        self._owe_codes = owe_codes
        self._emptied = {} if keeps_what_it_sent else {"body": None}

    async def send_once(self) -> int:
        """Send what is due now; how many messages were taken in hand."""
        taken = await self._database.write(self._take)
        async with asyncio.TaskGroup() as together:
            for row in taken:
                together.create_task(self._see_to(row))
        return len(taken)

    async def send_on(self) -> int:
        """Send what is due, for a while; how many messages were taken in hand."""
        taken = 0
        for _round in range(ROUNDS):
            found = await self.send_once()
            taken += found
            if found < AT_ONCE:
                break
        return taken

    async def _see_to(self, row: Row[Any]) -> None:
        outcome = await self._attempt(row)
        await self._database.write(self._note, row.id, row.attempts + 1, outcome)

    def _take(self, connection: Connection) -> list[Row[Any]]:
        now = self._clock()
        if self._owe_codes is not None:
            self._owe_codes(connection, now)
        due = select(messages).where(unsent, messages.c.due_at <= now).order_by(messages.c.due_at).limit(AT_ONCE)
        rows = list(connection.execute(due.with_for_update(skip_locked=True)))
        for row in rows:
            taken = {"attempts": row.attempts + 1, "due_at": now + LEASE}
            connection.execute(update(messages).where(messages.c.id == row.id).values(taken))
        return rows

    async def _attempt(self, row: Row[Any]) -> "_Outcome":
        now = self._clock()
        carrier = self._carriers.get(row.way)
        if now > row.useless_after or carrier is None:
            return _Outcome({"given_up_at": now, "trouble": "too-late" if carrier else "no-carrier", "body": None})
        said = opened(self._seals, row)
        try:
            await carrier.carry(row.id, said["to"], said["subject"], said["text"], said.get("stop", ""))
        except NotThere as refused:
            log.warning("message %s given up: %s", row.id, refused.reason)
            gone = contact_lookup(self._seals, row.way, said["to"])
            return _Outcome({"given_up_at": now, "trouble": refused.reason, "body": None}, gone)
        except NotNow as trouble:
            log.info("message %s waits: %s", row.id, trouble.reason)
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.attempts, 10))
            return _Outcome({"due_at": now + pause, "trouble": trouble.reason})
        return _Outcome({"sent_at": now, "trouble": None, **self._emptied})

    def _note(self, connection: Connection, message_id: str, attempt: int, outcome: "_Outcome") -> None:
        # Where the lease ran out and another worker has it in hand, its outcome counts.
        ours = (messages.c.id == message_id) & (messages.c.attempts == attempt) & unsent
        connection.execute(update(messages).where(ours).values(outcome.changes))
        if outcome.refused:
            refuse(connection, outcome.refused, self._clock())


@dataclass(frozen=True)
class _Outcome:
    """What became of an attempt; `refused` is the keyed hash of a number or address that takes no messages."""

    changes: dict[str, Any]
    refused: str = ""
