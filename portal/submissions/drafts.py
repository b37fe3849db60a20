"""Applications being written: kept at every step, opened again with a code and a birth date, ended by a date."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from forms.kit.answers import Answers, Asked, Person
from forms.kit.journey import Place
from forms.settlement_application import JOURNEY
from portal.storage.drafts import drafts
from portal.storage.sealing import Kind, Seals
from portal.submissions.codes import new_code

KEPT = timedelta(days=7)
KEPT_LONGER = timedelta(days=30)

HEALTH_STEPS = frozenset(step.slug for step in JOURNEY.steps if step.health)
# Under this key each step keeps the language it was answered in.
WRITTEN_IN = "_in"
# Under these, where staff write for a resident: who wrote it, and when.
WRITTEN_BY, WRITTEN_AT = "_by", "_at"


@dataclass(frozen=True)
class Amends:
    """A change to an application that was sent: which one, and the reason in the words of the record schema."""

    submission_id: str
    reason: str


@dataclass
class Draft:
    """An application that is not sent yet. `held` is a page that was typed when the time was up.

    `amends` says which application it changes once it is sent, and why; None where it is an application of its own.
    """

    id: str
    question_set: str
    code: str
    answers: Answers
    keep_until: datetime
    longer: bool = False
    held: dict[str, Any] | None = None
    amends: Amends | None = None

    def asked(self, language: str, today: date, *, synthetic_numbers: bool, person: Person | None = None) -> Asked:
        """The situation in which the next question is asked."""
        return Asked(self.answers, language, today, self.question_set, person, synthetic_numbers)

    @property
    def protected(self) -> bool:
        return bool(self.answers.said("protection", "protected") == "yes")

    @property
    def languages(self) -> list[str]:
        """The languages it was answered in, in the order of the path."""
        used = [step.get(WRITTEN_IN) for _number, steps in self.answers.holders() for step in steps.values()]
        return list(dict.fromkeys(language for language in used if language))

    def answer(self, place: Place, given: dict[str, Any], language: str, by: str = "") -> None:
        """Keep what was answered at a place; `by` is the member of the staff who wrote it.

        What stays as it was is still by whoever wrote it first.
        """
        holder = place.person.steps if place.person else self.answers.household
        before = holder.get(place.step.slug, {})
        notes = {WRITTEN_BY: by, WRITTEN_AT: datetime.now(UTC).isoformat()} if by else {}
        if by and given == without_notes(before):
            notes = {name: before[name] for name in (WRITTEN_BY, WRITTEN_AT) if name in before}
        holder[place.step.slug] = {**given, WRITTEN_IN: language, **notes}


def begin(connection: Connection, seals: Seals, question_set: str, service: str = JOURNEY.service) -> Draft:
    """A new, empty draft with the applicant as its first person."""
    now = datetime.now(UTC)
    draft = Draft(str(uuid.uuid4()), question_set, new_code(), Answers(people=[Person.new()]), now + KEPT)
    connection.execute(
        insert(drafts).values(
            id=draft.id,
            service=service,
            question_set=question_set,
            code_lookup=seals.lookup("resume code", draft.code),
            created_at=now,
            **_sealed(seals, draft, now),
        )
    )
    return draft


def begin_change(connection: Connection, seals: Seals, sent: Draft, reason: str) -> Draft:
    """A draft of the changes to what was `sent`; one that was begun before goes on, and takes in what is told now.

    The record names one reason: the last that was chosen. There is one change at a time, and only who has shown a
    second proof comes to it: no code of its own opens it.
    """
    lookup = seals.lookup("change of", sent.id)
    row = connection.execute(select(drafts).where(drafts.c.code_lookup == lookup).with_for_update()).one_or_none()
    begun = _opened(seals, row) if row is not None and row.keep_until >= datetime.now(UTC) else None
    if begun is not None and begun.amends is not None:
        if begun.amends.reason != reason:
            begun.amends = Amends(sent.id, reason)
            save(connection, seals, begun)
        return begun
    forget_change(connection, seals, sent.id)
    now = datetime.now(UTC)
    draft = replace(sent, id=str(uuid.uuid4()), keep_until=now + KEPT, amends=Amends(sent.id, reason))
    connection.execute(
        insert(drafts).values(
            id=draft.id,
            service=JOURNEY.service,
            question_set=draft.question_set,
            code_lookup=lookup,
            created_at=now,
            **_sealed(seals, draft, now),
        )
    )
    return draft


def change_begun(connection: Connection, seals: Seals, sent: Draft) -> Draft | None:
    """The change to what was `sent` that somebody has begun and not sent; None where it would change nothing."""
    row = connection.execute(select(drafts).where(drafts.c.code_lookup == seals.lookup("change of", sent.id)))
    begun = next((_opened(seals, each) for each in row if each.keep_until >= datetime.now(UTC)), None)
    if begun is None or (begun.held is None and begun.answers.to_json() == sent.answers.to_json()):
        return None
    return begun


def rewrite_change(
    connection: Connection, seals: Seals, submission_id: str, rewrite: Callable[[Answers], Answers]
) -> None:
    """Bring a change that was begun in line with what the application has become meanwhile."""
    lookup = seals.lookup("change of", submission_id)
    row = connection.execute(select(drafts).where(drafts.c.code_lookup == lookup).with_for_update()).one_or_none()
    if row is not None:
        draft = _opened(seals, row)
        draft.answers, draft.held = rewrite(draft.answers), None
        save(connection, seals, draft)


def forget_change(connection: Connection, seals: Seals, submission_id: str) -> None:
    """A change that was begun and not sent is thrown away."""
    lookup = seals.lookup("change of", submission_id)
    connection.execute(delete(drafts).where(drafts.c.code_lookup == lookup))


def load(connection: Connection, seals: Seals, draft_id: str, *, to_change: bool = False) -> Draft | None:
    """The draft; with `to_change` nobody else can change it until the transaction ends."""
    query = select(drafts).where(drafts.c.id == draft_id)
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None or row.keep_until < datetime.now(UTC) else _opened(seals, row)


def save(connection: Connection, seals: Seals, draft: Draft) -> None:
    """Keep the draft as it is now; its end date moves on."""
    now = datetime.now(UTC)
    draft.keep_until = now + (KEPT_LONGER if draft.longer else KEPT)
    connection.execute(update(drafts).where(drafts.c.id == draft.id).values(**_sealed(seals, draft, now)))


def remove(connection: Connection, draft_id: str) -> None:
    """The draft is gone: sent, or thrown away."""
    connection.execute(delete(drafts).where(drafts.c.id == draft_id))


def of_code(connection: Connection, seals: Seals, code: str, born: str) -> Draft | None:
    """The draft of this code and birth date; None when they do not belong together or there is none."""
    query = select(drafts).where(drafts.c.code_lookup == seals.lookup("resume code", code))
    row = connection.execute(query).one_or_none()
    draft = _opened(seals, row) if row is not None and row.keep_until >= datetime.now(UTC) else None
    return draft if draft is not None and draft.answers.said("start", "born") == born else None


def fingerprint(seals: Seals, draft: Draft, place: Place) -> str:
    """Changes when the answers at a place change; a page carries it to notice what another tab has saved."""
    stored = without_notes(place.stored(draft.answers))
    person = place.person.id if place.person else ""
    return seals.lookup("fingerprint", json.dumps([draft.id, person, place.step.slug, stored], sort_keys=True))[:16]


def without_notes(stored: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a step without what is noted about them."""
    return {name: value for name, value in stored.items() if name[0] != "_"}


