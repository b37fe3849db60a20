"""Figures that are kept counted, so that nobody counts a million applications for a page; nothing personal in them.

What an application has added is kept sealed beside them until its case is over: so a change is counted once, and a
settlement date still counts after the answers are gone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    union,
)
from sqlalchemy.dialects import postgresql, sqlite

from portal.storage.case_events import case_events
from portal.storage.database import metadata
from portal.storage.errands import errands
from portal.storage.submissions import submissions

# What stands at this moment, rather than what happened in a month.
NOW = "now"

figures = Table(
    "figures",
    metadata,
    Column("month", String(7), primary_key=True, comment="2026-11, or `now`"),
    Column("municipality", String(4), primary_key=True, comment="empty: none, as for whoever must not be found"),
    Column("figure", String(20), primary_key=True),
    Column("part", String(20), primary_key=True),
    Column("number", Integer, nullable=False),
)

counted = Table(
    "counted",
    metadata,
    Column("id", String(36), ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("seal", String(10), nullable=False),
    Column("kept", LargeBinary, comment="sealed; emptied when the case is over and its answers are gone"),
)

Index("ix_case_events_received_at", case_events.c.received_at)
Index(
    "ix_submissions_withdrawn_at",
    submissions.c.withdrawn_at,
    sqlite_where=submissions.c.withdrawn_at.is_not(None),
    postgresql_where=submissions.c.withdrawn_at.is_not(None),
)


class Place(NamedTuple):
    """Where a number stands."""

    month: str
    municipality: str
    figure: str
    part: str


def add(connection: Connection, changes: Counter[Place]) -> None:
    """Count these changes, in one order for everybody, so that two who count never wait for each other."""
    rows = [{**place._asdict(), "number": number} for place, number in sorted(changes.items()) if number]
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(figures)
    more = {"number": figures.c.number + statement.excluded.number}
    connection.execute(statement.on_conflict_do_update(index_elements=list(figures.primary_key), set_=more), rows)
    connection.execute(delete(figures).where(figures.c.number == 0))


def changed_since(connection: Connection, moment: datetime | None) -> list[str]:
    """The applications about which something happened since then, or whose answers went meanwhile; None: all."""
    every = select(submissions.c.id)
    if moment is None:
        return list(connection.execute(every.order_by(submissions.c.id)).scalars())
    acted = select(func.substr(errands.c.subject, len("submission/") + 1)).where(
        errands.c.owed_at >= moment, errands.c.subject.like("submission/%")
    )
    heard = select(case_events.c.submission_id).where(case_events.c.received_at >= moment)
    arrived = select(func.substr(errands.c.subject, len("submission/") + 1)).where(
        errands.c.delivered_at >= moment, errands.c.subject.like("submission/%")
    )
    withdrawn = every.where(submissions.c.withdrawn_at >= moment)
    emptied = (
        select(counted.c.id)
        .join(submissions, submissions.c.id == counted.c.id)
        .where(counted.c.kept.is_not(None), submissions.c.answers.is_(None))
    )
    ids = union(acted, heard, arrived, withdrawn, emptied).subquery()
    known = every.where(submissions.c.id.in_(select(ids.c[0])))
    return list(connection.execute(known.order_by(submissions.c.id)).scalars())


def keep_month(connection: Connection, month: str, stock: Iterable[str]) -> None:
    """Let the month say how `stock` stands now; the last time in a month is what it keeps."""
    listed = list(stock)
    connection.execute(delete(figures).where(figures.c.month == month, figures.c.figure.in_(listed)))
    now = select(literal(month), figures.c.municipality, figures.c.figure, figures.c.part, figures.c.number)
    columns = [column.name for column in figures.columns]
    connection.execute(
        insert(figures).from_select(columns, now.where(figures.c.month == NOW, figures.c.figure.in_(listed)))
    )


def months(connection: Connection) -> list[str]:
    """The months that have figures, the newest first."""
    query = select(figures.c.month).where(figures.c.month != NOW).distinct().order_by(figures.c.month.desc())
    return list(connection.execute(query).scalars())


def numbers_of(connection: Connection, month: str, listed: Iterable[str]) -> dict[Place, int]:
    """These figures of a month, for every municipality."""
    rows = connection.execute(select(figures).where(figures.c.month == month, figures.c.figure.in_(list(listed))))
    return {Place(row.month, row.municipality, row.figure, row.part): row.number for row in rows}


def by_age(connection: Connection, month: str, figure: str, ages: Sequence[tuple[int, str]]) -> dict[Place, int]:
    """A figure by year of birth, in groups: (oldest, name) of each, by the age that is reached in the month's year."""
    year = int(month[:4])
    age = year - cast(figures.c.part, Integer)
    known = figures.c.part.between("0", "9999")
    group = case((~known, figures.c.part), *((age <= oldest, name) for oldest, name in ages), else_=ages[-1][1]).label(
        "age"
    )
    here = (figures.c.month == month, figures.c.figure == figure)
    query = select(figures.c.municipality, group, func.sum(figures.c.number).label("number")).where(*here)
    rows = connection.execute(query.group_by(figures.c.municipality, "age"))
    return {Place(month, row.municipality, figure, row.age): int(row.number) for row in rows}
