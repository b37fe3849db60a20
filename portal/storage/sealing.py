"""Personal data is sealed before it is stored: whoever has only the database can read none of it.

AES-256-GCM from `cryptography`. A sealed value is `1 | length of key id | key id | nonce (12 bytes) | ciphertext`; the
place it belongs to (`table|column|row id`) is bound in as associated data, so that a value moved to another row or
column does not open.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

Kind = Literal["answers", "health", "protected"]
KINDS: tuple[Kind, ...] = ("answers", "health", "protected")
KEY_BYTES = 32
NONCE_BYTES = 12


class BadKey(ValueError):
    """A key that is missing, short or not base64; the portal does not start with it."""


class DoesNotOpen(Exception):
    """The value was changed, moved from another place, or sealed with a key that is gone."""


@dataclass(frozen=True)
class KeyRing:
    """The keys of one kind: `current` seals, all of `keys` (id -> 32 bytes) open."""

    current: str
    keys: Mapping[str, bytes]

    @classmethod
    def parse(cls, text: str, name: str) -> "KeyRing":
        """Read `id:base64,id:base64`, the first being current. Raises BadKey with a sentence for the operator."""
        keys: dict[str, bytes] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            key_id, _, encoded = part.partition(":")
            keys[key_id] = parse_key(encoded, name)
        if not keys:
            raise BadKey(f"{name} holds no key.")
        return cls(next(iter(keys)), keys)


def parse_key(encoded: str, name: str) -> bytes:
    """32 bytes from base64. Raises BadKey."""
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise BadKey(f"{name} is not base64.") from error
    if len(key) != KEY_BYTES or len(set(key)) < 8:
        raise BadKey(f"{name} must be {KEY_BYTES} random bytes in base64.")
    return key


class Seals:
    """Seals and opens values, by kind: ordinary answers, health answers, and protected households."""

    def __init__(self, rings: Mapping[Kind, KeyRing], lookup_key: bytes) -> None:
        self._rings = rings
        self._lookup_key = lookup_key

    def seal(self, kind: Kind, place: str, plain: bytes) -> bytes:
        """Seal `plain` for `place` ("table|column|row id")."""
        ring = self._rings[kind]
        key_id = ring.current.encode()
        nonce = os.urandom(NONCE_BYTES)
        ciphertext = AESGCM(ring.keys[ring.current]).encrypt(nonce, plain, f"{kind}|{place}".encode())
        return b"\x01" + bytes([len(key_id)]) + key_id + nonce + ciphertext

    def open(self, kind: Kind, place: str, sealed: bytes) -> bytes:
        """The plain bytes again. Raises DoesNotOpen."""
        key_id, nonce, ciphertext = _parts(sealed)
        key = self._rings[kind].keys.get(key_id)
        if key is None:
            raise DoesNotOpen(f"no key of that id for {kind}")
        try:
            return AESGCM(key).decrypt(nonce, ciphertext, f"{kind}|{place}".encode())
        except InvalidTag as error:
            raise DoesNotOpen(f"{kind} value at {place.partition('|')[0]}") from error

    def needs_resealing(self, kind: Kind, sealed: bytes) -> bool:
        """True when the value was sealed with a key that is no longer the current one."""
        return _parts(sealed)[0] != self._rings[kind].current

    def lookup(self, purpose: str, value: str) -> str:
        """A keyed hash (HMAC-SHA-256, hex) to find a value again without being able to read it back."""
        return hmac.new(self._lookup_key, f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


def _parts(sealed: bytes) -> tuple[str, bytes, bytes]:
    if len(sealed) < 2 or sealed[0] != 1:
        raise DoesNotOpen("not a sealed value")
    start = 2 + sealed[1]
    return sealed[2:start].decode(), sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
