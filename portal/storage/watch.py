"""What those who keep watch over the delivery see: alarms, the workers' pulse, and what the last comparison found."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, String, Table, delete, insert, select, update

from portal.storage.database import Instant, metadata
from portal.storage.once import insert_once

alarms = Table(
    "alarms",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("detail", String(200), nullable=False),
    Column("since", Instant, nullable=False),
)
pulses = Table(
    "pulses",
    metadata,
    Column("worker", String(100), primary_key=True),
    Column("beat_at", Instant, nullable=False),
)
findings = Table(
    "findings",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(40), nullable=False),
    Column("about", String(100), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("found_at", Instant, nullable=False),
)


@dataclass(frozen=True)
class Alarm:
    """Somebody has to look at this: `name` and `detail` are codes without personal data."""

    name: str
    detail: str
    since: datetime


@dataclass(frozen=True)
class Finding:
    """One thing in which we and the case system differ; `about` is the id of a record, a subject or an event."""

    kind: str
    about: str
    detail: str


def raise_alarm(connection: Connection, name: str, detail: str, now: datetime) -> None:
    """One alarm of a name at a time; raised again it keeps the moment it began."""
    if not insert_once(connection, alarms, {"name": name, "detail": detail, "since": now}):
        connection.execute(update(alarms).where(alarms.c.name == name).values(detail=detail))


def end_alarm(connection: Connection, name: str) -> None:
    connection.execute(delete(alarms).where(alarms.c.name == name))


def current_alarms(connection: Connection) -> list[Alarm]:
    query = select(alarms.c.name, alarms.c.detail, alarms.c.since).order_by(alarms.c.since)
    return [Alarm(*row) for row in connection.execute(query)]


def beat(connection: Connection, worker: str, now: datetime) -> None:
    """The worker of this name is alive."""
    if not insert_once(connection, pulses, {"worker": worker, "beat_at": now}):
        connection.execute(update(pulses).where(pulses.c.worker == worker).values(beat_at=now))


def last_beats(connection: Connection) -> dict[str, datetime]:
    """When each worker was last seen alive, by its name."""
    return {row.worker: row.beat_at for row in connection.execute(select(pulses).order_by(pulses.c.worker))}


def report_findings(connection: Connection, found: list[Finding], now: datetime) -> None:
    """The findings of the latest comparison take the place of those before."""
    connection.execute(delete(findings))
    for finding in found:
        connection.execute(insert(findings).values(**vars(finding), found_at=now))


def last_findings(connection: Connection) -> list[Finding]:
    query = select(findings.c.kind, findings.c.about, findings.c.detail).order_by(findings.c.number)
    return [Finding(*row) for row in connection.execute(query)]
