"""The keys of the notebook: what staff write without a network is sealed on their device, and only our pages open it.

The device has the public key alone, so that a lost one tells nothing to whoever finds it (P-256, RFC 7518 §6.2).
"""

import json
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# The order of the curve's group: a private key is a number from 1 to one below it.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def keys(token_key: bytes, staff: str) -> tuple[str, str]:
    """What seals and what opens the notebook of one member of the staff: two keys as JSON (JWK)."""
    drawn = HKDF(hashes.SHA256(), 48, salt=None, info=b"notebook " + staff.encode()).derive(token_key)
    number = int.from_bytes(drawn) % (ORDER - 1) + 1
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_numbers()
    public = {"kty": "EC", "crv": "P-256", "x": _written(point.x), "y": _written(point.y)}
    return json.dumps(public), json.dumps({**public, "d": _written(number)})


def _written(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(32)).decode().rstrip("=")
