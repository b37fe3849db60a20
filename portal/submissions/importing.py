"""A list of residents: each row is looked at, who is known already is not stored twice, the rest gets a line."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, insert, select

from forms.kit.identifiers import normalise, problems
from locales import lazy as _
from portal.storage.centre_households import centre_households, resident_lookups
from portal.storage.sealing import Seals
from portal.submissions import residents
from portal.submissions.residents import Resident, as_birth_date, words_of

LONGEST_NAME, LONGEST_ROOM = 100, 40
# As many values as every database takes in one question.
AT_A_TIME = 500


_NOT_BEGUN = (centre_households.c.begun_at.is_(None), centre_households.c.part_of.is_(None))


@dataclass
class Entry:
    """A row of the list: what stands in it, what keeps it out, what should be looked at, and who it is."""

    number: int
    values: dict[str, str]
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    resident: Resident = field(default_factory=lambda: Resident("", ""))
    known: bool = False

    @property
    def is_new(self) -> bool:
        return not self.problems and not self.known


def looked_at(
    connection: Connection, seals: Seals, unit: str, entries: Sequence[Entry], *, today: date, synthetic: bool
) -> list[Entry]:
    """The rows, each with what was found out about it; nothing is stored."""
    for entry in entries:
        _read(entry, today, synthetic=synthetic)
    good = [entry for entry in entries if not entry.problems]
    hashes = {entry.number: residents.same(residents.lookups_of(seals, unit, entry.resident)) for entry in good}
    there = _there_already(connection, unit, {each for some in hashes.values() for each in some})
    seen: dict[str, int] = {}
    for entry in good:
        own = hashes[entry.number]
        entry.known = bool(own & there)
        if earlier := next((seen[each] for each in own if each in seen), None):
            entry.problems.append(_("The same person stands in row %(n)s.", n=earlier))
        seen |= dict.fromkeys(own - seen.keys(), entry.number)
    return list(entries)


def bring_in(connection: Connection, seals: Seals, unit: str, wanted: Iterable[Resident]) -> int:
    """A line for each resident who has none yet; how many were new. May be repeated."""
    now = datetime.now(UTC)
    lookups = {resident: residents.lookups_of(seals, unit, resident) for resident in wanted}
    there = _there_already(connection, unit, {each for some in lookups.values() for each in residents.same(some)})
    lines, found_by = [], []
    for resident, some in lookups.items():
        if residents.same(some) & there:
            continue
        there |= residents.same(some)
        id_ = str(uuid.uuid4())
        lines.append({"id": id_, "unit_code": unit, "listed_at": now, "sealed": residents.sealed(seals, id_, resident)})
        found_by += [{"unit_code": unit, "household_id": id_, "kind": kind, "lookup": each} for kind, each in some]
    if lines:
        connection.execute(insert(centre_households), lines)
        connection.execute(insert(resident_lookups), found_by)
    return len(lines)


def left_out(connection: Connection, seals: Seals, unit: str, listed: Iterable[Resident]) -> dict[str, Resident]:
    """Who stands on the list of the centre, is not begun, and does not stand in this one; by the id of the line."""
    table, found_by = centre_households.c, resident_lookups.c
    hashes = {each for resident in listed for each in residents.same(residents.lookups_of(seals, unit, resident))}
    waiting = (table.unit_code == unit, table.listed_at.is_not(None), *_NOT_BEGUN)
    lines = connection.execute(select(table.id, table.sealed).where(*waiting)).all()
    named = select(found_by.household_id, found_by.lookup).where(found_by.unit_code == unit, found_by.kind == "same")
    known = {id_ for id_, lookup in connection.execute(named) if lookup in hashes}
    return {row.id: residents.opened(seals, row.id, row.sealed) for row in lines if row.id not in known}


def take_off(connection: Connection, unit: str, ids: Sequence[str]) -> int:
    """Who has moved out is taken off the list, unless somebody has begun to register them meanwhile; how many were."""
    table, gone = centre_households.c, 0
    for start in range(0, len(ids), AT_A_TIME):
        some = table.id.in_(ids[start : start + AT_A_TIME])
        gone += connection.execute(delete(centre_households).where(table.unit_code == unit, some, *_NOT_BEGUN)).rowcount
    return gone


def _read(entry: Entry, today: date, *, synthetic: bool) -> None:
    values = entry.values
    given, family = values["given"], values["family"]
    if not (given or family):
        given, family = words_of(values["name"])
    if not (given and family):
        entry.problems.append(_("Given name or family name is missing."))
    if max(len(given), len(family)) > LONGEST_NAME or len(values["room"]) > LONGEST_ROOM:
        entry.problems.append(_("The name or the room is too long."))
    birth = as_birth_date(values["born"], today) if values["born"] else ""
    if not birth:
        entry.problems.append(_("The birth date is missing or cannot be read: write it like 17.05.1990."))
    duf = normalise("duf", values["duf"])
    wrong = problems("duf", duf, today=today, synthetic_allowed=synthetic) if duf else []
    if wrong and wrong[0].severity == "refuse":
        entry.problems.append(_("This is no DUF number: it has twelve digits and begins with the year."))
    elif wrong:
        entry.notes.append(_("Look at the DUF number once more: its last digits do not fit."))
    entry.resident = Resident(given, family, birth, duf, values["room"])


def _there_already(connection: Connection, unit: str, hashes: set[str]) -> set[str]:
    table, wanted, found = resident_lookups.c, sorted(hashes), set()
    for start in range(0, len(wanted), AT_A_TIME):
        some = table.lookup.in_(wanted[start : start + AT_A_TIME])
        query = select(table.lookup).where(table.unit_code == unit, table.kind == "same", some)
        found |= set(connection.execute(query).scalars())
    return found
