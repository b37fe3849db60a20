"""Which municipality somebody of the staff works for."""

from portal.web.call import Call
from portal.web.problems import Problem


def municipality_of(call: Call) -> str:
    """The number of one's own municipality. Raises Problem 404 where the unit names none."""
    number = call.identity.unit.municipality
    if call.identity.unit.kind != "municipality" or not number:
        raise Problem(404)
    return number
