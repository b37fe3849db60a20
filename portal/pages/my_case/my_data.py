"""Everything the portal keeps about an application, and who has looked at it: to read, to take along, to erase."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from forms.questions.after_sending import REASONS_TO_CHANGE
from locales import lazy as _
from portal.pages.my_case.case import is_withdrawn
from portal.pages.my_case.own_way import leads_nowhere, way_of
from portal.pages.my_case.questions import in_words
from portal.pages.my_case.stages import ASKERS, HAPPENED
from portal.pages.my_case.who_looked import who_looked
from portal.submissions import own_data
from portal.submissions.retention import erase as erase_now
from portal.submissions.retention import is_over
from portal.web.call import Call

TITLE = _("Your data")
SCHEMA = "my-data.schema.json"
# Sent about the household by others than the household.
BY_OTHERS = {
    "no.settlement.municipality.responded.v1": _("A municipality answered IMDi about you"),
    "no.settlement.person.settled.v1": HAPPENED["person.settled"],
}
WAYS = {"sms": _("SMS"), "email": _("E-mail")}


def show(call: Call) -> Response:
    """What is kept, until when, and who has looked."""
    if leads_nowhere(call):
        return call.go("my-case/own")
    kept = _kept(call)
    if kept is None:
        return call.go("resume")
    return call.page(
        "my_case/my_data.html",
        title=TITLE,
        kept=kept,
        words=HAPPENED | BY_OTHERS,
        ways=WAYS,
        asked=[{**each, "asker": ASKERS[each["asked_by"]], "rows": in_words(each, call)} for each in kept["asked"]],
        requests=[_in_words(each) for each in kept["requests"]],
        is_applicant=kept["own_way"] is None,
        withdrawn=is_withdrawn(call),
    )


def download(call: Call) -> Response:
    """All of it as JSON by a published schema: the record as it was agreed, and what the portal noted beside it."""
    if leads_nowhere(call):
        return call.go("my-case/own")
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
    own = way_of(call)
    kept = own_data.kept(call.connection, call.house.seals, submission_id, own, call.today)
    looked = who_looked(call, submission_id, own.id if own else "")
    return None if kept is None else {**kept, "looked": [vars(each) for each in looked]}


def _in_words(request: dict[str, Any]) -> dict[str, Any]:
    """A request for another municipality: when, why, and the applicant's own words."""
    said = request["data"]
    reason = next(str(option.label) for option in REASONS_TO_CHANGE if option.value == said["reason"])
    return {"at": request["at"], "reason": reason, "words": said.get("details", "")}


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
