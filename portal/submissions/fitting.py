"""Households that would fit a home by their size and needs, with the reasons; who has waited longest stands first.

Nobody is weighed against anybody: a household fits or does not. Only households that the municipality was asked about
are looked at, since of others it knows no needs, and of those only the group of needs that they share.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from portal.storage.municipal_cases import municipal_cases, open_
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import concerns

Reason = Literal["size", "step_free", "ask_step_free", "pets", "ask_pets"]
LOOKED_AT = 500
MOST_SHOWN = 5


@dataclass(frozen=True)
class Fitting:
    """A household that would fit: its case, and why. `ask_` is what the report of the home leaves open."""

    case_id: str
    reference: str
    people: int
    reasons: list[Reason]


def fitting(
    connection: Connection, seals: Seals, municipality: str, homes: list[dict[str, Any]]
) -> list[list[Fitting]]:
    """For each home the households that would fit, at most `MOST_SHOWN`."""
    if not homes:
        return []
    table = municipal_cases.c
    waiting = (table.municipality == municipality, open_, table.asked_at.is_not(None), table.declined_at.is_(None))
    query = (
        select(municipal_cases, submissions.c.reference)
        .join(submissions, submissions.c.id == table.submission_id)
        .where(*waiting)
        .order_by(table.waiting_since, table.id)
        .limit(LOOKED_AT)
    )
    looked_at = [(case, concerns.details_of(seals, case)["needs"]) for case in connection.execute(query)]
    return [_of_home(home, looked_at)[:MOST_SHOWN] for home in homes]


def _of_home(home: dict[str, Any], looked_at: list[tuple[Row[Any], list[str]]]) -> list[Fitting]:
    found = []
    for case, needs in looked_at:
        reasons = _reasons(home, case, needs)
        if reasons is not None:
            found.append(Fitting(case.id, case.reference, case.people, reasons))
    return found


def _reasons(home: dict[str, Any], case: Row[Any], needs: list[str]) -> list[Reason] | None:
    """Why the home fits; None where it does not."""
    if case.people > home["places"]:
        return None
    reasons: list[Reason] = ["size"]
    if "accessible_home" in needs:
        if home.get("step_free") is False:
            return None
        reasons.append("step_free" if home.get("step_free") else "ask_step_free")
    if case.pets:
        if home.get("pets") is False:
            return None
        reasons.append("pets" if home.get("pets") else "ask_pets")
    return reasons
