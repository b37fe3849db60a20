"""Selections of the queue that somebody wants to find again: each person's own, at one municipality."""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select

from portal.storage.municipal_cases import saved_filters
from portal.storage.once import insert_once
from portal.submissions.queue import Selection

MOST = 20


def saved(connection: Connection, municipality: str, staff: str) -> list[Selection]:
    """In the order in which they were saved."""
    mine = (saved_filters.c.municipality == municipality, saved_filters.c.staff_id == staff)
    query = select(saved_filters.c.selection).where(*mine).order_by(saved_filters.c.saved_at, saved_filters.c.selection)
    return [Selection.of_address(address) for address in connection.execute(query).scalars()]


def save(connection: Connection, municipality: str, staff: str, selection: Selection) -> None:
    """Keep it; the same once only, and an empty one or a twenty-first not at all."""
    mine = (saved_filters.c.municipality == municipality, saved_filters.c.staff_id == staff)
    many = connection.scalar(select(func.count()).select_from(saved_filters).where(*mine)) or 0
    if not selection.address or many >= MOST:
        return
    row = {"municipality": municipality, "staff_id": staff, "selection": selection.address}
    insert_once(connection, saved_filters, row | {"saved_at": datetime.now(UTC)})


def forget(connection: Connection, municipality: str, staff: str, selection: Selection) -> None:
    mine = (saved_filters.c.municipality == municipality, saved_filters.c.staff_id == staff)
    connection.execute(delete(saved_filters).where(*mine, saved_filters.c.selection == selection.address))
