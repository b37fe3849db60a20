"""Requests for another municipality, for the directorate and both municipalities: to each what it may see."""

from typing import Any

from starlette.responses import Response

from forms.codes import languages, municipalities
from forms.questions.after_sending import REASONS_TO_CHANGE
from locales import lazy as _
from portal.pages.municipality.municipality import municipality_of
from portal.submissions import change_requests
from portal.submissions.change_requests import ChangeRequest
from portal.web.call import Call
from portal.web.problems import Problem

REASON_NAMES = {option.value: option.label for option in REASONS_TO_CHANGE}


def show(call: Call) -> Response:
    """The latest requests."""
    whose = _whose(call)
    call.note("read the requests to change", about=whose or "")
    seen = change_requests.seen_by(call.connection, call.house.seals, whose)
    return call.page(
        "staff/change_requests.html",
        title=_("Requests for another municipality"),
        requests=[_shown(call, each) for each in seen],
        for_directorate=whose is None,
    )


def one(call: Call) -> Response:
    """One request; a municipality sees neither the words nor, where safety is the reason, why and where."""
    whose = _whose(call)
    request = change_requests.one(call.connection, call.house.seals, whose, call.parts["request"])
    if request is None:
        raise Problem(404)
    call.note("read a request to change", about=request.id, fields=["words"] if whose is None else ["codes"])
    return call.page(
        "staff/change_request.html",
        title=_("Request for another municipality"),
        request=_shown(call, request),
        for_directorate=whose is None,
    )


def _whose(call: Call) -> str | None:
    """The municipality whose requests are seen; None: those of all, for the directorate."""
    return None if call.identity.role == "caseworker" else municipality_of(call)


def _shown(call: Call, request: ChangeRequest) -> dict[str, Any]:
    def named(number: str | None) -> str:
        return municipalities.label(number, call.language) if number else ""

    return {
        "id": request.id,
        "asked_at": request.asked_at,
        "municipality": named(request.municipality),
        "wanted": named(request.wanted),
        "reason": REASON_NAMES[request.reason] if request.reason else "",
        "reference": request.reference,
        "words": request.words,
        "language": request.language,
        "language_name": languages.label(request.language, call.language) if request.language else "",
        "hidden": request.hidden,
    }
