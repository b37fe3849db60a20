"""What somebody in a unit has chosen: to be written to at once, daily or never when something new waits, and where."""

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from portal.storage.once import one_after_another
from portal.storage.sealing import Seals
from portal.storage.unit_mails import mail_choices, place_of


def choice_of(connection: Connection, seals: Seals, staff: str, unit: str) -> dict[str, str]:
    """The answers to the form, as they were chosen last; empty before that."""
    row = connection.execute(select(mail_choices).where(*_theirs(staff, unit))).one_or_none()
    if row is None:
        return {}
    return {"often": row.often} | ({"address": address_of(seals, row)} if row.address else {})


def choose(connection: Connection, seals: Seals, staff: str, unit: str, often: str, address: str | None) -> None:
    """From now on write like this; who is never written to has no address here."""
    one_after_another(connection, f"mail {staff} {unit}")
    known = connection.execute(select(mail_choices.c.id).where(*_theirs(staff, unit))).scalar()
    id_ = known or str(uuid.uuid4())
    sealed = seals.seal("answers", place_of(id_), address.encode()) if address and often != "never" else None
    chosen = {"often": often, "address": sealed, "told_at": datetime.now(UTC)}
    if known:
        connection.execute(update(mail_choices).where(*_theirs(staff, unit)).values(chosen))
    else:
        row = {"id": id_, "staff_id": staff, "unit_code": unit, "seal": "answers", **chosen}
        connection.execute(insert(mail_choices).values(row))


def address_of(seals: Seals, row: Any) -> str:
    """Where to write."""
    return seals.open("answers", place_of(row.id), row.address).decode()


def _theirs(staff: str, unit: str) -> tuple[Any, ...]:
    return mail_choices.c.staff_id == staff, mail_choices.c.unit_code == unit
