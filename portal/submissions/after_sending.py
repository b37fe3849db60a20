"""What an applicant can do with an application that was sent: change it, withdraw it, ask for another municipality."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, update

from forms.kit.answers import Answers, Step
from integrations.case_system import CaseEvent
from portal.storage import errands, messages
from portal.storage.asked_questions import forget_asked
from portal.storage.own_ways import forget_own_ways
from portal.storage.sealing import Kind, Seals
from portal.storage.submissions import same_person, submissions
from portal.storage.ways import forget_ways
from portal.submissions import change_requests, concerns, drafts, duplicates, handing_over, own_ways, record, ways
from portal.submissions.cases import frozen_of, row_of
from portal.submissions.drafts import Draft
from portal.submissions.owing import owe_record
from portal.submissions.retention import move_end
from portal.submissions.sending import HEALTH_CONSENT, health_consent
from portal.submissions.warnings import warnings


class NotOpen(Exception):
    """The application was withdrawn, or its answers are no longer kept: nothing more can be sent about it from here."""


def amend(
    connection: Connection,
    seals: Seals,
    draft: Draft,
    *,
    effective_on: str | None,
    language: str,
    source: str,
    today: date,
) -> None:
    """Send the change in the draft as the next version, behind what is still unsent. Raises NotOpen."""
    assert draft.amends is not None
    submission_id = draft.amends.submission_id
    sequence, row = in_turn(connection, submission_id)
    frozen = frozen_of(seals, row)
    assert frozen is not None
    private = own_ways.private_steps(connection, seals, submission_id)
    # What an adult answers alone is in the record, and in nothing that the rest of the household can open.
    answers = own_ways.without_private(draft.answers, set(private))
    own_ways.note_who_left(connection, seals, Answers.from_json(frozen["answers"]), answers, submission_id)
    household = household_as_it_is(connection, seals, row, frozen, answers, private, draft.languages, today)
    data: dict[str, Any] = {"household": household, "reason": draft.amends.reason}
    if effective_on:
        data["effective_on"] = effective_on
    seal: Kind = "protected" if draft.protected else "health"
    owe(connection, seals, row, sequence, "no.settlement.application.amended.v1", data, source, seal)
    kept = own_ways.redacted(household, set(private))
    kept["declarations"] = _declared(
        frozen["record"]["data"]["declarations"], health_consent(answers, datetime.now(UTC))
    )
    newest = {**frozen["record"], "data": kept}
    anew = json.dumps({**frozen, "answers": answers.to_json(), "record": newest}).encode()
    connection.execute(
        update(submissions)
        .where(submissions.c.id == submission_id)
        .values(
            version=row.version + 1,
            languages=" ".join(draft.languages),
            seal=seal,
            answers=seals.seal(seal, f"submissions|answers|{submission_id}", anew),
            birth_lookup=seals.lookup("birth of applicant", f"{submission_id}|{answers.said('start', 'born')}"),
        )
    )
    if draft.protected:
        handing_over.forget(connection, submission_id)
    duplicates.remember(connection, seals, answers, submission_id)
    ways.remember(connection, seals, answers, submission_id)
    drafts.remove(connection, draft.id)
    concerns.refresh(connection, seals, submission_id)


def household_as_it_is(
    connection: Connection,
    seals: Seals,
    row: Row[Any],
    frozen: dict[str, Any],
    answers: Answers,
    private: dict[str, dict[str, Step]],
    languages: list[str],
    today: date,
) -> dict[str, Any]:
    """The household in the words of the record schema, as the next version: the shared answers and the private ones."""
    whole = own_ways.with_private(answers, private)
    earlier = frozen["record"]["data"]
    protected = answers.said("protection", "protected") == "yes"
    return record.household(
        whole,
        question_set=row.question_set,
        reference=row.reference,
        version=row.version + 1,
        # This version comes from the household; who has registered it, with which consent, stays true of it.
        channel="self",
        # Of people who must not be found it would tell where they are.
        on_behalf=None if protected else earlier.get("on_behalf"),
        languages=languages,
        warnings=warnings(whole, today, duplicate=duplicates.exists(connection, seals, whole, str(row.id))),
        declarations=_declared(earlier["declarations"], health_consent(whole, datetime.now(UTC))),
        at=row.submitted_at,
        today=today,
    )


def _declared(earlier: list[dict[str, str]], health: list[dict[str, str]]) -> list[dict[str, str]]:
    """What was declared stays as it was; the consent about health only while somebody gives it."""
    kept = [each for each in earlier if each["code"] != HEALTH_CONSENT[0] or health]
    return kept if any(each["code"] == HEALTH_CONSENT[0] for each in kept) else [*kept, *health]


def withdraw(connection: Connection, seals: Seals, submission_id: str, reason: str, source: str) -> None:
    """Withdraw for the whole household. What has certainly not left is never sent, and its answers are erased at once.

    Raises NotOpen.
    """
    sequence, row = in_turn(connection, submission_id)
    now = datetime.now(UTC)
    changed: dict[str, Any] = {"withdrawn_at": now}
    if errands.take_back(connection, f"submission/{submission_id}"):
        changed |= {"answers": None, "keep_until": now}
        forget_own_ways(connection, submission_id)
        connection.execute(delete(same_person).where(same_person.c.submission_id == submission_id))
        forget_ways(connection, submission_id)
    else:
        data = {"reason": reason, "at": record.instant(now)}
        owe(connection, seals, row, sequence, "no.settlement.application.withdrawn.v1", data, source, row.seal)
    connection.execute(update(submissions).where(submissions.c.id == submission_id).values(changed))
    drafts.forget_change(connection, seals, submission_id)
    messages.forget_unsent(connection, submission_id)
    forget_asked(connection, submission_id)
    concerns.refresh(connection, seals, submission_id)
    move_end(connection, seals, submission_id)


def municipality_of(events: list[CaseEvent]) -> str | None:
    """The municipality that was asked or has agreed last; None before there is one."""
    named = [event for event in events if event.type in ("municipality.asked", "municipality.agreed")]
    found = named[-1].data.get("municipality") if named else None
    return found if isinstance(found, str) else None


def ask_for_another_municipality(
    connection: Connection, seals: Seals, submission_id: str, municipality: str, answers: dict[str, Any], language: str,
    source: str,
) -> None:  # fmt: skip
    """Tell the directorate what it did not know about this household and `municipality`. Raises NotOpen."""
    sequence, row = in_turn(connection, submission_id)
    data = {"municipality": municipality, **answers}
    if "details" in answers:
        data["details_language"] = language
    kind = "no.settlement.municipality.change-requested.v1"
    id_ = owe(connection, seals, row, sequence, kind, data, source, row.seal)
    change_requests.keep(connection, seals, row, id_, data, datetime.now(UTC))


def in_turn(connection: Connection, submission_id: str) -> tuple[int, Row[Any]]:
    """The next sequence, and the application that nobody else changes meanwhile. Raises NotOpen."""
    sequence = errands.next_sequence(connection, f"submission/{submission_id}")
    row = row_of(connection, submission_id, to_change=True)
    if row is None or row.withdrawn_at is not None or row.answers is None:
        raise NotOpen
    return sequence, row


def owe(
    connection: Connection,
    seals: Seals,
    row: Row[Any],
    sequence: int,
    kind: str,
    data: dict[str, Any],
    source: str,
    seal: Kind,
    of_person: str | None = None,
) -> str:
    """Owe a record about this application to the case system, once the schema finds nothing wrong with it; its id.

    `of_person` names the adult it comes from, where the others of the household are not shown that there is one.
    The date until which the application is kept moves with it.
    """
    subject = f"submission/{row.id}"
    id_ = owe_record(
        connection, seals, kind, data, subject=subject, sequence=sequence, source=source, seal=seal, of_person=of_person
    )
    move_end(connection, seals, row.id)
    return id_
