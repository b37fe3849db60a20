"""When a centre may no longer read who it registered: the resident has taken over, has said no, or the time is over."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from portal.storage.centre_households import centre_households, resident_lookups
from portal.storage.drafts import drafts

# A name is enough to find a household again, until the resident takes it over or this time is over.
NAMES_KEPT_AFTER_SENDING = timedelta(days=30)
# Who is still there after a year comes in with the next list.
KEPT_ON_THE_LIST = timedelta(days=365)
NOT_BEGUN = {"begun_by": None, "begun_at": None, "waits_at": None, "number": None}
# What happens here concerns the rows of whichever centre it is: the portal does it, nobody of the staff.
OF_ANY_CENTRE = {"all_units": True}


def claimed(connection: Connection, submission_id: str) -> None:
    """The resident has opened what a centre has sent: from now on it is theirs alone."""
    table = centre_households.c
    change = update(centre_households).where(table.id == submission_id, table.claimed_at.is_(None))
    now = datetime.now(UTC)
    if connection.execute(change.values(claimed_at=now), execution_options=OF_ANY_CENTRE).rowcount:
        end_reading(connection, [submission_id])


def end_reading(connection: Connection, households: Iterable[str]) -> None:
    """From these lines of the roster nobody can read who it is, nor find it by name, number or birth date."""
    table, ids = centre_households.c, list(households)
    unnamed = update(centre_households).where(table.id.in_(ids)).values(sealed=None)
    search = (resident_lookups.c.household_id.in_(ids), resident_lookups.c.kind == "search")
    for change in (
        unnamed,
        delete(resident_lookups).where(*search),
        delete(centre_households).where(table.part_of.in_(ids)),
    ):
        connection.execute(change, execution_options=OF_ANY_CENTRE)


def forget(connection: Connection, submission_id: str) -> None:
    """Whoever was registered must not be found from now on: no centre has a line about them."""
    end_reading(connection, [submission_id])
    line = delete(centre_households).where(centre_households.c.id == submission_id)
    connection.execute(line, execution_options=OF_ANY_CENTRE)


def tidy(connection: Connection, now: datetime) -> None:
    """Households whose draft is over are as if never begun; thirty days after sending, the centre's reading ends.

    Who stood on a list for a year and was never registered is taken off it.
    """
    table = centre_households.c
    over = (table.begun_at.is_not(None), table.sent_at.is_(None), table.id.not_in(select(drafts.c.id)))
    gathered = update(centre_households).where(table.part_of.in_(select(table.id).where(*over)))
    for change in (
        gathered.values(part_of=None),
        delete(centre_households).where(*over, table.listed_at.is_(None)),
        update(centre_households).where(*over).values(**NOT_BEGUN),
    ):
        connection.execute(change, execution_options=OF_ANY_CENTRE)
    forgotten = (table.listed_at < now - KEPT_ON_THE_LIST, table.begun_at.is_(None), table.part_of.is_(None))
    connection.execute(delete(centre_households).where(*forgotten), execution_options=OF_ANY_CENTRE)
    long_ago = (table.sent_at < now - NAMES_KEPT_AFTER_SENDING, table.sealed.is_not(None))
    ids = connection.execute(select(table.id).where(*long_ago), execution_options=OF_ANY_CENTRE).scalars()
    end_reading(connection, list(ids))
