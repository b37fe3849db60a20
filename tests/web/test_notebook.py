"""The keys of the notebook: one pair for each member of the staff, which stays the same and seals for nobody else."""

import json
from base64 import urlsafe_b64decode

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from portal.web.notebook import keys

KEY = bytes(range(32))


def number(written: str) -> int:
    return int.from_bytes(urlsafe_b64decode(written + "=" * (-len(written) % 4)))


def test_what_seals_and_what_opens_belong_together() -> None:
    seals, opens = map(json.loads, keys(KEY, "issuer subject"))
    point = derive_private_key(number(opens["d"]), SECP256R1()).public_key().public_numbers()
    assert (number(seals["x"]), number(seals["y"])) == (point.x, point.y)


def test_what_seals_does_not_open() -> None:
    seals, opens = map(json.loads, keys(KEY, "issuer subject"))
    assert set(opens) - set(seals) == {"d"}


def test_everybody_has_keys_of_their_own_and_keeps_them() -> None:
    assert keys(KEY, "one") == keys(KEY, "one")
    assert len({keys(KEY, "one"), keys(KEY, "two"), keys(bytes(32), "one")}) == 3
