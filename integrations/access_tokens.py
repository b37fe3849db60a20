"""Believes, or not, the access token with which a municipality's own system comes to the portal.

Such tokens are given out by Maskinporten. They are checked here without asking anybody: by the issuer's public keys,
which the operator has put into the settings.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Maskinporten signs with this one; a token that names another, or none, is not looked at.
ALGORITHMS = ["RS256"]
ORGANISATION = "0192:"
CLOCKS_DIFFER_BY = 10
# A token is asked for anew every other minute; one that claims to live for days was not given out by Maskinporten.
LONGEST_LIFE = 24 * 3600
LONGEST_TOKEN = 8_000


class NotBelieved(Exception):
    """The token is not what it must be. Says why in one word, for the log and never for the one who asks."""


class NotAllowed(Exception):
    """The token is genuine, and lets its bearer do other things than this."""


class UnclearKeys(ValueError):
    """The settings hold no set of public keys."""


@dataclass(frozen=True)
class Bearer:
    """For which organisation somebody asks: nine digits; `supplier` is who runs the system for it, if another does."""

    organisation: str
    supplier: str = ""


class AccessTokens:
    """Looks at tokens of one issuer, for one audience and one scope."""

    def __init__(
        self, keys: str, issuer: str, audience: str, scope: str, clock: Callable[[], float] = time.time
    ) -> None:
        """`keys`: the issuer's public keys as a JWKS in JSON. Raises UnclearKeys."""
        try:
            self._keys = KeySet.import_key_set(json.loads(keys))
        except (ValueError, KeyError, TypeError, AttributeError, JoseError) as broken:
            raise UnclearKeys from broken
        if not self._keys.keys or any(key.is_private or key.key_type != "RSA" for key in self._keys.keys):
            raise UnclearKeys
        self._issuer, self._audience, self._scope = issuer, audience, scope
        self._clock = clock

    def bearer(self, header: str) -> Bearer:
        """Whoever carries this `Authorization`. Raises NotBelieved and NotAllowed."""
        kind, _space, token = header.partition(" ")
        if kind.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
            raise NotBelieved("missing")
        try:
            claims = jwt.decode(token.strip(), self._keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise NotBelieved("signature") from wrong
        self._refuse_what_is_not_ours(claims)
        self._refuse_other_times(claims)
        bearer = Bearer(_organisation(claims.get("consumer")), _organisation(claims.get("supplier"), needed=False))
        if self._scope not in str(claims.get("scope", "")).split():
            raise NotAllowed("scope")
        return bearer

    def _refuse_what_is_not_ours(self, claims: dict[str, Any]) -> None:
        if claims.get("iss") != self._issuer:
            raise NotBelieved("issuer")
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise NotBelieved("audience")

    def _refuse_other_times(self, claims: dict[str, Any]) -> None:
        now, ends, begins = self._clock(), _moment(claims.get("exp")), _moment(claims.get("nbf", claims.get("iat", 0)))
        if ends <= now - CLOCKS_DIFFER_BY or begins > now + CLOCKS_DIFFER_BY or ends > now + LONGEST_LIFE:
            raise NotBelieved("times")


def _moment(claim: Any) -> float:
    if not isinstance(claim, int | float) or isinstance(claim, bool):
        raise NotBelieved("times")
    return claim


def _organisation(claim: Any, *, needed: bool = True) -> str:
    """Nine digits from `{"authority": "iso6523-actorid-upis", "ID": "0192:…"}`."""
    id_ = claim.get("ID") if isinstance(claim, dict) else None
    number = id_.removeprefix(ORGANISATION) if isinstance(id_, str) and id_.startswith(ORGANISATION) else ""
    if len(number) == 9 and number.isascii() and number.isdigit():
        return number
    if needed or claim is not None:
        raise NotBelieved("organisation")
    return ""
