"""Asks Maskinporten for the short-lived passes with which the portal may speak to the case system."""

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Protocol

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from integrations.outside_call import call

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
# Maskinporten refuses assertions that live longer.
ASSERTION_SECONDS = 120


class GrantRefused(Exception):
    """We were told that we may not have a pass: a setting is wrong, and asking again does not help."""


class GrantUnavailable(Exception):
    """No pass could be had just now; later it may."""


class Tokens(Protocol):
    async def token(self, instead_of: str | None = None) -> str:
        """A token to use now; another one than `instead_of`, which was turned away.

        Raises `GrantRefused`, `GrantUnavailable`, and `NotSent` or `CutOff` from the call itself.
        """


class Maskinporten:
    """Tokens by the JWT bearer grant (RFC 7523), each reused until shortly before it ends."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        token_url: str,
        client_id: str,
        audience: str,
        scope: str,
        key: RSAKey,
        certificate_chain: list[str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`key` carries the `kid` it is registered by, unless a `certificate_chain` (base64 DER) vouches for it."""
        self._client = client
        self._token_url = token_url
        self._claims = {"iss": client_id, "aud": audience, "scope": scope}
        self._key = key
        known_by = {"x5c": certificate_chain} if certificate_chain else {"kid": key.kid}
        self._header = {"alg": "RS256"} | known_by
        self._clock = clock
        self._kept = ""
        self._kept_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def token(self, instead_of: str | None = None) -> str:
        async with self._one_at_a_time:
            if self._kept == instead_of or self._clock() >= self._kept_until:
                await self._fetch()
            return self._kept

    async def _fetch(self) -> None:
        form = {"grant_type": GRANT, "assertion": self._assertion()}
        answer = await call(self._client, self._client.build_request("POST", self._token_url, data=form))
        if 400 <= answer.status < 500 and answer.status not in (408, 425, 429):
            raise GrantRefused(f"status-{answer.status}")
        said = answer.json_object() or {}
        token, seconds = said.get("access_token"), said.get("expires_in")
        if answer.status != 200 or not isinstance(token, str) or not isinstance(seconds, int) or not token:
            raise GrantUnavailable(f"status-{answer.status}")
        self._kept = token
        # A call takes up to ten seconds: the token must still live when it arrives.
        self._kept_until = self._clock() + seconds - min(20, seconds / 4)

    def _assertion(self) -> str:
        now = int(time.time())
        claims = self._claims | {"jti": str(uuid.uuid4()), "iat": now, "exp": now + ASSERTION_SECONDS}
        return jwt.encode(self._header, claims, self._key, algorithms=["RS256"])


class GrantingTokens:
    """Stand-in: always has a token."""

    async def token(self, instead_of: str | None = None) -> str:
        return "token-for-tests"


class RefusingTokens:
    """Stand-in: Maskinporten that does not know us."""

    async def token(self, instead_of: str | None = None) -> str:
        raise GrantRefused("status-400")


class ExplodingTokens:
    """Stand-in: Maskinporten that is down."""

    async def token(self, instead_of: str | None = None) -> str:
        raise GrantUnavailable("status-503")
