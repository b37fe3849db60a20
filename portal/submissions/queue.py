"""A municipality's queue: who has waited longest stands first; chosen by codes, page by page.

Every page costs the same however many households there are: rows are taken in the order of an index, and what no
index knows (a group of needs is sealed) is looked at in the rows that were taken, a thousand at most for each page.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any, Literal, Self, get_args
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection, Row, Select, literal, select, tuple_

from portal.storage.database import Instant
from portal.storage.municipal_cases import municipal_cases, open_, over
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns
from portal.submissions.need_groups import GROUPS

Status = Literal[
    "to_answer",
    "waits_for_household",
    "answered",
    "to_settle",
    "not_asked",
    "waits_for_permit",
    "said_no",
    "settled",
    "closed",
]
STATUSES: tuple[Status, ...] = get_args(Status)
OVER: tuple[Status, ...] = ("settled", "closed")
REASONS = ("asked", "lives_there", "wishes_to", "has_found_home")
SIZES = {"1": (1, 1), "2-3": (2, 3), "4-5": (4, 5), "6": (6, 99)}
CHOICES: dict[str, Sequence[str]] = {
    "status": STATUSES,
    "reason": REASONS,
    "size": tuple(SIZES),
    "need": tuple(GROUPS),
    "pets": ("yes", "no"),
    "mine": ("yes",),
}
ON_A_PAGE = 25
LOOKED_AT = 1000
A_FEW = 100
# What status_of looks at.
_TELLING = [
    municipal_cases.c[name]
    for name in (
        "settled_at",
        "closed_at",
        "agreed_on",
        "declined_at",
        "answer",
        "answered_at",
        "informed_at",
        "asked_at",
        "permit_granted",
    )
]


@dataclass(frozen=True)
class Selection:
    """What somebody wants to see of the queue: one code for each question, or none."""

    status: str = ""
    reason: str = ""
    size: str = ""
    need: str = ""
    pets: str = ""
    mine: str = ""

    @classmethod
    def read(cls, said: Any) -> Self:
        """What stands behind the question mark of an address; what is no choice is not there."""
        return cls(**{name: said.get(name, "") for name, codes in CHOICES.items() if said.get(name, "") in codes})

    @classmethod
    def of_address(cls, address: str) -> Self:
        return cls.read(dict(parse_qsl(address)))

    @property
    def address(self) -> str:
        """As it stands in an address: codes only."""
        return urlencode({each.name: value for each in fields(self) if (value := getattr(self, each.name))})

    def without_status(self) -> Self:
        return replace(self, status="")


@dataclass(frozen=True)
class Listed:
    """A line of the queue: the row, how it stands, and the groups of needs."""

    case: Row[Any]
    reference: str
    status: Status
    needs: list[str]
    days: int


@dataclass(frozen=True)
class Page:
    """Lines of the queue. `following` leads on, with more lines or, where the search is long, to where it goes on."""

    lines: list[Listed]
    following: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    counted_all: bool = True


def status_of(case: Any) -> Status:
    """How it stands, read from the dates of the row."""
    if case.settled_at:
        return "settled"
    if case.closed_at:
        return "closed"
    if case.agreed_on:
        return "to_settle"
    if case.declined_at:
        return "said_no"
    if case.answer in ("can_receive", "cannot_receive"):
        return "answered"
    if case.answer == "needs_information" and not (case.informed_at and case.informed_at > case.answered_at):
        return "waits_for_household"
    if case.asked_at or case.answer:
        return "to_answer"
    return "not_asked" if case.permit_granted else "waits_for_permit"


def page(
    connection: Connection, seals: Seals, municipality: str, wanted: Selection, *, staff: str, after: str, now: datetime
) -> Page:
    """The lines that are `wanted`, from `after` on (as an earlier page gave it)."""
    newest_first = wanted.status in OVER
    found: list[Row[Any]] = []
    looked_at = 0
    last: Row[Any] | None = None
    for case in _walk(connection, municipality, newest_first=newest_first, after=after, whole=not wanted.address):
        if looked_at == LOOKED_AT or len(found) == ON_A_PAGE:
            assert last is not None
            return Page(lines(connection, seals, found, now), _cursor(last, newest_first=newest_first))
        looked_at, last = looked_at + 1, case
        if _fits(seals, case, wanted, staff):
            found.append(case)
    return Page(lines(connection, seals, found, now))


def counts(connection: Connection, municipality: str) -> tuple[dict[str, int], bool]:
    """How many open households there are by status, and whether all were counted: only the thousand longest are."""
    first = _ordered(municipality, newest_first=False).limit(LOOKED_AT + 1)
    rows = connection.execute(first.with_only_columns(*_TELLING)).all()
    return dict(Counter(status_of(case) for case in rows[:LOOKED_AT])), len(rows) <= LOOKED_AT


def line(connection: Connection, seals: Seals, case: Row[Any], now: datetime) -> Listed:
    """One household as the queue shows it."""
    return lines(connection, seals, [case], now)[0]


def lines(connection: Connection, seals: Seals, cases: Sequence[Row[Any]], now: datetime) -> list[Listed]:
    """Households as the queue shows them, in the same order."""
    theirs = submissions.c.id.in_([case.submission_id for case in cases])
    references = dict(connection.execute(select(submissions.c.id, submissions.c.reference).where(theirs)).all())
    return [
        Listed(
            case,
            references[case.submission_id],
            status_of(case),
            concerns.details_of(seals, case)["needs"],
            (now - case.waiting_since).days,
        )
        for case in cases
    ]


def _fits(seals: Seals, case: Row[Any], wanted: Selection, staff: str) -> bool:
    least, most = SIZES.get(wanted.size, (0, 99))
    return (
        (not wanted.status or status_of(case) == wanted.status)
        and (not wanted.reason or bool(case.asked_at if wanted.reason == "asked" else getattr(case, wanted.reason)))
        and least <= case.people <= most
        and (not wanted.pets or case.pets is (wanted.pets == "yes"))
        and (not wanted.mine or case.handler == staff)
        and (not wanted.need or wanted.need in concerns.details_of(seals, case)["needs"])
    )


def _walk(
    connection: Connection, municipality: str, *, newest_first: bool, after: str, whole: bool
) -> Iterator[Row[Any]]:
    """Rows in the order of the queue, a few at a time, for as long as somebody takes them.

    Of the `whole` queue every row is taken, so that one more than stand on a page are enough.
    """
    few = ON_A_PAGE + 1 if whole else A_FEW
    while True:
        query = _ordered(municipality, newest_first=newest_first)
        if (begin := _read(after)) is not None:
            table = municipal_cases.c
            here = tuple_(table.changed_at if newest_first else table.waiting_since, table.id)
            there = tuple_(literal(begin[0], Instant()), literal(begin[1]))
            query = query.where(here < there if newest_first else here > there)
        rows = connection.execute(query.limit(few)).all()
        yield from rows
        if len(rows) < few:
            return
        after = _cursor(rows[-1], newest_first=newest_first)


def _ordered(municipality: str, *, newest_first: bool) -> Select[Any]:
    table = municipal_cases.c
    mine = select(municipal_cases).where(table.municipality == municipality)
    if newest_first:
        return mine.where(over).order_by(table.changed_at.desc(), table.id.desc())
    return mine.where(open_).order_by(table.waiting_since, table.id)


def _cursor(case: Row[Any], *, newest_first: bool) -> str:
    moment = case.changed_at if newest_first else case.waiting_since
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S.%f}~{case.id}"


def is_cursor(cursor: str) -> bool:
    """Whether a page could have given this."""
    return _read(cursor) is not None


def _read(cursor: str) -> tuple[datetime, str] | None:
    moment, _sep, id_ = cursor.partition("~")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), id_
    except ValueError:
        return None
