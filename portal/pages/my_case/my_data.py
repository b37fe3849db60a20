"""Everything the portal keeps about an application, to be read and to be taken along."""

from typing import Any

from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from locales import lazy as _
from portal.delivery import story_of
from portal.storage.messages import messages
from portal.submissions.cases import acts_of, frozen_of, row_of
from portal.submissions.counting import kept_of
from portal.web.call import Call


def show(call: Call) -> Response:
    """What is kept, and until when."""
    kept = _kept(call)
    if kept is None:
        return call.go("resume")
    title = _("Your data")
    return call.page("my_case/my_data.html", title=title, kept=kept, keep_until=kept["keep_until"])


def download(call: Call) -> Response:
    """All of it as JSON: the record as it was agreed with the directorate, and what the portal noted beside it."""
    kept = _kept(call)
    if kept is None:
        return call.go("resume")
    written = {**kept, **{name: kept[name].isoformat() for name in ("submitted_at", "keep_until")}}
    return JSONResponse(written, headers={"content-disposition": 'attachment; filename="my-data.json"'})


def _kept(call: Call) -> dict[str, Any] | None:
    assert call.session is not None and call.session.submission_id is not None
    submission_id = call.session.submission_id
    row = row_of(call.connection, submission_id)
    if row is None:
        return None
    frozen = frozen_of(call.house.seals, row)
    letters = select(messages).where(messages.c.submission_id == submission_id).order_by(messages.c.owed_at)
    return {
        "reference": row.reference,
        "submitted_at": row.submitted_at,
        "keep_until": row.keep_until,
        "record": frozen["record"] if frozen else None,
        "answers": frozen["answers"] if frozen else None,
        "sent": [
            {
                "type": act.type,
                "at": act.at.isoformat(),
                "delivered_at": act.delivered_at.isoformat() if act.delivered_at else None,
            }
            for act in acts_of(call.connection, submission_id)
        ],
        "news": [
            {"type": event.type, "time": event.time.isoformat(), "data": event.data}
            for event in story_of(call.connection, call.house.seals, submission_id)
        ],
        "kept_for_figures": kept_of(call.connection, call.house.seals, submission_id),
        "messages": [
            {
                "way": letter.way,
                "about": letter.about,
                "sent_at": letter.sent_at.isoformat() if letter.sent_at else None,
            }
            for letter in call.connection.execute(letters)
        ],
    }
