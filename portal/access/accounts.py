"""The accounts of those who work with settlement: opened at the first sign-in, of no use before a right is given."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, and_, insert, or_, select, update

from portal.access.identities import NEEDS_ANOTHER, ROLES_AT, Identity, Role, Unit
from portal.storage.once import insert_once
from portal.storage.staff import grants, staff, units

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"

# Worth something now: not ended, and confirmed where two people must agree.
live = and_(grants.c.ended_at.is_(None), or_(~grants.c.needs_another, grants.c.confirmed_by.is_not(None)))


class NotPossible(Exception):
    """This right cannot be given, confirmed or ended like this."""


@dataclass(frozen=True)
class Account:
    """Somebody who has signed in at least once, with every right that was not ended."""

    staff: str
    name: str
    closed: bool
    rights: list[Row[tuple[object, ...]]]


def open_account(connection: Connection, issuer: str, subject: str) -> str:
    """The pseudonym of this person, who is known by issuer and subject together; a new one at the first sign-in."""
    new = {
        "id": f"staff-{''.join(secrets.choice(LETTERS) for _ in range(8))}",
        "issuer": issuer,
        "subject": subject,
        "created_at": datetime.now(UTC),
    }
    insert_once(connection, staff, new)
    query = select(staff.c.id).where(staff.c.issuer == issuer, staff.c.subject == subject)
    return str(connection.execute(query).scalar_one())


def identities(connection: Connection, staff_id: str, organisations: Iterable[str]) -> list[Identity]:
    """Each role that this person may take now, at the organisations the identity provider vouches for."""
    query = (
        select(grants.c.id, grants.c.role, units)
        .join(units, units.c.code == grants.c.unit_code)
        .join(staff, staff.c.id == grants.c.staff_id)
        .where(staff.c.id == staff_id, staff.c.closed_at.is_(None), live)
        .where(units.c.organisation.in_(list(organisations)))
        .order_by(units.c.name, grants.c.role)
    )
    return [Identity(staff_id, row.role, _unit(row), row.id) for row in connection.execute(query)]


def give(connection: Connection, staff_id: str, role: Role, unit_code: str, by: str, name: str = "") -> bool:
    """Give a right; True where it still needs another person. Raises NotPossible, also for a right to oneself."""
    unit = connection.execute(select(units).where(units.c.code == unit_code)).one_or_none()
    known = connection.execute(select(staff.c.id).where(staff.c.id == staff_id, staff.c.closed_at.is_(None))).first()
    if unit is None or known is None or role not in ROLES_AT[unit.kind] or staff_id == by:
        raise NotPossible
    if name:
        connection.execute(update(staff).where(staff.c.id == staff_id).values(name=name))
    same = (grants.c.staff_id == staff_id, grants.c.unit_code == unit_code, grants.c.role == role)
    if connection.execute(select(grants.c.id).where(*same, grants.c.ended_at.is_(None))).first():
        raise NotPossible
    needs_another = role in NEEDS_ANOTHER
    connection.execute(
        insert(grants).values(
            staff_id=staff_id,
            unit_code=unit_code,
            role=role,
            granted_by=by,
            granted_at=datetime.now(UTC),
            needs_another=needs_another,
        )
    )
    return needs_another


def confirm(connection: Connection, grant_id: int, by: str) -> str:
    """Another person agrees to a right; whose it is. Raises NotPossible for the one who gave or gets it."""
    free = (grants.c.id == grant_id, grants.c.ended_at.is_(None), grants.c.confirmed_by.is_(None))
    another = (grants.c.granted_by != by, grants.c.staff_id != by, grants.c.needs_another)
    if not connection.execute(update(grants).where(*free, *another).values(confirmed_by=by)).rowcount:
        raise NotPossible
    return _holder(connection, grant_id)


def end(connection: Connection, grant_id: int, by: str) -> str:
    """End a right, from the next request on; whose it was. Raises NotPossible where there is none."""
    ended = {"ended_by": by, "ended_at": datetime.now(UTC)}
    still = (grants.c.id == grant_id, grants.c.ended_at.is_(None))
    if not connection.execute(update(grants).where(*still).values(**ended)).rowcount:
        raise NotPossible
    return _holder(connection, grant_id)


def close(connection: Connection, staff_id: str, by: str) -> None:
    """Close an account: all its visits are over with the next request. Raises NotPossible for one's own."""
    open_still = (staff.c.id == staff_id, staff.c.id != by, staff.c.closed_at.is_(None))
    if not connection.execute(update(staff).where(*open_still).values(closed_at=datetime.now(UTC))).rowcount:
        raise NotPossible


def appoint_administrator(connection: Connection, staff_id: str) -> None:
    """The operator lets the first administrator in. Raises NotPossible without such an account or a directorate."""
    directorate = connection.execute(select(units.c.code).where(units.c.kind == "directorate").limit(1)).scalar()
    give(connection, staff_id, "administrator", directorate or "", by="operator")
    mine = (grants.c.staff_id == staff_id, grants.c.granted_by == "operator", grants.c.ended_at.is_(None))
    connection.execute(update(grants).where(*mine).values(confirmed_by="operator-too"))


def all_accounts(connection: Connection) -> list[Account]:
    """Everybody, those without a right first."""
    rights: dict[str, list[Row[tuple[object, ...]]]] = {}
    query = select(grants, units.c.name.label("unit_name")).join(units, units.c.code == grants.c.unit_code)
    for row in connection.execute(query.where(grants.c.ended_at.is_(None)).order_by(grants.c.id)):
        rights.setdefault(row.staff_id, []).append(row)
    people = connection.execute(select(staff).order_by(staff.c.created_at.desc(), staff.c.id))
    found = [Account(row.id, row.name or "", row.closed_at is not None, rights.get(row.id, [])) for row in people]
    return sorted(found, key=lambda account: (account.closed, bool(account.rights)))


def colleagues(connection: Connection, unit_code: str) -> list[tuple[str, str]]:
    """(pseudonym, name where an administrator has written one) of all who have a right at a unit now."""
    query = select(staff.c.id, staff.c.name).distinct().join(grants, grants.c.staff_id == staff.c.id)
    here = query.where(grants.c.unit_code == unit_code, live, staff.c.closed_at.is_(None))
    return [(row.id, row.name or "") for row in connection.execute(here.order_by(staff.c.name, staff.c.id))]


def all_units(connection: Connection) -> list[Unit]:
    """Every unit, by name."""
    return [_unit(row) for row in connection.execute(select(units).order_by(units.c.name))]


def store_units(connection: Connection, known: Iterable[Unit]) -> None:
    """Units as the configuration names them; those that it no longer names stay, since rights may hang on them."""
    for unit in known:
        if not insert_once(connection, units, vars(unit)):
            connection.execute(update(units).where(units.c.code == unit.code).values(**vars(unit)))


def _holder(connection: Connection, grant_id: int) -> str:
    return str(connection.execute(select(grants.c.staff_id).where(grants.c.id == grant_id)).scalar_one())


def _unit(row: Row[tuple[object, ...]]) -> Unit:
    return Unit(row.code, row.kind, row.name, row.organisation, row.municipality, row.email)
