"""Somebody of a municipality at work: for which municipality, and in which of its cases."""

from typing import Any

from sqlalchemy import Row

from portal.pages.municipality.municipality import municipality_of
from portal.submissions import municipal_case
from portal.submissions.municipal_case import By
from portal.web.call import Call
from portal.web.problems import Problem


def by(call: Call) -> By:
    """Who acts, for the municipality of the unit one works for. Raises Problem 404 for a unit that is none."""
    return By(municipality_of(call), call.identity.staff, call.house.settings.source)


def case_of(call: Call) -> Row[Any]:
    """The case that the address names; another municipality's is the same 404 as none."""
    case = municipal_case.find(call.connection, by(call).municipality, call.parts["case"])
    if case is None:
        raise Problem(404)
    return case


def address_of(case: Row[Any], page: str = "") -> str:
    """The address of a case, or of one of its pages, without the language."""
    return f"municipality/case/{case.id}" + (f"/{page}" if page else "")
