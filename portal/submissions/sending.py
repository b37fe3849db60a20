"""Send: in one transaction the application is frozen, its record is owed to the case system, and the draft is over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from forms.kit.answers import Answers
from forms.settlement_application import JOURNEY
from integrations.record_schema import problems_of
from portal.storage import errands
from portal.storage.sealing import Kind, Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns, duplicates, record, ways
from portal.submissions.codes import new_code
from portal.submissions.drafts import Draft, remove
from portal.submissions.owing import KEPT_UNTIL_DELIVERED, NotARecord
from portal.submissions.warnings import warnings

# What is accepted on the last page; a new wording gets a new version.
DECLARATIONS = {"truth": "1", "privacy_notice": "1", "one_offer_understood": "1"}
HEALTH_CONSENT = ("health_consent", "1")


@dataclass(frozen=True)
class Receipt:
    """What the applicant is shown: nothing personal."""

    reference: str
    submitted_at: datetime
    keep_until: datetime


@dataclass(frozen=True)
class Manner:
    """How an application comes about: the service and its record, and who filled it in."""

    service: str
    record: str
    channel: str
    on_behalf: dict[str, Any] | None = None


BY_THEMSELVES = Manner(JOURNEY.service, "no.settlement.application.submitted.v1", "self")


def send(
    connection: Connection,
    seals: Seals,
    draft: Draft,
    *,
    language: str,
    source: str,
    today: date,
    manner: Manner = BY_THEMSELVES,
) -> Receipt:
    """Send the draft. A second call for the same draft gives the same receipt and stores nothing."""
    earlier = receipt(connection, draft.id)
    if earlier is not None:
        return earlier
    now = datetime.now(UTC)
    reference = new_code()
    answers = draft.answers
    data = record.household(
        answers,
        question_set=draft.question_set,
        reference=reference,
        version=1,
        channel=manner.channel,
        languages=draft.languages,
        warnings=warnings(answers, today, duplicate=duplicates.exists(connection, seals, answers, draft.id)),
        declarations=_declarations(draft, language, now),
        at=now,
        today=today,
        on_behalf=manner.on_behalf,
    )
    body = record.event(
        manner.record,
        subject=f"submission/{draft.id}",
        sequence=1,
        source=source,
        at=now,
        data=data,
    )
    if wrong := [pointer for pointer, _message in problems_of(body)]:
        raise NotARecord(wrong)
    seal: Kind = "protected" if draft.protected else "health"
    frozen = json.dumps({"answers": answers.to_json(), "record": body, "code": draft.code}).encode()
    connection.execute(
        insert(submissions).values(
            id=draft.id,
            reference=reference,
            service=manner.service,
            question_set=draft.question_set,
            languages=" ".join(draft.languages),
            version=1,
            seal=seal,
            answers=seals.seal(seal, f"submissions|answers|{draft.id}", frozen),
            code_lookup=seals.lookup("resume code", draft.code),
            birth_lookup=seals.lookup("birth of applicant", f"{draft.id}|{answers.said('start', 'born')}"),
            submitted_at=now,
            keep_until=now + KEPT_UNTIL_DELIVERED,
        )
    )
    duplicates.remember(connection, seals, answers, draft.id)
    ways.remember(connection, seals, answers, draft.id)
    errands.owe(connection, seals, body, kind=seal, keep_until=now + KEPT_UNTIL_DELIVERED)
    remove(connection, draft.id)
    concerns.refresh(connection, seals, draft.id)
    return Receipt(reference, now, now + KEPT_UNTIL_DELIVERED)


def receipt(connection: Connection, submission_id: str) -> Receipt | None:
    """The receipt of an application that was sent; None when it was not."""
    query = select(submissions.c.reference, submissions.c.submitted_at, submissions.c.keep_until)
    row = connection.execute(query.where(submissions.c.id == submission_id)).one_or_none()
    return None if row is None else Receipt(row.reference, row.submitted_at, row.keep_until)


def _declarations(draft: Draft, language: str, now: datetime) -> Sequence[dict[str, str]]:
    accepted = [_accepted(code, version, language, now) for code, version in DECLARATIONS.items()]
    return [*accepted, *health_consent(draft.answers, now)]


def health_consent(answers: Answers, now: datetime) -> list[dict[str, str]]:
    """The consent to share what is told about health, if somebody in the household has given it."""
    consents = [person.steps["consent"] for person in answers.people if "consent" in person.steps]
    given = [consent["_in"] for consent in consents if consent.get("may_be_shared") == "yes"]
    return [_accepted(*HEALTH_CONSENT, given[0], now)] if given else []


def _accepted(code: str, version: str, language: str, now: datetime) -> dict[str, str]:
    return {"code": code, "version": version, "language": language, "accepted_at": record.instant(now)}
