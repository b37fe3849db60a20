"""Asks an OpenID Connect provider who somebody is: Ansattporten of staff and their organisation, ID-porten of
applicants.

What comes back is believed only after every check: the issuer to the letter, signature, audience, times and nonce, how
surely the person was recognised, and that the answer belongs to our own question.
"""

import base64
import hashlib
import json
import re
import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from integrations.outside_call import CutOff, NotSent, call

ALGORITHMS = ["RS256", "PS256", "ES256"]
# An Entra account proves a job, not a person: it is not enough for people's answers.
SURE_ENOUGH = frozenset({"substantial", "high"})
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
CLOCKS_DIFFER_BY = 60
LONGEST_AGO = 8 * 3600
SECONDS_BETWEEN_LOOKS_FOR_KEYS = 60
SECONDS_THE_METADATA_LASTS = 3600
ORGANISATION = "0192:"
IS_NUMBER = re.compile("[0-9]{11}")


class NotBelieved(Exception):
    """The answer of the provider is not what it must be; the person is not signed in. Says why in one word."""


class IdentityUnavailable(Exception):
    """The provider does not answer; later it may."""


@dataclass(frozen=True)
class Attempt:
    """One sign-in under way, remembered for the browser that began it."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))


@dataclass(frozen=True)
class SignedIn:
    """Who has signed in: a person is issuer and subject together; `organisations` are nine digits each.

    `number` is the national identity number or D-number, where the provider was asked for it; otherwise empty.
    """

    issuer: str
    subject: str
    organisations: tuple[str, ...]
    at: int
    number: str = field(default="", repr=False)


class IdentityProvider(Protocol):
    async def way_in(self, attempt: Attempt, language: str) -> str:
        """The address to send the browser to. Raises `IdentityUnavailable`, `NotBelieved`."""

    async def who(self, attempt: Attempt, answer: Mapping[str, str]) -> SignedIn:
        """Who came back with `answer` (the query of the address). Raises `IdentityUnavailable`, `NotBelieved`."""

    async def way_out(self, back: str) -> str:
        """Where to send the browser to sign out there too. Raises `IdentityUnavailable`, `NotBelieved`."""


class OpenIdConnect:
    """The client: pushed requests (PAR), PKCE S256, private_key_jwt. Tokens never reach the browser."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        issuer: str,
        client_id: str,
        key: RSAKey,
        redirect_uri: str,
        resource: str = "",
        levels: str = "substantial high",
        tells_number: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`key` carries the `kid` it is registered by; `resource` is the Altinn resource that staff must represent.

        `levels` are those to ask for, in the provider's words; `tells_number`: who has none is not believed.
        """
        self._client = client
        self._issuer = issuer
        self._client_id = client_id
        self._key = key
        self._redirect_uri = redirect_uri
        self._resource = resource
        self._levels = levels
        self._tells_number = tells_number
        self._clock = clock
        self._metadata: dict[str, Any] = {}
        self._metadata_until = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    async def way_in(self, attempt: Attempt, language: str) -> str:
        metadata = await self._provider()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "scope": "openid",
            "redirect_uri": self._redirect_uri,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "acr_values": self._levels,
            "prompt": "login",
            "ui_locales": language if language in ("nb", "nn") else "en",
        }
        if self._resource:
            wanted = {"type": "ansattporten:altinn:resource", "resource": self._resource}
            asked["authorization_details"] = json.dumps([wanted | {"representation_is_required": "true"}])
        said = await self._post(metadata["pushed_authorization_request_endpoint"], asked, expected=201)
        request_uri = said.get("request_uri")
        if not isinstance(request_uri, str):
            raise NotBelieved("no-request-uri")
        where = urlencode({"client_id": self._client_id, "request_uri": request_uri})
        return f"{metadata['authorization_endpoint']}?{where}"

    async def who(self, attempt: Attempt, answer: Mapping[str, str]) -> SignedIn:
        if not secrets.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
            raise NotBelieved("state")
        metadata = await self._provider()
        must_name_itself = metadata.get("authorization_response_iss_parameter_supported") is True
        if answer.get("iss", None if must_name_itself else self._issuer) != self._issuer:
            raise NotBelieved("mixed-up")
        if "error" in answer or not answer.get("code"):
            raise NotBelieved("refused")
        asked = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": self._redirect_uri,
            "code_verifier": attempt.verifier,
        }
        said = await self._post(metadata["token_endpoint"], asked, expected=200)
        token = said.get("id_token")
        if not isinstance(token, str):
            raise NotBelieved("no-id-token")
        return self._believed(await self._claims(token), attempt)

    async def way_out(self, back: str) -> str:
        metadata = await self._provider()
        where = urlencode({"client_id": self._client_id, "post_logout_redirect_uri": back})
        return f"{metadata['end_session_endpoint']}?{where}"

    def _believed(self, claims: Mapping[str, Any], attempt: Attempt) -> SignedIn:
        now, audience = self._clock(), claims.get("aud")
        at, until = claims.get("auth_time", claims.get("iat")), claims.get("exp")
        checks = {
            "issuer": claims.get("iss") == self._issuer,
            "audience": audience in (self._client_id, [self._client_id]),
            "nonce": claims.get("nonce") == attempt.nonce,
            "expired": isinstance(until, int) and until > now - CLOCKS_DIFFER_BY,
            "not-sure-enough": _level(claims.get("acr")) in SURE_ENOUGH,
            "too-long-ago": isinstance(at, int) and -CLOCKS_DIFFER_BY < now - at < LONGEST_AGO,
            "nobody": isinstance(claims.get("sub"), str) and bool(claims.get("sub")),
        }
        for name, good in checks.items():
            if not good:
                raise NotBelieved(name)
        organisations = represented(claims.get("authorization_details"))
        if self._resource and not organisations:
            raise NotBelieved("no-organisation")
        number = str(claims.get("pid", "")) if self._tells_number else ""
        if self._tells_number and not IS_NUMBER.fullmatch(number):
            raise NotBelieved("no-number")
        return SignedIn(self._issuer, claims["sub"], organisations, int(at or 0), number)

    async def _claims(self, token: str) -> dict[str, Any]:
        for anew in (False, True):
            keys = await self._provider_keys(anew=anew)
            try:
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError):
                # The provider may have changed its keys since we looked.
                continue
        raise NotBelieved("signature")

    async def _provider(self) -> dict[str, Any]:
        if self._clock() >= self._metadata_until:
            said = await self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != self._issuer:
                raise NotBelieved("issuer")
            self._metadata, self._metadata_until = said, self._clock() + SECONDS_THE_METADATA_LASTS
        return self._metadata

    async def _provider_keys(self, *, anew: bool) -> KeySet:
        looked_just_now = self._clock() - self._keys_at < SECONDS_BETWEEN_LOOKS_FOR_KEYS
        if self._keys is None or (anew and not looked_just_now):
            said = await self._get((await self._provider())["jwks_uri"])
            try:
                self._keys = KeySet.import_key_set(said)  # type: ignore[arg-type]  # looked at by the call itself
            except (JoseError, ValueError, KeyError) as broken:
                raise NotBelieved("keys") from broken
            self._keys_at = self._clock()
        return self._keys

    async def _get(self, address: str) -> dict[str, Any]:
        return await self._answer(self._client.build_request("GET", address), expected=200)

    async def _post(self, address: str, form: dict[str, str], expected: int) -> dict[str, Any]:
        proof = {"client_id": self._client_id, "client_assertion_type": ASSERTION_TYPE}
        request = self._client.build_request(
            "POST", address, data={**form, **proof, "client_assertion": self._assertion()}
        )
        return await self._answer(request, expected)

    async def _answer(self, request: httpx.Request, expected: int) -> dict[str, Any]:
        try:
            answer = await call(self._client, request)
        except (NotSent, CutOff) as trouble:
            raise IdentityUnavailable(str(trouble)) from trouble
        if answer.status >= 500 or answer.status in (408, 425, 429):
            raise IdentityUnavailable(f"status-{answer.status}")
        said = answer.json_object()
        if answer.status != expected or said is None:
            raise NotBelieved(f"status-{answer.status}")
        return said

    def _assertion(self) -> str:
        now = int(self._clock())
        claims = {"iss": self._client_id, "sub": self._client_id, "aud": self._issuer, "jti": str(uuid.uuid4())}
        times = {"iat": now, "exp": now + ASSERTION_SECONDS}
        return jwt.encode({"alg": "RS256", "kid": self._key.kid}, claims | times, self._key, algorithms=["RS256"])


def represented(details: object) -> tuple[str, ...]:
    """The organisations in `authorization_details`: below `authorized_parties`, or directly in an `orgno`."""
    found: list[str] = []
    for detail in details if isinstance(details, list) else []:
        if not isinstance(detail, dict):
            continue
        parties = detail.get("authorized_parties")
        for party in parties if isinstance(parties, list) else [detail]:
            named = party.get("orgno") if isinstance(party, dict) else None
            number = named.get("ID") if isinstance(named, dict) else None
            if isinstance(number, str) and number.startswith(ORGANISATION):
                found.append(number.removeprefix(ORGANISATION))
    return tuple(dict.fromkeys(found))


def _level(acr: object) -> str:
    """`substantial` in Ansattporten, `idporten-loa-substantial` in ID-porten."""
    return acr.removeprefix("idporten-loa-") if isinstance(acr, str) else ""
