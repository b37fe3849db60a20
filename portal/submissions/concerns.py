"""Which municipalities a household concerns, and how it stands with each: worked out from what was sent and told.

A household concerns a municipality when it lives there, wishes to, has found a home there, or the case system asked the
municipality. One that must not be found concerns none: it has no row, and loses those it had.
"""

import json
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from forms.kit.answers import Answers
from forms.questions.situation import is_minor
from integrations.case_system import CaseEvent
from portal.delivery import story_of
from portal.storage.belonging import for_all_units
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_case_words, municipal_cases, place_of
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import change_requests, own_ways, places_used
from portal.submissions.cases import answers_of, row_of
from portal.submissions.finding import lookups
from portal.submissions.municipal_story import Standing, standing, told_of
from portal.submissions.need_groups import groups_of

# The portal's own work on the rows of one household, whosesoever they are.
PORTALS_OWN = {"all_units": True}
A_FEW = 100
NOWHERE = "0000"


def refresh(connection: Connection, seals: Seals, submission_id: str) -> None:
    """Bring the rows of one submission up to what is known now. May be called at any time, any number of times."""
    with for_all_units(connection):
        _refresh(connection, seals, submission_id)


def _refresh(connection: Connection, seals: Seals, submission_id: str) -> None:
    row = row_of(connection, submission_id, to_change=True)
    answers = answers_of(seals, row) if row is not None else None
    if row is None or answers is None or row.seal == "protected":
        forget(connection, [submission_id])
        return
    answers = own_ways.with_private(answers, own_ways.private_steps(connection, seals, submission_id))
    told = told_of(connection, seals, submission_id, row.withdrawn_at)
    reasons = reasons_of(answers, story_of(connection, seals, submission_id))
    mine = municipal_cases.c.submission_id == submission_id
    known = {each.municipality: each for each in connection.execute(select(municipal_cases).where(mine)).all()}
    gone = [case.id for municipality, case in known.items() if municipality not in reasons]
    connection.execute(delete(municipal_cases).where(municipal_cases.c.id.in_(gone)))
    for municipality, why in reasons.items():
        stands = standing(told, municipality, [person.id for person in answers.people])
        case = known.get(municipality)
        values = {
            "waiting_since": row.submitted_at,
            **_household(answers, told.permit),
            **why,
            **stands.columns,
        }
        _keep(connection, seals, submission_id, municipality, case, values, _details(seals, case, answers, stands))
        _keep_words(connection, seals, answers, row.reference, submission_id, municipality)


def reasons_of(answers: Answers, story: Iterable[CaseEvent]) -> dict[str, dict[str, bool]]:
    """By municipality, why the household concerns it; asked by the case system is told by the date of asking."""
    home = answers.household.get("own-home", {})
    why = {
        "lives_there": {answers.said("living", "municipality")},
        "wishes_to": {wish["municipality"] for wish in answers.said("wishes", "wishes") or []},
        "has_found_home": {home.get("municipality")} if home.get("found") == "yes" else set(),
    }
    asked = {event.data.get("municipality") for event in story if event.type.startswith("municipality.")}
    everywhere = set().union(*why.values(), asked) - {None, NOWHERE}
    return {
        municipality: {reason: municipality in places for reason, places in why.items()}
        for municipality in sorted(everywhere)
    }


def refresh_all(database: Database, seals: Seals) -> int:
    """Bring every application's rows up to date, a few in each transaction; how many. May be stopped and run again."""
    done, last = 0, ""
    while True:
        with database.transaction() as connection:
            kept = select(submissions.c.id).where(submissions.c.answers.is_not(None), submissions.c.id > last)
            ids = list(connection.execute(kept.order_by(submissions.c.id).limit(A_FEW)).scalars())
            for id_ in ids:
                refresh(connection, seals, id_)
        if not ids:
            return done
        done, last = done + len(ids), ids[-1]


def case_ids(connection: Connection, submission_id: str) -> list[str]:
    """By which ids the municipalities know this application."""
    mine = select(municipal_cases.c.id).where(municipal_cases.c.submission_id == submission_id)
    return list(connection.execute(mine, execution_options=PORTALS_OWN).scalars())


