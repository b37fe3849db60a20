"""Households that staff register for residents: begun with consent, theirs while it is a draft, then status only."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from forms.centre_mapping import JOURNEY
from forms.kit.answers import Answers
from forms.questions.on_behalf import VERSION
from portal.storage.centre_households import centre_households
from portal.storage.drafts import drafts as drafts_table
from portal.storage.sealing import Seals
from portal.storage.sessions import sessions
from portal.submissions import drafts, duplicates, handing_over, residents, roster, sending
from portal.submissions.after_sending import withdraw
from portal.submissions.codes import new_code
from portal.submissions.drafts import WRITTEN_IN, Draft
from portal.submissions.record import instant
from portal.submissions.residents import Resident
from portal.submissions.sending import Manner, Receipt

CHANNELS = {"centre": "reception_centre", "hospital": "hospital"}
# What only those are asked who live privately.
OF_ANOTHER_SERVICE = ("young", "protection", "safe-way", "members", "stay", "own-home")


@dataclass(frozen=True)
class Centre:
    """The unit that registers; `municipality` is where it lies (four digits)."""

    code: str
    kind: str
    organisation: str
    municipality: str


def begin(
    connection: Connection,
    seals: Seals,
    centre: Centre,
    staff: str,
    question_set: str,
    consent: dict[str, Any],
    language: str,
    listed: str = "",
) -> str:
    """A new household of the centre, with the consent it was given; its id. `listed` is a resident on the list."""
    draft = drafts.begin(connection, seals, question_set, JOURNEY.service)
    return _become(connection, seals, centre, staff, draft, consent, language, listed)


def take_over(
    connection: Connection,
    seals: Seals,
    centre: Centre,
    staff: str,
    draft: Draft,
    consent: dict[str, Any],
    language: str,
) -> str:
    """A draft that a resident has begun alone goes on as a household of the centre; the id.

    The resident's code opens it no longer, and whoever has it open on a telephone is sent away.
    """
    for slug in OF_ANOTHER_SERVICE:
        draft.answers.household.pop(slug, None)
    draft.code, draft.held = new_code(), None
    consent = {**consent, "taken_over": "yes"}
    mine = drafts_table.c.id == draft.id
    changed = {"service": JOURNEY.service, "code_lookup": seals.lookup("resume code", draft.code)}
    connection.execute(update(drafts_table).where(mine).values(**changed))
    open_now = (sessions.c.draft_id == draft.id, sessions.c.ended_at.is_(None))
    connection.execute(update(sessions).where(*open_now).values(ended_at=datetime.now(UTC)))
    return _become(connection, seals, centre, staff, draft, consent, language, "")


def _become(
    connection: Connection,
    seals: Seals,
    centre: Centre,
    staff: str,
    draft: Draft,
    consent: dict[str, Any],
    language: str,
    listed: str,
) -> str:
    now = datetime.now(UTC)
    known = {**consent, "version": VERSION, "given_at": instant(now), WRITTEN_IN: language}
    lives = {"situation": CHANNELS[centre.kind], "municipality": centre.municipality}
    draft.answers.household |= {
        "on-behalf": known,
        "living": lives,
        "centre": {**lives, "code": centre.code},
        # Asked with the consent, and by the pages for each person: a resident who goes on alone can open both.
        "protection": {"protected": "no", WRITTEN_IN: language},
        "members": {"more": "no", WRITTEN_IN: language},
    }
    row = _not_begun(connection, centre, listed) if listed else None
    begun = {"begun_by": staff, "begun_at": now, "number": new_code()}
    if row is None:
        connection.execute(insert(centre_households).values(id=draft.id, unit_code=centre.code, **begun))
    else:
        _move_line(connection, seals, centre, row, draft, begun)
    save(connection, seals, centre, draft, complete=False)
    return draft.id


def _not_begun(connection: Connection, centre: Centre, id_: str) -> Row[Any] | None:
    table = centre_households.c
    waiting = (table.id == id_, table.unit_code == centre.code, table.begun_at.is_(None))
    return connection.execute(select(centre_households).where(*waiting)).one_or_none()


def _move_line(
    connection: Connection, seals: Seals, centre: Centre, row: Row[Any], draft: Draft, begun: dict[str, Any]
) -> None:
    """A resident of the list is registered: the line goes on under the id of the household, and says what it knows."""
    resident = residents.opened(seals, row.id, row.sealed)
    mine = (centre_households.c.id == row.id, centre_households.c.unit_code == centre.code)
    connection.execute(delete(centre_households).where(*mine))
    connection.execute(
        insert(centre_households).values(
            id=draft.id,
            unit_code=centre.code,
            listed_at=row.listed_at,
            sealed=residents.sealed(seals, draft.id, resident),
            **begun,
        )
    )
    _answer_what_the_list_knows(draft.answers, resident)


def _answer_what_the_list_knows(answers: Answers, resident: Resident) -> None:
    """Suggestions that stand on the first page, to be looked at together; the page is open until it is saved."""
    answers.household["listed"] = {
        "start": {"born": resident.born},
        "name": {"given": resident.given, "family": resident.family},
        "numbers": {"has": "yes", "numbers": [{"kind": "duf", "value": resident.duf}]} if resident.duf else {},
    }


def load(connection: Connection, seals: Seals, centre: Centre, household: str, *, to_change: bool) -> Draft | None:
    """The draft of a household of this centre; None where there is none, or it belongs to another."""
    if line(connection, centre, household) is None:
        return None
    return drafts.load(connection, seals, household, to_change=to_change)


def save(connection: Connection, seals: Seals, centre: Centre, draft: Draft, *, complete: bool) -> None:
    """Keep the draft, the line of the roster, and what makes others notice that these people are registered here."""
    drafts.save(connection, seals, draft)
    now = datetime.now(UTC)
    roster.keep_up(connection, seals, centre.code, draft.id, draft.answers, complete=complete, now=now)
    duplicates.remember_begun(connection, seals, draft.answers, draft.id)


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
    draft.answers.household.pop("listed", None)
    manner = Manner(
        JOURNEY.service, "no.settlement.mapping.registered.v1", CHANNELS[centre.kind], _on_behalf(centre, staff, draft)
    )
    receipt = sending.send(connection, seals, draft, language=language, source=source, today=today, manner=manner)
    mine = (centre_households.c.id == draft.id, centre_households.c.unit_code == centre.code)
    connection.execute(update(centre_households).where(*mine).values(sent_at=receipt.submitted_at))
    return receipt


def receipt(connection: Connection, centre: Centre, household: str) -> Receipt | None:
    """The receipt of a household of this centre that was sent."""
    return sending.receipt(connection, household) if line(connection, centre, household) is not None else None


def line(connection: Connection, centre: Centre, household: str) -> Row[Any] | None:
    """A household of this centre as its roster knows it; None where there is none, or it belongs to another."""
    mine = (centre_households.c.id == household, centre_households.c.unit_code == centre.code)
    return connection.execute(select(centre_households).where(*mine)).one_or_none()


def stop(connection: Connection, seals: Seals, centre: Centre, household: str) -> None:
    """The consent is withdrawn before anything was sent: all that was written is gone.

    Who was on the list of the centre stands there as before.
    """
    row = line(connection, centre, household)
    if row is None or row.sent_at is not None or row.begun_at is None:
        return
    drafts.remove(connection, household)
    mine = (centre_households.c.id == household, centre_households.c.unit_code == centre.code)
    theirs = (centre_households.c.part_of == household, centre_households.c.unit_code == centre.code)
    connection.execute(update(centre_households).where(*theirs).values(part_of=None))
    if row.listed_at is None:
        connection.execute(delete(centre_households).where(*mine))
        return
    connection.execute(update(centre_households).where(*mine).values(**handing_over.NOT_BEGUN))
    listed = residents.opened(seals, household, row.sealed)
    lookups = residents.lookups_of(seals, centre.code, listed)
    residents.remember(connection, centre.code, household, lookups)


def withdraw_after_sending(connection: Connection, seals: Seals, centre: Centre, household: str, source: str) -> None:
    """The consent is withdrawn after sending: the record is withdrawn, and the centre reads nothing any more.

    Raises NotOpen where nothing can be withdrawn.
    """
    withdraw(connection, seals, household, "not_told", source)
    mine = (centre_households.c.id == household, centre_households.c.unit_code == centre.code)
    connection.execute(update(centre_households).where(*mine).values(withdrawn_at=datetime.now(UTC)))
    handing_over.end_reading(connection, [household])


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
