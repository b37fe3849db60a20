"""Sample households that a municipality is asked to receive, without anybody pressing through all the pages."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from forms.kit.answers import Answers
from portal.settings import Settings
from portal.storage.case_events import case_events
from portal.storage.database import Database
from portal.storage.sealing import Kind, Seals
from portal.submissions import concerns, drafts, sending
from tests.browser.site import sample_household

BERGEN = "4601"


def asked(
    database: Database,
    settings: Settings,
    sample: int,
    *news: str,
    municipality: str = BERGEN,
    change: Callable[[Answers], None] = lambda _answers: None,
) -> str:
    """A sample household has applied, and the case system tells `news` about it; the id of its application."""
    seals, today = settings.seals(), datetime.now(UTC).date()
    with database.transaction() as connection:
        draft = drafts.begin(connection, seals, settings.question_set)
        draft.answers = sample_household(sample)
        change(draft.answers)
        sending.send(connection, seals, draft, language="uk", source=settings.source, today=today)
        tell(connection, seals, draft.id, *news, municipality=municipality, protected=draft.protected)
    return draft.id


def tell(
    connection: Connection, seals: Seals, application: str, *news: str, municipality: str, protected: bool = False
) -> None:
    """The case system tells `news` about an application."""
    seal: Kind = "protected" if protected else "health"
    for kind in news:
        id_, now = str(uuid.uuid4()), datetime.now(UTC)
        data = seals.seal(seal, f"case_events|data|{id_}", json.dumps({"municipality": municipality}).encode())
        row = {"id": id_, "type": kind, "time": now, "submission_id": application, "known": True, "seal": seal}
        connection.execute(insert(case_events).values(**row, data=data, received_at=now))
    concerns.refresh(connection, seals, application)
