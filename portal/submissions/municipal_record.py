"""A household in the words of the record, as far as a municipality may read it: for its own systems and its archive.

The same rules as on the pages: birth dates and numbers are covered, needs are told by group and only as people agreed,
how and where the household is reached and the names of others only to the municipality that is asked.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from locales import speaking
from portal.storage.errands import errands, place_of
from portal.storage.sealing import Seals
from portal.submissions.cases import frozen_of, row_of
from portal.submissions.need_groups import GROUP_NAMES, GROUPS

COVERED = "•••"
PLAIN = (
    "reference",
    "version",
    "question_set",
    "channel",
    "languages_used",
    "submitted_at",
    "pets",
    "placement",
    "protected",
)
HOUSEHOLD = (
    "no.settlement.application.submitted.v1",
    "no.settlement.mapping.registered.v1",
    "no.settlement.application.amended.v1",
)
OF_PERSON = ("person_id", "role", "name", "citizenships", "permit")


def household_of(connection: Connection, seals: Seals, case: Row[Any]) -> dict[str, Any] | None:
    """The household of a municipality's case as it is now; None once its answers are no longer kept."""
    row = row_of(connection, case.submission_id)
    frozen = frozen_of(seals, row) if row is not None else None
    return as_read(frozen["record"]["data"], is_asked=bool(case.asked_at)) if frozen else None


def as_read(household: Mapping[str, Any], *, is_asked: bool) -> dict[str, Any]:
    """`$defs/household` of the record schema without what this municipality may not read."""
    contact, living = dict(household["contact"]), dict(household["living"])
    if not is_asked:
        contact = {name: contact[name] for name in ("written_language", "spoken_languages", "interpreter")}
        living.pop("address", None)
    return {
        **{name: household[name] for name in PLAIN if name in household},
        "contact": contact,
        "living": living,
        "persons": [_person(person, is_asked=is_asked) for person in household["persons"]],
        "warnings": household["warnings"],
    }


def _person(person: Mapping[str, Any], *, is_asked: bool) -> dict[str, Any]:
    mapping = person.get("mapping", {})
    adult = dict(person.get("responsible_adult", {}))
    if not is_asked:
        adult = {name: adult[name] for name in ("kind", "person_id") if name in adult}
    return {
        **{name: person[name] for name in OF_PERSON if name in person},
        # The schema allows a year alone.
        "birth_date": person["birth_date"][:4],
        "identifiers": [{"kind": each["kind"], "value": COVERED} for each in person["identifiers"]],
        **({"responsible_adult": adult} if adult else {}),
        "mapping": {
            "relations": [_relation(each, is_asked=is_asked) for each in mapping.get("relations", [])],
            **{name: mapping[name] for name in ("occupation", "education") if name in mapping},
        },
        **({"need_groups": need_groups(mapping.get("needs", {}))} if is_asked else {}),
    }


def _relation(relation: Mapping[str, Any], *, is_asked: bool) -> dict[str, Any]:
    return {name: value for name, value in relation.items() if is_asked or name != "name"}


def need_groups(needs: Mapping[str, Any]) -> list[str]:
    """The groups of somebody's needs, where that person has agreed that they are told."""
    told = set(needs.get("categories", [])) if needs.get("may_be_shared") else set()
    return [group for group, categories in GROUPS.items() if categories & told]


def records_of(connection: Connection, seals: Seals, case: Row[Any]) -> Iterable[dict[str, Any]]:
    """All records about a case that this municipality may read, oldest first, each as far as it may.

    Records about the household as a whole are emptied soon after they have arrived: then it is told as it is now.
    """
    row = row_of(connection, case.submission_id)
    frozen = frozen_of(seals, row) if row is not None else None
    still = select(errands.c.id).where(errands.c.subject == f"submission/{case.submission_id}")
    still = still.where(errands.c.type.in_(HOUSEHOLD), errands.c.body.is_not(None))
    if frozen and connection.execute(still.limit(1)).first() is None:
        now = _record(frozen["record"], case)
        assert now is not None
        yield now
    mine = select(errands).where(errands.c.subject == f"submission/{case.submission_id}", errands.c.body.is_not(None))
    for row in connection.execute(mine.order_by(errands.c.sequence)).all():
        record = json.loads(seals.open(row.seal, place_of(row.id), row.body))
        read = _record(record, case)
        if read is not None:
            yield read


def _record(record: dict[str, Any], case: Row[Any]) -> dict[str, Any] | None:
    data = record["data"]
    is_asked = bool(case.asked_at)
    if "persons" in data:
        return {**record, "data": _to_archive(as_read(data, is_asked=is_asked))}
    if "household" in data:
        household = _to_archive(as_read(data["household"], is_asked=is_asked))
        return {**record, "data": {**data, "household": household}}
    # What another municipality has said, or was told, is not this one's.
    return record if data.get("municipality", case.municipality) == case.municipality else None


def _to_archive(household: dict[str, Any]) -> dict[str, Any]:
    """With the groups of needs in the words of the archive, which is in Norwegian."""
    with speaking("nb"):
        for person in household["persons"]:
            if groups := person.pop("need_groups", None):
                person["needs"] = [str(GROUP_NAMES[group]) for group in groups]
    return household
