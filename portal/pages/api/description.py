"""What the interface offers, by OpenAPI 3.1, so that a system can be built against it."""

from typing import Any

from portal.settings import Settings
from portal.submissions.need_groups import GROUPS
from portal.submissions.queue import REASONS, STATUSES

PROBLEMS = {
    "400": "Something in the address is not understood.",
    "401": "There is no access token, or it is not believed.",
    "403": "The token lacks the scope, or its organisation is no municipality here.",
    "404": "This municipality has no such case, or this portal has no such interface.",
    "429": "More than 120 questions within a minute. `Retry-After` says how many seconds to wait.",
    "503": "The database does not answer.",
}
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
UUID = {"type": "string", "format": "uuid"}
NEXT = {"type": ["string", "null"], "description": "Give it as `after` for the next page; null at the end."}


def description(settings: Settings) -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Settlement portal: cases of a municipality",
            "version": "1",
            "description": "Read by the municipality's own system, by the rules of the pages: numbers are covered, "
            "birth dates are years, needs are told by group where people agreed, and households that must not be found "
            "are not there. Every reading is written down under the organisation number.",
        },
        "servers": [{"url": f"{settings.origin}/api/v1"}],
        "security": [{"maskinporten": [settings.api_scope]}],
        "paths": {
            "/cases": _path("Cases, the longest waiting first", "CasePage", _choices()),
            "/cases/{case}": _path("One case with its household", "CaseWithHousehold", [_case()]),
            "/settlements": _path("Settlement dates that the municipality registered", "SettlementPage", _choices()),
        },
        "components": {
            "securitySchemes": {
                "maskinporten": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": f"From {settings.api_issuer}, with the audience {settings.api_audience} and the "
                    f"scope {settings.api_scope}.",
                }
            },
            "responses": {
                f"Problem{status}": {
                    "description": said,
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, said in PROBLEMS.items()
            },
            "schemas": _schemas(),
        },
    }


def _path(what: str, answer: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}}
    problems = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS}
    return {
        "get": {
            "summary": what,
            "operationId": f"read{answer}",
            "parameters": parameters,
            "responses": {"200": {"description": what, "content": content}, **problems},
        }
    }


def _choices() -> list[dict[str, Any]]:
    return [
        {"name": "status", "in": "query", "schema": {"enum": list(STATUSES)}, "description": "Without it, open ones."},
        {"name": "reason", "in": "query", "schema": {"enum": list(REASONS)}},
        {
            "name": "after",
            "in": "query",
            "schema": {"type": "string", "pattern": CURSOR},
            "description": "From `next`.",
        },
    ]


CURSOR = r"^\d{8}T\d{6}\.\d{6}~[0-9a-f-]{36}$"


def _case() -> dict[str, Any]:
    return {"name": "case", "in": "path", "required": True, "schema": UUID}


def _schemas() -> dict[str, Any]:
    case = {
        "id": UUID,
        "subject": {"type": "string", "description": "As in the records about it."},
        "reference": {"type": "string"},
        "status": {"enum": list(STATUSES)},
        "reasons": {"type": "array", "items": {"enum": list(REASONS)}},
        "waiting_since": MOMENT,
        "people": {"type": "integer"},
        "minors": {"type": "integer"},
        "pets": {"type": "boolean"},
        "need_groups": {"type": "array", "items": {"enum": list(GROUPS)}},
        "asked_at": {"anyOf": [MOMENT, {"type": "null"}]},
        "agreed_on": {"anyOf": [DAY, {"type": "null"}]},
        "unsettled": {"type": "integer"},
        "changed_at": MOMENT,
    }
    settlement = {"case": UUID, "person_id": UUID, "municipality": {"type": "string"}, "settled_on": DAY, "at": MOMENT}
    said = "In the words of `record.schema.json` (`household`), without what the municipality may not read."
    household = {"anyOf": [{"type": "object", "description": said}, {"type": "null"}]}
    return {
        "Problem": _object({"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}}),
        "Case": _object(case),
        "CaseWithHousehold": _object({**case, "household": household}),
        "CasePage": _object({"cases": _list("Case"), "next": NEXT}),
        "Settlement": _object(settlement),
        "SettlementPage": _object({"settlements": _list("Settlement"), "next": NEXT}),
    }


def _list(of: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
