"""How the delivery stands: for the page that people look at, and in numbers for the machines that watch."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from portal.delivery.events import unknown_events
from portal.delivery.sender import utc_now
from portal.delivery.stopped import StoppedErrand, all_stopped
from portal.storage.errands import delivered, errands, waiting
from portal.storage.messages import Counts, counts
from portal.storage.watch import Alarm, Finding, current_alarms, last_beats, last_findings

TOO_OLD = timedelta(minutes=15)
ALIVE = timedelta(minutes=1)


@dataclass(frozen=True)
class Overview:
    """How the delivery stands. Holds no answers and nobody's name."""

    at: datetime
    waiting: int
    oldest_unsent: datetime | None
    last_success: datetime | None
    delivered: int
    troubles: dict[str, int]
    stopped: list[StoppedErrand]
    alarms: list[Alarm]
    findings: list[Finding]
    unknown_events: int
    beats: dict[str, datetime]
    messages: Counts

    @property
    def oldest_is_too_old(self) -> bool:
        return self.oldest_unsent is not None and self.at - self.oldest_unsent > TOO_OLD

    @property
    def alive(self) -> bool:
        """Whether some worker has shown a pulse within the last minute."""
        return any(self.at - moment < ALIVE for moment in self.beats.values())


def overview(connection: Connection) -> Overview:
    now = utc_now()
    count, oldest = connection.execute(select(func.count(), func.min(errands.c.owed_at)).where(waiting)).one()
    trouble = errands.c.last_trouble
    troubles = select(trouble, func.count().label("times")).where(waiting, trouble.is_not(None)).group_by(trouble)
    times_delivered, last_success = connection.execute(
        select(func.count(), func.max(errands.c.delivered_at)).where(delivered)
    ).one()
    return Overview(
        at=now,
        waiting=count,
        oldest_unsent=oldest,
        last_success=last_success,
        delivered=times_delivered,
        troubles={row.last_trouble: row.times for row in connection.execute(troubles.order_by(trouble))},
        stopped=all_stopped(connection),
        alarms=current_alarms(connection),
        findings=last_findings(connection),
        unknown_events=unknown_events(connection),
        beats=last_beats(connection),
        messages=counts(connection),
    )


def metrics(seen: Overview) -> str:
    """The same in OpenMetrics text, for `/metrics`."""
    lines: list[str] = []

    def gauge(name: str, value: float, labels: str = "") -> None:
        if not any(line == f"# TYPE settlement_{name} gauge" for line in lines):
            lines.append(f"# TYPE settlement_{name} gauge")
        lines.append(f"settlement_{name}{labels} {value}")

    gauge("records_waiting", seen.waiting)
    gauge("records_delivered", seen.delivered)
    gauge("records_stopped", len(seen.stopped))
    gauge("oldest_unsent_seconds", (seen.at - seen.oldest_unsent).total_seconds() if seen.oldest_unsent else 0)
    if seen.last_success:
        gauge("last_success_timestamp_seconds", seen.last_success.timestamp())
    for reason, times in seen.troubles.items():
        gauge("records_in_trouble", times, f'{{reason="{reason}"}}')
    for alarm in seen.alarms:
        gauge("alarm", 1, f'{{name="{alarm.name}"}}')
    for about, (many, since) in seen.messages.waiting.items():
        # News waits for the morning; a code is given up after ten minutes.
        gauge("messages_waiting", many, f'{{about="{about}"}}')
        gauge("messages_oldest_waiting_seconds", (seen.at - since).total_seconds(), f'{{about="{about}"}}')
    for way, many in seen.messages.sent.items():
        gauge("messages_sent", many, f'{{way="{way}"}}')
    for reason, many in seen.messages.given_up.items():
        gauge("messages_given_up", many, f'{{reason="{reason}"}}')
    gauge("differences_found", len(seen.findings))
    gauge("unknown_events", seen.unknown_events)
    gauge("workers_alive", sum(seen.at - moment < ALIVE for moment in seen.beats.values()))
    return "\n".join([*lines, "# EOF", ""])
