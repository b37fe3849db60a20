"""Records that need a person: what stopped them, and the two things to do about it: try again, or set aside."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from locales import lazy as _
from portal.storage.errands import errands, stopped

# In plain words, in the source language, for whoever keeps watch.
REASONS = {
    "status-400": _("The case system says that the record is not as agreed. Somebody who knows the forms has to look."),
    "status-403": _("The case system does not allow the portal to send this. A setting there has to be changed first."),
    "status-413": _("The record is too long for the case system."),
    "conflict": _("The case system knows another record under the same number. Nothing was changed there."),
    "earlier-missing": _("The case system lacks an earlier record of the same matter, and it cannot be sent again."),
    "doubtful-too-long": _(
        "For more than a day nobody knows whether the record arrived. Compare by hand before sending."
    ),
    "unreadable-here": _("The portal cannot open the record that it has stored. Look for a missing key."),
}
OTHER_REASON = _("The case system refuses the record, and gives a reason that the portal does not know.")


class NeedsAnotherPerson(Exception):
    """A record is set aside only when two people want it; or nobody has asked for it yet."""


@dataclass(frozen=True)
class StoppedErrand:
    """`reason` is a code, explained by `why`; `detail` names the fields complained of, never what is in them."""

    id: str
    subject: str
    sequence: int
    type: str
    refused_at: datetime
    refused_reason: str
    refused_detail: str
    set_aside_asked_by: str | None
    set_aside_reason: str | None

    @property
    def why(self) -> str:
        return REASONS.get(self.refused_reason, OTHER_REASON)


def all_stopped(connection: Connection, most: int = 200) -> list[StoppedErrand]:
    """The longest stopped first."""
    columns = [errands.c[name] for name in StoppedErrand.__dataclass_fields__]
    query = select(*columns).where(stopped).order_by(errands.c.refused_at).limit(most)
    return [StoppedErrand(*row) for row in connection.execute(query)]


def try_again(connection: Connection, errand_id: str, now: datetime) -> bool:
    """Send a stopped record again, as if for the first time; False where it is not stopped any more."""
    return _start_afresh(connection, now, errand_id=errand_id) == 1


def try_all_again(connection: Connection, reason: str, now: datetime) -> int:
    """Send again all that one and the same reason has stopped, after a setting was put right; how many."""
    return _start_afresh(connection, now, reason=reason)


def _start_afresh(
    connection: Connection, now: datetime, errand_id: str | None = None, reason: str | None = None
) -> int:
    which = errands.c.id == errand_id if reason is None else errands.c.refused_reason == reason
    afresh = {
        "refused_at": None,
        "refused_reason": None,
        "refused_detail": None,
        "set_aside_asked_by": None,
        "set_aside_reason": None,
        "attempts": 0,
        "due_at": now,
    }
    return connection.execute(update(errands).where(which, stopped).values(afresh)).rowcount


def ask_to_set_aside(connection: Connection, errand_id: str, staff: str, reason: str) -> bool:
    """One person (by pseudonym) wants a stopped record never to be sent; False where it is not stopped any more."""
    asked = {"set_aside_asked_by": staff, "set_aside_reason": reason}
    return connection.execute(update(errands).where(errands.c.id == errand_id, stopped).values(asked)).rowcount == 1


def set_aside(connection: Connection, errand_id: str, staff: str, now: datetime) -> None:
    """Another person agrees: the record is not sent, and what it says has to reach the case system by hand.

    Raises NeedsAnotherPerson where nobody has asked for it, or only the same person.
    """
    asked_by_another = errands.c.set_aside_asked_by.is_not(None) & (errands.c.set_aside_asked_by != staff)
    query = update(errands).where(errands.c.id == errand_id, stopped, asked_by_another)
    if not connection.execute(query.values(set_aside_by=staff, set_aside_at=now)).rowcount:
        raise NeedsAnotherPerson
