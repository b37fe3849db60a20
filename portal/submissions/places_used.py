"""How many of a municipality's places are used in a year: by people who were settled, and by those it has agreed to.

Who is settled counts in the year in which the household's last date was registered, also when the case is no longer
kept; who is not yet, in the year of the planned date or else of the agreement.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, func, or_, select, update

from portal.storage.belonging import for_all_units
from portal.storage.capacity import settled_earlier
from portal.storage.municipal_cases import municipal_cases, to_settle
from portal.storage.once import insert_once

OSLO = ZoneInfo("Europe/Oslo")
_case = municipal_cases.c


def used(connection: Connection, municipality: str, year: int) -> int:
    """People settled and agreed in a year."""
    begins, ends = datetime(year, 1, 1, tzinfo=OSLO), datetime(year + 1, 1, 1, tzinfo=OSLO)
    expected = func.coalesce(_case.planned_on, _case.agreed_on)
    settled = and_(_case.settled_at >= begins, _case.settled_at < ends)
    to_be = and_(to_settle, expected >= date(year, 1, 1), expected <= date(year, 12, 31))
    now = select(func.sum(_case.people)).where(_case.municipality == municipality, or_(settled, to_be))
    earlier = select(settled_earlier.c.people).where(
        settled_earlier.c.municipality == municipality, settled_earlier.c.year == year
    )
    return (connection.scalar(now) or 0) + (connection.scalar(earlier) or 0)


def remember(connection: Connection, submission_ids: list[str]) -> None:
    """These cases are about to be forgotten: the places of those that were settled stay used."""
    over = select(_case.municipality, _case.settled_at, _case.people).where(
        _case.submission_id.in_(submission_ids), _case.settled_at.is_not(None)
    )
    with for_all_units(connection):
        for municipality, settled_at, people in connection.execute(over).all():
            year = settled_at.astimezone(OSLO).year
            this = (settled_earlier.c.municipality == municipality, settled_earlier.c.year == year)
            insert_once(connection, settled_earlier, {"municipality": municipality, "year": year, "people": 0})
            added = update(settled_earlier).where(*this).values(people=settled_earlier.c.people + people)
            connection.execute(added)
