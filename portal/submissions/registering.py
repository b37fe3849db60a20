"""Households that staff register for residents: begun with consent, theirs while it is a draft, then status only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from forms.centre_mapping import JOURNEY
from forms.questions.situation import name_of
from portal.storage.centre_households import centre_households
from portal.storage.errands import errands
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import drafts, sending
from portal.submissions.drafts import WRITTEN_IN, Draft
from portal.submissions.record import instant
from portal.submissions.sending import Manner, Receipt

CHANNELS = {"centre": "reception_centre", "hospital": "hospital"}


@dataclass(frozen=True)
class Centre:
    """The unit that registers; `municipality` is where it lies (four digits)."""

    code: str
    kind: str
    organisation: str
    municipality: str


@dataclass(frozen=True)
class Listed:
    """A household of the roster. Once sent, its name is no longer there to be read."""

    id: str
    name: str
    begun_at: datetime
    sent_at: datetime | None
    reference: str
    accepted_at: datetime | None


def begin(
    connection: Connection,
    seals: Seals,
    centre: Centre,
    staff: str,
    question_set: str,
    consent: dict[str, Any],
    language: str,
) -> str:
    """A new household of the centre, with the consent it was given; its id."""
    now = datetime.now(UTC)
    draft = drafts.begin(connection, seals, question_set, JOURNEY.service)
    draft.answers.household["on-behalf"] = {**consent, "given_at": instant(now), WRITTEN_IN: language}
    draft.answers.household["living"] = {
        "situation": CHANNELS[centre.kind],
        "municipality": centre.municipality,
        "centre": centre.code,
    }
    drafts.save(connection, seals, draft)
    connection.execute(
        insert(centre_households).values(id=draft.id, unit_code=centre.code, begun_by=staff, begun_at=now)
    )
    return draft.id


def load(connection: Connection, seals: Seals, centre: Centre, household: str, *, to_change: bool) -> Draft | None:
    """The draft of a household of this centre; None where there is none, or it belongs to another."""
    if not _theirs(connection, centre, household):
        return None
    return drafts.load(connection, seals, household, to_change=to_change)


def listed(connection: Connection, seals: Seals, centre: Centre) -> list[Listed]:
    """The centre's households: those under way first, who has waited longest at the top."""
    table = centre_households.c
    query = (
        select(centre_households, submissions.c.reference, errands.c.delivered_at)
        .outerjoin(submissions, submissions.c.id == table.id)
        .outerjoin(errands, (errands.c.subject == "submission/" + table.id) & (errands.c.sequence == 1))
        .where(table.unit_code == centre.code)
        .order_by(table.sent_at.is_not(None), table.begun_at)
    )
    found = []
    for row in connection.execute(query).all():
        draft = None if row.sent_at else drafts.load(connection, seals, row.id)
        if draft is not None or row.sent_at:
            name = name_of(draft.answers.people[0]) if draft else ""
            found.append(Listed(row.id, name, row.begun_at, row.sent_at, row.reference or "", row.delivered_at))
    return found


def send(
    connection: Connection,
    seals: Seals,
    centre: Centre,
    draft: Draft,
    *,
    staff: str,
    language: str,
    source: str,
    today: date,
) -> Receipt:
    """Send what the resident has agreed to; from now on the centre sees the status only."""
    manner = Manner(
        JOURNEY.service, "no.settlement.mapping.registered.v1", CHANNELS[centre.kind], _on_behalf(centre, staff, draft)
    )
    receipt = sending.send(connection, seals, draft, language=language, source=source, today=today, manner=manner)
    mine = (centre_households.c.id == draft.id, centre_households.c.unit_code == centre.code)
    connection.execute(update(centre_households).where(*mine).values(sent_at=receipt.submitted_at))
    return receipt


def receipt(connection: Connection, centre: Centre, household: str) -> Receipt | None:
    """The receipt of a household of this centre that was sent."""
    return sending.receipt(connection, household) if _theirs(connection, centre, household) else None


def stop(connection: Connection, centre: Centre, household: str) -> None:
    """The consent is withdrawn before anything was sent: all that was written is gone."""
    mine = (centre_households.c.id == household, centre_households.c.unit_code == centre.code)
    not_sent = (*mine, centre_households.c.sent_at.is_(None))
    if connection.execute(delete(centre_households).where(*not_sent)).rowcount:
        drafts.remove(connection, household)


def _theirs(connection: Connection, centre: Centre, household: str) -> bool:
    mine = (centre_households.c.id == household, centre_households.c.unit_code == centre.code)
    return connection.execute(select(centre_households.c.id).where(*mine)).first() is not None


def _on_behalf(centre: Centre, staff: str, draft: Draft) -> dict[str, Any]:
    said = draft.answers.household["on-behalf"]
    used = said["interpreter"] == "yes"
    interpreter = {"used": used}
    if used:
        interpreter |= {"kind": said["kind"], "mode": said["mode"], "language": said["language"]}
    return {
        "organisation": centre.organisation,
        "centre": centre.code,
        "staff": staff,
        "interpreter": interpreter,
        "consent": {"how": said["how"], "language": said["language"], "given_at": said["given_at"]},
    }
