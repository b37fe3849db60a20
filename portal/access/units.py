"""The units that the configuration names: a table in CSV with code, kind, name, organisation, municipality, email."""

import csv
import io
import re

from forms.kit.contact_fields import EMAIL
from portal.access.identities import KINDS, Unit

# Brønnøysundregistrene: the last digit makes the weighted sum divisible by eleven.
WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)


class UnclearUnits(ValueError):
    """The table of units holds something that is no unit; the sentence says in which line."""


def read(text: str) -> list[Unit]:
    """The units in the table. Raises UnclearUnits."""
    found = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        kind = next((kind for kind in KINDS if kind == row.get("kind")), None)
        organisation = (row.get("organisation") or "").strip()
        if kind is None or not row.get("code") or not row.get("name") or not is_organisation_number(organisation):
            raise UnclearUnits(f"line {number} needs a code, one of {', '.join(KINDS)}, a name, an organisation number")
        email = (row.get("email") or "").strip()
        if email and not EMAIL.fullmatch(email):
            raise UnclearUnits(f"line {number} has an e-mail address that is none")
        municipality = row.get("municipality") or None
        found.append(Unit(row["code"], kind, row["name"], organisation, municipality, email or None))
    return found


def is_organisation_number(number: str) -> bool:
    """Nine digits that add up."""
    if not re.fullmatch(r"[0-9]{9}", number):
        return False
    return sum(weight * int(digit) for weight, digit in zip(WEIGHTS, number, strict=True)) % 11 == 0