def forget(connection: Connection, submission_ids: list[str]) -> None:
    """No municipality has anything to see of these any more."""
    places_used.remember(connection, submission_ids)
    theirs = municipal_cases.c.submission_id.in_(submission_ids)
    connection.execute(delete(municipal_cases).where(theirs), execution_options=PORTALS_OWN)
    change_requests.forget(connection, submission_ids)


def details_of(seals: Seals, case: Any) -> dict[str, Any]:
    """The sealed part of a row: `needs` by group, `planned` dates by person."""
    opened: dict[str, Any] = json.loads(seals.open(case.seal, place_of(case.id), case.details))
    return opened


def sealed(seals: Seals, case_id: str, details: dict[str, Any]) -> bytes:
    """The details as they are stored: needs are about health, so that key seals them."""
    return seals.seal("health", place_of(case_id), json.dumps(details, sort_keys=True).encode())


def last_planned(planned: dict[str, str], unsettled: Iterable[str]) -> date | None:
    """The last planned date, if everybody who is not settled has one."""
    days = [planned.get(person) for person in unsettled]
    return max(date.fromisoformat(day) for day in days if day) if days and all(days) else None


def _household(answers: Answers, permit: bool | None) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    adults = [person for person in answers.people if "permit" in person.steps]
    granted = any(person.said("permit", "status") == "granted" for person in adults)
    return {
        "people": len(answers.people),
        "minors": sum(is_minor(answers, person, today) for person in answers.people),
        "pets": bool(answers.said("pets", "pets")),
        # Without one permit in the household nothing can begin; with one, the others may follow.
        "permit_granted": permit if permit is not None else not adults or granted,
    }


def _details(seals: Seals, case: Any, answers: Answers, stands: Standing) -> dict[str, Any]:
    planned = details_of(seals, case)["planned"] if case is not None else {}
    return {
        # The consent is for the municipality that is asked to receive them, so no other gets to know.
        "needs": groups_of(answers) if stands.columns["asked_at"] else [],
        "planned": {person: day for person, day in planned.items() if person in stands.unsettled},
        "unsettled": stands.unsettled,
    }


def _keep(
    connection: Connection,
    seals: Seals,
    submission_id: str,
    municipality: str,
    case: Any,
    values: dict[str, Any],
    details: dict[str, Any],
) -> None:
    values |= {"planned_on": last_planned(details["planned"], details["unsettled"])}
    if case is None:
        id_ = str(uuid.uuid4())
        values |= {"id": id_, "submission_id": submission_id, "municipality": municipality, "seal": "health"}
        row = {**values, "details": sealed(seals, id_, details), "changed_at": datetime.now(UTC)}
        connection.execute(insert(municipal_cases).values(row))
        return
    same = all(case._mapping[name] == value for name, value in values.items())
    if same and details_of(seals, case) == details:
        return
    values |= {"details": sealed(seals, case.id, details), "changed_at": datetime.now(UTC)}
    connection.execute(
        update(municipal_cases)
        .where(municipal_cases.c.id == case.id, municipal_cases.c.municipality == municipality)
        .values(values)
    )


def _keep_words(
    connection: Connection, seals: Seals, answers: Answers, reference: str, submission_id: str, municipality: str
) -> None:
    mine = (municipal_cases.c.submission_id == submission_id, municipal_cases.c.municipality == municipality)
    case_id = connection.execute(select(municipal_cases.c.id).where(*mine)).scalar_one()
    words = municipal_case_words
    of_case = (words.c.case_id == case_id, words.c.municipality == municipality)
    known = set(connection.execute(select(words.c.lookup).where(*of_case)).scalars())
    wanted = lookups(seals, municipality, answers, reference)
    if gone := known - wanted:
        connection.execute(delete(words).where(*of_case, words.c.lookup.in_(gone)))
    if new := sorted(wanted - known):
        rows = [{"municipality": municipality, "lookup": each, "case_id": case_id} for each in new]
        connection.execute(insert(words), rows)


__all__ = ["details_of", "forget", "last_planned", "reasons_of", "refresh", "refresh_all"]
