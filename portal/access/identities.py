"""The people who work with settlement: each in one role, at one unit."""

from dataclasses import dataclass
from typing import Literal, get_args

from locales import lazy as _

Kind = Literal["centre", "hospital", "municipality", "directorate"]
Role = Literal["registrar", "municipality", "caseworker", "handler", "administrator", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
KINDS: tuple[Kind, ...] = get_args(Kind)

ROLE_NAMES: dict[Role, str] = {
    "registrar": _("Registers households"),
    "municipality": _("Works for a municipality"),
    "caseworker": _("Caseworker in the directorate"),
    "handler": _("Follows up certain cases"),
    "administrator": _("Gives and ends rights"),
    "auditor": _("Looks at who has read what"),
}
ROLES_AT: dict[Kind, tuple[Role, ...]] = {
    "centre": ("registrar",),
    "hospital": ("registrar",),
    "municipality": ("municipality",),
    "directorate": ("caseworker", "handler", "administrator", "auditor"),
}
# Who reaches beyond one unit is let in by two people.
NEEDS_ANOTHER: frozenset[Role] = frozenset(ROLES_AT["directorate"])


@dataclass(frozen=True)
class Unit:
    """A reception centre, a hospital, a municipality, or the directorate."""

    code: str
    kind: Kind
    name: str
    organisation: str
    municipality: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Identity:
    """Somebody who has signed in. `staff` is a pseudonym; `grant` is the right that the role rests on."""

    staff: str
    role: Role
    unit: Unit
    grant: int

    @property
    def role_name(self) -> str:
        """The role in words, in the reader's language."""
        return ROLE_NAMES[self.role]
