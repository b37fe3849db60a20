"""Everything the portal keeps about an application, and who has looked at it: to read, to take along, to erase."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from locales import lazy as _
from portal.delivery import story_of
from portal.pages.my_case.stages import HAPPENED
from portal.pages.my_case.who_looked import who_looked
from portal.storage.messages import messages
from portal.storage.ways import ended_of
from portal.submissions.cases import acts_of, frozen_of, row_of
from portal.submissions.counting import kept_of
from portal.submissions.retention import erase as erase_now
from portal.submissions.retention import is_over
from portal.web.call import Call

TITLE = _("Your data")
SCHEMA = "my-data.schema.json"
WAYS = {"sms": _("SMS"), "email": _("E-mail")}


def show(call: Call) -> Response:
    """What is kept, until when, and who has looked."""
    kept = _kept(call)
    if kept is None:
        return call.go("resume")
    return call.page("my_case/my_data.html", title=TITLE, kept=kept, words=HAPPENED, ways=WAYS)


def download(call: Call) -> Response:
    """All of it as JSON by a published schema: the record as it was agreed, and what the portal noted beside it."""
    kept = _kept(call)
    if kept is None:
        return call.go("resume")
    written = {"schema": f"{call.house.settings.origin}/{SCHEMA}", **_as_json(kept)}
    return JSONResponse(written, headers={"content-disposition": 'attachment; filename="my-data.json"'})


async def schema(_request: Request) -> Response:
    """What the file holds, for programs that read it."""
    headers = {"content-type": "application/schema+json", "cache-control": "public, max-age=3600"}
    return Response(_schema(), headers=headers)


def ask_to_erase(call: Call) -> Response:
    """What is erased here and now, what remains, and what others keep by law."""
    assert call.session is not None and call.session.submission_id is not None
    over = is_over(call.connection, call.house.seals, call.session.submission_id)
    return call.page("my_case/erase.html", title=_("Erase your answers here"), over=over)


def erase(call: Call) -> Response:
    """They are gone at once; while the case is open, nothing is, and the page says what to do first."""
    assert call.session is not None and call.session.submission_id is not None
    done = erase_now(call.connection, call.house.seals, call.session.submission_id)
    return call.go("my-case" if done else "my-case/erase")


def _kept(call: Call) -> dict[str, Any] | None:
    assert call.session is not None and call.session.submission_id is not None
    submission_id = call.session.submission_id
    row = row_of(call.connection, submission_id)
    if row is None:
        return None
    frozen = frozen_of(call.house.seals, row)
    letters = select(messages).where(messages.c.submission_id == submission_id).order_by(messages.c.owed_at)
    # That another adult of the household asked for a code is that adult's own business.
    letters = letters.where(messages.c.about != "own code")
    return {
        "reference": row.reference,
        "submitted_at": row.submitted_at,
        "withdrawn_at": row.withdrawn_at,
        "keep_until": row.keep_until if frozen else None,
        "record": frozen["record"] if frozen else None,
        "answers": frozen["answers"] if frozen else None,
        "sent": [
            {"type": act.type, "at": act.at, "delivered_at": act.delivered_at}
            for act in acts_of(call.connection, submission_id)
        ],
        "news": [
            {"type": event.type, "time": event.time, "data": event.data}
            for event in story_of(call.connection, call.house.seals, submission_id)
        ],
        "kept_for_figures": kept_of(call.connection, call.house.seals, submission_id),
        "messages": [
            {"way": letter.way, "about": letter.about, "owed_at": letter.owed_at, "sent_at": letter.sent_at}
            for letter in call.connection.execute(letters)
        ],
        "ways_ended": ended_of(call.connection, submission_id),
        "looked": [vars(each) for each in who_looked(call, submission_id)],
    }


def _as_json(kept: Any) -> Any:
    """Moments in ISO 8601, everything else as it is."""
    if isinstance(kept, dict):
        return {name: _as_json(value) for name, value in kept.items()}
    if isinstance(kept, list):
        return [_as_json(value) for value in kept]
    return kept.isoformat() if hasattr(kept, "isoformat") else kept


@cache
def _schema() -> bytes:
    return json.dumps(json.loads((Path(__file__).parent / SCHEMA).read_text()), ensure_ascii=False).encode()
