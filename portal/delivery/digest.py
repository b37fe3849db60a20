"""Each morning, a letter to those who watch over the delivery: how it stands, in numbers and without anybody's name."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from locales import Text, speaking
from locales import lazy as _
from portal.delivery.messages import Letter, owe_message
from portal.delivery.overview import Overview, overview
from portal.storage.case_events import cursor, move_cursor
from portal.storage.sealing import Seals

CURSOR = "digest"
# UTC: seven or eight in the morning in Norway.
HOUR_OF_MORNING = 6
USEFUL_FOR = timedelta(hours=20)
# Staff read Norwegian.
LANGUAGE = "nb"


def owe_digest(connection: Connection, seals: Seals, to: str, address: str, now: datetime) -> bool:
    """Owe today's letter to `to`, once, whichever worker comes first; False where it is not the time.

    `address` is the page where more can be seen.
    """
    today, last = now.date().isoformat(), cursor(connection, CURSOR)
    if now.hour < HOUR_OF_MORNING or last == today or not move_cursor(connection, CURSOR, last, today, now):
        return False
    if last is not None and last > today:
        # The clock was ahead and is set right: it was this morning that the letter went.
        return False
    seen = overview(connection)
    with speaking(LANGUAGE):
        subject = str(_("Delivery of records: all is well") if is_well(seen) else _("Delivery of records: please look"))
        text = "\n".join([*map(str, lines(seen)), "", address, ""])
    letter = Letter(way="email", to=to, subject=subject, text=text)
    owe_message(
        connection, seals, "", letter, about="digest", kind="answers", due_at=now, useless_after=now + USEFUL_FOR
    )
    return True


def is_well(seen: Overview) -> bool:
    """Nothing that a person has to look at."""
    return not (seen.stopped or seen.alarms or seen.findings or seen.oldest_is_too_old)


def lines(seen: Overview) -> Iterator[Text | str]:
    """The letter, line by line."""
    yield _("Records that wait: %(count)s", count=seen.waiting)
    if seen.oldest_unsent:
        minutes = int((seen.at - seen.oldest_unsent).total_seconds() // 60)
        yield _("The oldest has waited for %(minutes)s minutes.", minutes=minutes)
    yield _("Stopped, and waiting for a person: %(count)s", count=len(seen.stopped))
    yield _("Alarms: %(count)s", count=len(seen.alarms))
    yield _("Differences found in the nightly comparison: %(count)s", count=len(seen.findings))
    yield _("Delivered in all: %(count)s", count=seen.delivered)
