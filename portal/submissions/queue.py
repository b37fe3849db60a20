"""A municipality's queue: who has waited longest stands first; chosen by codes, found by words, page by page.

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
from portal.storage.municipal_cases import municipal_case_words, municipal_cases, open_, over
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns
from portal.submissions.finding import looked_for
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
MOST_FOUND = 50


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
    found: list[Listed] = []
    looked_at = 0
    last: Row[Any] | None = None
    for case in _walk(connection, municipality, newest_first=newest_first, after=after):
        if looked_at == LOOKED_AT or len(found) == ON_A_PAGE:
            assert last is not None
            return Page(found, _cursor(last, newest_first=newest_first))
        looked_at, last = looked_at + 1, case
        if _fits(seals, case, wanted, staff):
            found.append(line(connection, seals, case, now))
    return Page(found)


def search(connection: Connection, seals: Seals, municipality: str, typed: str, *, now: datetime) -> Page:
    """The households to which all that was typed belongs, also those that are over; `counted_all`: these are all."""
    wanted = looked_for(seals, municipality, typed)
    if not wanted:
        return Page([])
    groups = [_with_word(connection, municipality, word) for word in wanted]
    # Names that many have say little, so the rarest word leads; what it brings is looked at for all the others.
    found = min(groups, key=len)
    whole = len(found) <= LOOKED_AT
    for word in wanted:
        found = _with_word(connection, municipality, word, among=found[:LOOKED_AT])
    table = municipal_cases.c
    mine = select(municipal_cases).where(table.municipality == municipality, table.id.in_(found[: MOST_FOUND + 1]))
    rows = connection.execute(mine.order_by(table.waiting_since, table.id)).all()
    lines = [line(connection, seals, case, now) for case in rows[:MOST_FOUND]]
    return Page(lines, counted_all=whole and len(rows) <= MOST_FOUND)


def _with_word(connection: Connection, municipality: str, word: str, among: Sequence[str] | None = None) -> list[str]:
    """The cases to which this word belongs, of all or of some: a thousand and one at most."""
    words = municipal_case_words.c
    query = select(words.case_id).where(words.municipality == municipality, words.lookup == word)
    if among is not None:
        query = query.where(words.case_id.in_(among))
    return list(connection.execute(query.order_by(words.case_id).limit(LOOKED_AT + 1)).scalars())


def counts(connection: Connection, municipality: str) -> tuple[dict[str, int], bool]:
    """How many open households there are by status, and whether all were counted: only the thousand longest are."""
    first = _ordered(municipality, newest_first=False).limit(LOOKED_AT + 1)
    rows = connection.execute(first).all()
    return dict(Counter(status_of(case) for case in rows[:LOOKED_AT])), len(rows) <= LOOKED_AT


def line(connection: Connection, seals: Seals, case: Row[Any], now: datetime) -> Listed:
    """One household as the queue shows it."""
    reference = connection.scalar(select(submissions.c.reference).where(submissions.c.id == case.submission_id))
    needs = concerns.details_of(seals, case)["needs"]
    return Listed(case, str(reference), status_of(case), needs, (now - case.waiting_since).days)


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


def _walk(connection: Connection, municipality: str, *, newest_first: bool, after: str) -> Iterator[Row[Any]]:
    """Rows in the order of the queue, a few at a time, for as long as somebody takes them."""
    while True:
        query = _ordered(municipality, newest_first=newest_first)
        if (begin := _read(after)) is not None:
            table = municipal_cases.c
            here = tuple_(table.changed_at if newest_first else table.waiting_since, table.id)
            there = tuple_(literal(begin[0], Instant()), literal(begin[1]))
            query = query.where(here < there if newest_first else here > there)
        rows = connection.execute(query.limit(A_FEW)).all()
        yield from rows
        if len(rows) < A_FEW:
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