def copy_of(answers: Answers) -> Answers:
    """Answers that can be changed without changing these."""
    return Answers.from_json(json.loads(json.dumps(answers.to_json())))


def _kind(draft: Draft, ordinary: Kind) -> Kind:
    return "protected" if draft.protected else ordinary


def _sealed(seals: Seals, draft: Draft, now: datetime) -> dict[str, Any]:
    everyday, health = _parted(draft.answers)
    common = {"code": draft.code, "longer": draft.longer, "answers": everyday}
    if draft.amends is not None:
        common["amends"] = asdict(draft.amends)
    held = None
    if draft.held is not None:
        held = seals.seal(_kind(draft, "health"), f"drafts|held|{draft.id}", json.dumps(draft.held).encode())
    return {
        "seal": _kind(draft, "answers"),
        "answers": seals.seal(_kind(draft, "answers"), f"drafts|answers|{draft.id}", json.dumps(common).encode()),
        "health": seals.seal(_kind(draft, "health"), f"drafts|health|{draft.id}", json.dumps(health).encode()),
        "held": held,
        "changed_at": now,
        "keep_until": draft.keep_until,
    }


def _opened(seals: Seals, row: Row[Any]) -> Draft:
    ordinary: Kind = row.seal
    health_kind: Kind = "protected" if row.seal == "protected" else "health"
    common = json.loads(seals.open(ordinary, f"drafts|answers|{row.id}", row.answers))
    answers = Answers.from_json(common["answers"])
    health = json.loads(seals.open(health_kind, f"drafts|health|{row.id}", row.health))
    for person in answers.people:
        person.steps |= health.get(person.id, {})
    held = json.loads(seals.open(health_kind, f"drafts|held|{row.id}", row.held)) if row.held else None
    amends = Amends(**common["amends"]) if "amends" in common else None
    return Draft(row.id, row.question_set, common["code"], answers, row.keep_until, common["longer"], held, amends)


def _parted(answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """Everyday answers, and by person those about health."""
    everyday = Answers(
        answers.household,
        [
            replace(person, steps={slug: step for slug, step in person.steps.items() if slug not in HEALTH_STEPS})
            for person in answers.people
        ],
    )
    health = {
        person.id: {slug: step for slug, step in person.steps.items() if slug in HEALTH_STEPS}
        for person in answers.people
    }
    return everyday.to_json(), health
