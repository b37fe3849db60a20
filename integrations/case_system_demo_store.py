"""What the case system of the demo remembers: the records that arrived, their cases and what happened."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

Record = dict[str, object]

EVENT_TYPES = (
    "case.opened",
    "permit.granted",
    "permit.refused",
    "information.requested",
    "municipality.asked",
    "municipality.agreed",
    "municipality.declined",
    "person.settled",
    "case.closed",
)

_metadata = sa.MetaData()
_cases = sa.Table(
    "cases",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("subject", sa.String(100), index=True, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
)
_records = sa.Table(
    "records",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(100), index=True, nullable=False),
    sa.Column("subject", sa.String(100), index=True, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("type", sa.String(100), nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("case_number", sa.String(20), nullable=False),
    sa.Column("received_at", sa.String(40), nullable=False),
)
_events = sa.Table(
    "events",
    _metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("event", sa.JSON, nullable=False),
)
_switch = sa.Table("switch", _metadata, sa.Column("down_since", sa.String(40), nullable=False))


class Conflict(Exception):
    """The id is known with other content."""


class OutOfOrder(Exception):
    """An earlier record about the same subject is missing."""


@dataclass(frozen=True)
class Arrival:
    """One record that arrived, for the list on the demo page: whose content stays where it is."""

    id: str
    type: str
    subject: str
    sequence: int
    case_number: str
    received_at: str


class CaseStore:
    """A file of its own, so that nothing here can lean on what the portal knows."""

    def __init__(self, place: str, knows_repeats: bool = True) -> None:
        """`place` is a SQLite file or ":memory:".

        `knows_repeats=False` opens a case for each repetition of a record, like a receiver without
        idempotency keys: it shows what the sender then has to do.
        """
        pool = {"poolclass": sa.StaticPool} if place == ":memory:" else {}
        sharing = {"check_same_thread": False}
        self._engine = sa.create_engine(f"sqlite:///{place}", connect_args=sharing, **pool)
        sa.event.listen(self._engine, "connect", _prepare)
        _metadata.create_all(self._engine)
        self._knows_repeats = knows_repeats

    def close(self) -> None:
        self._engine.dispose()

    def receive(self, record: Record, body: bytes) -> tuple[dict[str, str], bool]:
        """Store a valid record: its receipt, and whether it is new. Raises `Conflict` or `OutOfOrder`."""
        content_hash = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
        subject, sequence = str(record["subject"]), int(str(record["sequence"]))
        with self._engine.begin() as connection:
            known = connection.execute(sa.select(_records).where(_records.c.id == str(record["id"]))).first()
            if known is not None and known.content_hash != content_hash:
                raise Conflict
            if known is not None and self._knows_repeats:
                return _receipt(known), False
            reached = connection.scalar(
                sa.select(sa.func.max(_records.c.sequence)).where(_records.c.subject == subject)
            )
            if sequence > (reached or 0) + 1:
                raise OutOfOrder
            row = {
                "id": str(record["id"]),
                "subject": subject,
                "sequence": sequence,
                "type": str(record["type"]),
                "content_hash": content_hash,
                "body": body,
                "case_number": self._case_number(connection, subject, new=known is not None),
                "received_at": _now(),
            }
            connection.execute(sa.insert(_records).values(row))
            return {key: str(row[key]) for key in ("id", "case_number", "received_at")}, True

    def _case_number(self, connection: sa.Connection, subject: str, new: bool) -> str:
        case = connection.execute(sa.select(_cases).where(_cases.c.subject == subject)).first()
        if case is not None and not new:
            return f"{case.year}/{case.number:06}"
        year = datetime.now(UTC).year
        number = connection.execute(sa.insert(_cases).values(subject=subject, year=year)).inserted_primary_key
        assert number is not None
        case_number = f"{year}/{number[0]:06}"
        kind, _, identity = subject.partition("/")
        if kind == "submission":
            _tell(connection, "case.opened", identity, {"case_number": case_number})
        return case_number

    def receipt(self, record_id: str) -> dict[str, str] | None:
        with self._engine.connect() as connection:
            query = sa.select(_records).where(_records.c.id == record_id).order_by(_records.c.number)
            row = connection.execute(query).first()
            return None if row is None else _receipt(row)

    def tell(
        self, kind: str, submission_id: str, data: dict[str, object] | None = None, at: datetime | None = None
    ) -> str:
        """Something happened to the case of this submission, now or `at`; the id of the event that says so."""
        if kind not in EVENT_TYPES:
            raise ValueError(f"the agreement knows no event {kind!r}")
        with self._engine.begin() as connection:
            return _tell(connection, kind, submission_id, data or {}, at)

    def events_after(self, number: int, limit: int) -> list[tuple[int, dict[str, object]]]:
        with self._engine.connect() as connection:
            query = sa.select(_events).where(_events.c.number > number).order_by(_events.c.number)
            return [(row.number, row.event) for row in connection.execute(query.limit(limit))]

    def arrived(self, newest: int | None = None) -> list[Arrival]:
        """What arrived, oldest first; only the `newest` so many where given."""
        names = ("id", "type", "subject", "sequence", "case_number", "received_at")
        query = sa.select(*(_records.c[name] for name in names)).order_by(_records.c.number.desc())
        with self._engine.connect() as connection:
            return [Arrival(*row) for row in reversed(connection.execute(query.limit(newest)).all())]

    def body_of(self, record_id: str) -> bytes | None:
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(_records.c.body).where(_records.c.id == record_id))

    def cases_of(self, subject: str) -> int:
        """How many cases this subject has: one, if nobody has made a mistake."""
        query = sa.select(sa.func.count()).select_from(_cases).where(_cases.c.subject == subject)
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    @property
    def is_down(self) -> bool:
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_switch)) != 0

    def take_down(self) -> None:
        """From now on answer like a system under maintenance."""
        with self._engine.begin() as connection:
            connection.execute(sa.insert(_switch).values(down_since=_now()))

    def bring_up(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_switch))

    def lose(self, record_id: str) -> None:
        """Forget a record, as a system does that was restored from an older copy."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_records).where(_records.c.id == record_id))


def _prepare(connection: object, _: object) -> None:
    # The demo may lose its last records in a power cut; what the portal promises does not rest on it.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _tell(
    connection: sa.Connection, kind: str, submission_id: str, data: dict[str, object], at: datetime | None = None
) -> str:
    event_id = str(uuid.uuid4())
    event = {"id": event_id, "type": kind, "time": _now(at), "submission_id": submission_id, "data": data}
    connection.execute(sa.insert(_events).values(event=event))
    return event_id


def _receipt(row: sa.Row[tuple[object, ...]]) -> dict[str, str]:
    return {"id": row.id, "case_number": row.case_number, "received_at": row.received_at}


def _now(at: datetime | None = None) -> str:
    return (at or datetime.now(UTC)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
