"""The one place that decides who may do what; whatever is not allowed here is not allowed.

Who hands out rights reads nothing, and who reads the audit log changes nothing but what they have found in order.
"""

from collections.abc import Collection
from typing import Literal, get_args

from portal.access.identities import Identity, Role, Unit

Act = Literal[
    "see the delivery",
    "steer the delivery",
    "give rights",
    "read the audit log",
    "register residents",
    "report capacity",
    "see the protected queue",
    "open a protected case",
    "look through openings",
    "see own figures",
    "see all figures",
    "see the municipality's cases",
    "answer for the municipality",
    "give feedback",
    "see the feedback",
    "decide on duplicates",
    "see requests to change",
    "choose mail",
    "take cases out",
    "take the flow out",
    "fetch for the archive",
    "vouch",
]
ACTS: tuple[Act, ...] = get_args(Act)

MAY: dict[Role, frozenset[Act]] = {
    "registrar": frozenset({"register residents", "vouch"}),
    "municipality": frozenset(
        {
            "see the municipality's cases",
            "answer for the municipality",
            "report capacity",
            "see own figures",
            "give feedback",
            "decide on duplicates",
            "see requests to change",
            "choose mail",
            "take cases out",
            "fetch for the archive",
            "vouch",
        }
    ),
    "caseworker": frozenset(
        {
            "see the delivery",
            "steer the delivery",
            "see all figures",
            "see the feedback",
            "take the flow out",
            "decide on duplicates",
            "see requests to change",
        }
    ),
    "handler": frozenset({"see the protected queue", "open a protected case", "look through openings"}),
    "administrator": frozenset({"give rights"}),
    "auditor": frozenset({"read the audit log", "look through openings"}),
}
# For these one must have signed in within the last five minutes.
SIGNED_IN_JUST_NOW: frozenset[Act] = frozenset(
    {"give rights", "open a protected case", "take cases out", "take the flow out", "fetch for the archive"}
)
# These belong to one unit: what another unit has does not exist for this one.
WITHIN_THE_UNIT: frozenset[Act] = frozenset(
    {
        "register residents",
        "see the municipality's cases",
        "answer for the municipality",
        "report capacity",
        "give feedback",
        "choose mail",
        "take cases out",
        "fetch for the archive",
    }
)
# Only these concern people who must not be found: named handlers, let in by two persons.
OF_THE_PROTECTED: frozenset[Act] = frozenset({"see the protected queue", "open a protected case"})


def may(
    identity: Identity | None,
    act: Act,
    *,
    unit: Unit | None = None,
    protected: bool = False,
    concerns: Collection[str] | None = None,
) -> bool:
    """Whether somebody may do this; `unit` is whose it is, `protected` that the people in it must not be found.

    `concerns` are the municipalities whose business it is; to the others it does not exist.
    """
    if identity is None or act not in MAY[identity.role]:
        return False
    if act in WITHIN_THE_UNIT and unit is not None and unit.code != identity.unit.code:
        return False
    if concerns is not None and identity.unit.kind == "municipality" and identity.unit.municipality not in concerns:
        return False
    return not protected or act in OF_THE_PROTECTED
