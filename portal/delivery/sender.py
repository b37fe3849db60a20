"""Carries what is owed to the case system, a few records at a time, until each of them has its receipt."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from integrations.case_system import (
    AccessRefused,
    CaseSystem,
    Doubtful,
    OutOfOrder,
    Receipt,
    Refused,
    Unavailable,
)
from portal.delivery.claims import Claim, Delivered, EarlierMissing, Later, LetGo, Outcome, Stopped, claim, note
from portal.delivery.patience import Patience
from portal.storage.database import Database
from portal.storage.database import Unavailable as DatabaseUnavailable
from portal.storage.sealing import DoesNotOpen, Seals
from portal.storage.watch import end_alarm, raise_alarm

log = logging.getLogger(__name__)

# More than four calls at once make one httpx client slower, not faster.
AT_ONCE = 4
IN_HAND = 16
# A token, a question and a record, each with one repetition, and no call longer than ten seconds.
TIME_FOR_ONE = timedelta(minutes=1)
LEASE = timedelta(minutes=2)
# Not being let in is a wrong setting: looking in now and then notices when somebody has put it right.
WHEN_NOT_LET_IN = timedelta(minutes=15)
NOT_LET_IN = "not-let-in"


def utc_now() -> datetime:
    return datetime.now(UTC)


class Sender:
    """Sends what is due. On PostgreSQL several may run at once, on any machine."""

    def __init__(
        self,
        database: Database,
        seals: Seals,
        case_system: CaseSystem,
        patience: Patience | None = None,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """`lease` is how long nobody else touches what this sender has in hand, should it die or freeze."""
        self._database = database
        self._seals = seals
        self._case_system = case_system
        self._patience = patience or Patience()
        # A sender that died may have left a call on its way: its records wait as long as after any other doubt.
        self._lease = max(lease, self._patience.after_doubt)
        self._clock = clock
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._answered: list[tuple[Claim, Outcome]] = []
        self._writing = False
        # Why the case system does not let us in, None where it does; and what of that was last written down.
        self._shut_out: str | None = None
        self._said: str | None = "nothing yet"
        self._quiet_until: datetime | None = None
        self._ending = False

    async def send_once(self) -> int:
        """See to what is due now, as much as is taken in hand at a time; how many records that were."""
        claims = await self._take(IN_HAND)
        await asyncio.gather(*(self._see_to(claimed) for claimed in claims))
        return len(claims)

    async def run(self, stop: asyncio.Event, idle: float = 1.0) -> None:
        """Send until `stop`: calls under way are ended then, and what was not begun is put back.

        Looks for new records every `idle` seconds where there is nothing to do. Raises where the disk fails.
        """
        stopping = asyncio.create_task(stop.wait())
        in_hand: set[asyncio.Task[None]] = set()
        try:
            while not stop.is_set():
                # Refilled by the half, so that one slow call holds up nobody and one claim serves many.
                if len(in_hand) <= IN_HAND // 2:
                    claims = await self._take(IN_HAND - len(in_hand))
                    in_hand |= {asyncio.create_task(self._see_to(claimed)) for claimed in claims}
                    if claims and len(in_hand) <= IN_HAND // 2:
                        continue
                done, _ = await asyncio.wait({stopping, *in_hand}, timeout=idle, return_when=asyncio.FIRST_COMPLETED)
                in_hand -= done
                for task in done:
                    task.result()
        finally:
            self._ending = True
            stopping.cancel()
            await asyncio.gather(*in_hand)

    async def _take(self, most: int) -> list[Claim]:
        if self._quiet():
            return []
        try:
            return await self._database.write(claim, self._clock(), self._lease, most)
        except DatabaseUnavailable as error:
            _stop_if_the_disk_fails(error)
            log.warning("nothing taken in hand: the database does not answer")
            return []

    async def _see_to(self, claimed: Claim) -> None:
        async with self._at_once:
            outcome = await self._attempt(claimed)
        self._answered.append((claimed, outcome))
        if self._writing:
            return
        # While one transaction is written, what the others hear gathers for the next.
        self._writing = True
        try:
            while self._answered:
                answered, self._answered = self._answered, []
                await self._write_down(answered)
        finally:
            self._writing = False

    async def _write_down(self, answered: list[tuple[Claim, Outcome]]) -> None:
        try:
            ours = await self._database.write(note, answered, self._clock())
            await self._say_whether_we_are_let_in()
        except DatabaseUnavailable as error:
            _stop_if_the_disk_fails(error)
            # Nothing is lost: when the lease ends, each of them counts as doubtful and is asked about.
            log.warning("%d outcomes not noted: the database does not answer", len(answered))
            return
        for claimed, outcome in answered:
            _tell(claimed, outcome, claimed.id in ours)

    async def _attempt(self, claimed: Claim) -> Outcome:
        if self._ending or self._quiet() or self._clock() + TIME_FOR_ONE > claimed.until:
            return LetGo()
        try:
            outcome = await self._deliver(claimed)
        except DoesNotOpen:
            return Stopped("unreadable-here")
        except Refused as error:
            return Stopped(error.reason, error.detail)
        except OutOfOrder:
            return EarlierMissing(self._patience.pause(claimed.attempts, None, doubtful=False))
        except Unavailable as error:
            doubtful = isinstance(error, Doubtful)
            pause = self._patience.pause(claimed.attempts, error.retry_after, doubtful)
            return Later(error.reason, pause, doubtful)
        except AccessRefused as error:
            log.error("sending stops for a while, the case system does not let us in: %s", error.reason)
            self._shut_out, self._quiet_until = error.reason, self._clock() + WHEN_NOT_LET_IN
            return LetGo()
        except Exception as error:
            # Whatever is wrong with this record must not keep the others waiting. The error's text may hold answers.
            log.error("unexpected %s with %s", type(error).__name__, claimed.id)
            return Later("unexpected", self._patience.pause(claimed.attempts, None, doubtful=True), doubtful=True)
        self._shut_out = None
        return outcome

    async def _deliver(self, claimed: Claim) -> Outcome:
        body = claimed.body(self._seals)
        if claimed.doubtful_since is not None:
            receipt = await self._receipt_in_doubt(claimed)
            if receipt is not None:
                return Delivered(receipt)
            oldest = self._patience.oldest_doubt
            if oldest is not None and self._clock() - claimed.doubtful_since > oldest:
                return Stopped("doubtful-too-long")
        return Delivered(await self._case_system.deliver(claimed.id, body))

    async def _receipt_in_doubt(self, claimed: Claim) -> Receipt | None:
        try:
            return await self._case_system.receipt(claimed.id)
        except Unavailable as error:
            # Unanswered, the question leaves the doubt where it was.
            raise Doubtful(error.reason, error.retry_after) from error

    def _quiet(self) -> bool:
        return self._quiet_until is not None and self._clock() < self._quiet_until

    async def _say_whether_we_are_let_in(self) -> None:
        if self._said == self._shut_out:
            return
        if self._shut_out is None:
            await self._database.write(end_alarm, NOT_LET_IN)
        else:
            await self._database.write(raise_alarm, NOT_LET_IN, self._shut_out, self._clock())
        self._said = self._shut_out


def _tell(claimed: Claim, outcome: Outcome, ours: bool) -> None:
    """One line for each record, of codes alone."""
    match outcome:
        case _ if not ours:
            log.warning("outcome of %s not noted: another worker has it in hand", claimed.id)
        case Delivered():
            log.info("delivered %s at attempt %d", claimed.id, claimed.attempts)
        case Later(reason, pause):
            log.info("%s waits %d s: %s", claimed.id, pause.total_seconds(), reason)
        case Stopped(reason):
            log.error("%s needs a person: %s", claimed.id, reason)
        case EarlierMissing():
            log.error("%s waits: the case system has lost what came before it", claimed.id)


def _stop_if_the_disk_fails(error: DatabaseUnavailable) -> None:
    """After a failed fsync nobody knows what is on the disk: only a fresh start finds out."""
    cause: BaseException | None = error
    # The failing disk may stand behind a failing rollback.
    while cause is not None:
        if str(getattr(cause, "sqlite_errorname", "")).startswith("SQLITE_IOERR"):
            raise error
        cause = cause.__cause__ or cause.__context__
