"""The worker beside the web application: it sends, it listens, it compares each night, and it shows that it lives."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from integrations.case_system import AccessRefused, CaseSystem, Unavailable
from portal.delivery.archive import pack_delivered, read_answers
from portal.delivery.events import Hearing, nobody_listens, read_on
from portal.delivery.messages import Messenger
from portal.delivery.patience import Patience
from portal.delivery.reconciliation import reconcile_tonight
from portal.delivery.sender import LEASE, Sender, utc_now
from portal.storage.database import Database
from portal.storage.database import Unavailable as DatabaseUnavailable
from portal.storage.sealing import Seals
from portal.storage.watch import beat

log = logging.getLogger(__name__)

SECONDS_BETWEEN_BEATS = 10
SECONDS_BETWEEN_LOOKS_FOR_NEWS = 30
SECONDS_BETWEEN_LOOKS_AT_THE_CLOCK = 300
# Somebody is waiting for the code in it.
SECONDS_BETWEEN_LOOKS_FOR_MESSAGES = 2
SECONDS_BETWEEN_LOOKS_AT_THE_ARCHIVE = 60


class Worker:
    """One worker; on PostgreSQL several may run at once, on any machine."""

    def __init__(
        self,
        database: Database,
        seals: Seals,
        case_system: CaseSystem,
        patience: Patience | None = None,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = utc_now,
        hearing: Hearing = nobody_listens,
        archive: Path | None = None,
        messenger: Messenger | None = None,
        digest: Callable[[Connection, datetime], bool] | None = None,
        watches: Mapping[str, Callable[[Connection, datetime], object]] | None = None,
    ) -> None:
        """`hearing` is told each new event about a submission of ours, in the transaction that keeps it.

        `archive` is the folder through which delivered records also leave for the archive; None where there is none.
        `messenger` sends messages to people; None where this installation cannot.
        `digest` owes the morning letter, where somebody is to get one.
        `watches` are looked after twice a minute, by name: what the clock ends, what is told outside.
        """
        self.name = f"{socket.gethostname()}-{os.getpid()}"
        self._database = database
        self._seals = seals
        self._case_system = case_system
        self._clock = clock
        self._hearing = hearing
        self._archive = archive
        self._messenger = messenger
        self._digest = digest
        self._watches = watches or {}
        self._sender = Sender(database, seals, case_system, patience, lease, clock)

    async def run_once(self) -> int:
        """Send what is due now, as much as is taken in hand at a time, and hear the news; how many were sent."""
        seen_to = await self._sender.send_once()
        await self.listen()
        await self._send_messages()
        return seen_to

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set. Raises where the disk fails: then only a new start helps."""
        async with asyncio.TaskGroup() as together:
            together.create_task(self._sender.run(stop))
            together.create_task(_every(SECONDS_BETWEEN_BEATS, "pulse", self._beat, stop))
            together.create_task(_every(SECONDS_BETWEEN_LOOKS_FOR_NEWS, "news", self.listen, stop))
            together.create_task(_every(SECONDS_BETWEEN_LOOKS_AT_THE_CLOCK, "comparison", self._reconcile, stop))
            together.create_task(_every(SECONDS_BETWEEN_LOOKS_FOR_MESSAGES, "messages", self._send_messages, stop))
            if self._digest is not None:
                together.create_task(_every(SECONDS_BETWEEN_LOOKS_AT_THE_CLOCK, "digest", self._owe_digest, stop))
            for name, watch in self._watches.items():
                job = partial(self._watch, watch)
                together.create_task(_every(SECONDS_BETWEEN_LOOKS_FOR_NEWS, name, job, stop))
            if self._archive is not None:
                together.create_task(_every(SECONDS_BETWEEN_LOOKS_AT_THE_ARCHIVE, "archive", self._keep_archive, stop))

    async def listen(self) -> int:
        """Hear what the case system tells; how much of it was new."""
        return await read_on(self._database, self._seals, self._case_system, self._hearing)

    async def _send_messages(self) -> None:
        if self._messenger is not None:
            await self._messenger.send_on()

    async def _owe_digest(self) -> None:
        if self._digest is not None:
            await self._database.write(self._digest, self._clock())

    async def _watch(self, watch: Callable[[Connection, datetime], object]) -> None:
        await self._database.write(watch, self._clock())

    async def _keep_archive(self) -> None:
        if self._archive is not None:
            await pack_delivered(self._database, self._seals, self._archive, self._clock())
            await read_answers(self._database, self._archive, self._clock())

    async def _beat(self) -> None:
        await self._database.write(beat, self.name, self._clock())

    async def _reconcile(self) -> None:
        await reconcile_tonight(self._database, self._case_system, self._clock())


async def _every(seconds: float, name: str, job: Callable[[], Awaitable[object]], stop: asyncio.Event) -> None:
    """Do the job again and again until `stop`; trouble that passes waits for the next time."""
    while not stop.is_set():
        try:
            await job()
        except (Unavailable, AccessRefused, DatabaseUnavailable) as error:
            log.warning("%s put off: %s", name, error)
        except Exception as error:
            # Sending must not stop because something else stumbles. The error's text may hold what an event says.
            log.error("%s put off: unexpected %s", name, type(error).__name__)
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            continue
