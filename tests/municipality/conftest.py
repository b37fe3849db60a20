"""A portal where invented staff of two municipalities sign in, households that were sent, and the case system."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from forms.kit.answers import Answers
from portal.demo import sample_households
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions import drafts, sending
from tests.journeys.outside import Outside
from tests.staff.conftest import settings, signed_in

__all__ = ["settings", "signed_in"]

MOTHER_OF_TWO, COUPLE_AND_FATHER, PROTECTED = 0, 1, 5
Send = Callable[..., str]
Arriving = Callable[[str], list[dict[str, Any]]]


@pytest.fixture
def arriving(outside: Outside) -> Arriving:
    """The records of a kind that have arrived at the case system by now, oldest first."""

    def arrived(kind: str) -> list[dict[str, Any]]:
        while asyncio.run(outside.worker.run_once()):
            """One record about a municipality or a household follows another."""
        return [record for record in outside.records() if record["type"] == kind]

    return arrived


@pytest.fixture
def send(database: Database, seals: Seals) -> Send:
    """Sends a sample household, changed where wanted; its id."""

    def sending_it(sample: int = MOTHER_OF_TWO, change: Callable[[Answers], Any] = lambda answers: None) -> str:
        with database.transaction() as connection:
            draft = drafts.begin(connection, seals, "2022-06")
            draft.answers = sample_households()[sample]
            change(draft.answers)
            today = datetime.now(UTC).date()
            sending.send(connection, seals, draft, language="uk", source="urn:test", today=today)
            return draft.id

    return sending_it
