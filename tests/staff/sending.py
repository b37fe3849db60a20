"""Households of the demo that were sent, for tests of those who may, or may not, see them."""

import json
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from forms.kit.answers import Answers
from portal.demo import SAMPLES
from portal.storage.change_requests import change_requests
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions import after_sending, drafts, sending

ORDINARY, PROTECTED = 0, 5


class Sent(NamedTuple):
    """An application: its id, its reference, and the given name of the applicant."""

    id: str
    reference: str
    name: str


def household(sample: int) -> Answers:
    """All answers of a sample household."""
    return Answers.from_json(json.loads(SAMPLES.read_text())[sample])


def sent(database: Database, seals: Seals, sample: int, within: Connection | None = None) -> Sent:
    """Send one of the sample households."""
    with nullcontext(within) if within else database.transaction() as connection:
        draft = drafts.begin(connection, seals, "2022-06")
        draft.answers = household(sample)
        drafts.save(connection, seals, draft)
        today = datetime.now(UTC).date()
        receipt = sending.send(connection, seals, draft, language="uk", source="urn:test", today=today)
    return Sent(draft.id, receipt.reference, draft.answers.people[0].said("name", "given"))


def asked_to_change(connection: Connection, seals: Seals, submission: str) -> str:
    """The household asks for another municipality than Bergen; the id of the request."""
    said = {"reason": "family", "wanted": "1103", "details": "Моя сестра живе в Ставангері"}
    after_sending.ask_for_another_municipality(connection, seals, submission, "4601", said, "uk", "urn:test")
    mine = select(change_requests.c.id).where(change_requests.c.submission_id == submission)
    return str(connection.execute(mine).scalar_one())
