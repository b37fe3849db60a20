"""Which municipalities a household concerns, and how it stands with each: worked out from what was sent and told.

A household concerns a municipality when it lives there, wishes to, has found a home there, or the case system asked the
municipality. One that must not be found concerns none: it has no row, and loses those it had.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from forms.kit.answers import Answers
from forms.questions.situation import is_minor
from integrations.case_system import CaseEvent
from portal.delivery import stories_of
from portal.storage.belonging import for_all_units
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_case_words, municipal_cases, place_of
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import change_requests, own_ways, places_used
from portal.submissions.cases import answers_of, rows_of
from portal.submissions.finding import lookups
from portal.submissions.municipal_story import Standing, acts_about_each, standing, told
from portal.submissions.need_groups import groups_of

# The portal's own work on the rows of one household, whosesoever they are.
PORTALS_OWN = {"all_units": True}
A_FEW = 100
NOWHERE = "0000"


def refresh(connection: Connection, seals: Seals, submission_id: str) -> None:
    """Bring the rows of one submission up to what is known now. May be called at any time, any number of times."""
    with for_all_units(connection):
        _refresh(connection, seals, [submission_id], answers_may_differ=True)


def refresh_by_news(connection: Connection, seals: Seals, ids: Collection[str]) -> None:
    """The same where only news has come about these submissions: by what they are found has not changed."""
    with for_all_units(connection):
        _refresh(connection, seals, ids, answers_may_differ=False)


def _refresh(connection: Connection, seals: Seals, ids: Collection[str], *, answers_may_differ: bool) -> None:
    rows = rows_of(connection, ids, to_change=True)
    answered = {id_: answers_of(seals, row) for id_, row in rows.items() if row.seal != "protected"}
    if gone := [id_ for id_ in ids if answered.get(id_) is None]:
        forget(connection, gone)
    private = own_ways.private_steps_of_each(connection, seals, ids)
    stories, acts = stories_of(connection, seals, ids), acts_about_each(connection, seals, ids)
    known = _known(connection, ids)
    anew = _Anew()
    for id_, shared in answered.items():
        if shared is None:
            continue
        answers = own_ways.with_private(shared, private[id_])
        all_told = told(stories[id_], acts[id_], rows[id_].withdrawn_at)
        reasons = reasons_of(answers, stories[id_])
        anew.gone += [case.id for municipality, case in known[id_].items() if municipality not in reasons]
        household = {"waiting_since": rows[id_].submitted_at, **_household(answers, all_told.permit)}
        for municipality, why in reasons.items():
            stands = standing(all_told, municipality, [person.id for person in answers.people])
            case = known[id_].get(municipality)
            details = _details(seals, case, answers, stands)
            case_id = anew.keep(seals, id_, municipality, case, {**household, **why, **stands.columns}, details)
            if case is None or answers_may_differ:
                anew.words[municipality, case_id] = lookups(seals, municipality, answers, rows[id_].reference)
    anew.write(connection)


def _known(connection: Connection, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The rows there are, by submission and municipality."""
    theirs = select(municipal_cases).where(municipal_cases.c.submission_id.in_(ids))
    known: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in connection.execute(theirs).all():
        known[row.submission_id][row.municipality] = row
    return known


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
            with for_all_units(connection):
                _refresh(connection, seals, ids, answers_may_differ=True)
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


@dataclass
class _Anew:
    """What is to be written about several cases, each kind of it in one go."""

    gone: list[str] = field(default_factory=list)
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    words: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def keep(
        self,
        seals: Seals,
        submission_id: str,
        municipality: str,
        case: Any,
        values: dict[str, Any],
        details: dict[str, Any],
    ) -> str:
        """Note a case as it is now; its id."""
        values |= {"planned_on": last_planned(details["planned"], details["unsettled"])}
        if case is None:
            id_ = str(uuid.uuid4())
            values |= {"id": id_, "submission_id": submission_id, "municipality": municipality, "seal": "health"}
            self.new.append({**values, "details": sealed(seals, id_, details), "changed_at": datetime.now(UTC)})
            return id_
        same = all(case._mapping[name] == value for name, value in values.items())
        if not same or details_of(seals, case) != details:
            values |= {"details": sealed(seals, case.id, details), "changed_at": datetime.now(UTC)}
            self.changed.append({**values, "case_id": case.id, "case_of": municipality})
        return str(case.id)

    def write(self, connection: Connection) -> None:
        cases = municipal_cases.c
        if self.gone:
            connection.execute(delete(municipal_cases).where(cases.id.in_(self.gone)))
        if self.new:
            connection.execute(insert(municipal_cases), self.new)
        if self.changed:
            this = (cases.id == bindparam("case_id"), cases.municipality == bindparam("case_of"))
            connection.execute(update(municipal_cases).where(*this), self.changed)
        if self.words:
            _keep_words(connection, self.words)


def _keep_words(connection: Connection, wanted: dict[tuple[str, str], set[str]]) -> None:
    words = municipal_case_words
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    theirs = select(words).where(words.c.case_id.in_({case_id for _municipality, case_id in wanted}))
    for row in connection.execute(theirs):
        known[row.municipality, row.case_id].add(row.lookup)
    rows = []
    for (municipality, case_id), lookups_ in wanted.items():
        if gone := known[municipality, case_id] - lookups_:
            of_case = (words.c.case_id == case_id, words.c.municipality == municipality)
            connection.execute(delete(words).where(*of_case, words.c.lookup.in_(gone)))
        new = sorted(lookups_ - known[municipality, case_id])
        rows += [{"municipality": municipality, "lookup": each, "case_id": case_id} for each in new]
    if rows:
        connection.execute(insert(words), rows)


__all__ = ["details_of", "forget", "last_planned", "reasons_of", "refresh", "refresh_all", "refresh_by_news"]
