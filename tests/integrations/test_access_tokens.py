"""A municipality's system is believed only with a token that Maskinporten gave out for us, for it, just now."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from integrations.access_tokens import AccessTokens, Bearer, NotAllowed, NotBelieved, UnclearKeys

ISSUER, AUDIENCE, SCOPE = "https://maskinporten.example.org/", "https://portal.test/api", "settlement:cases.read"
KEY = RSAKey.generate_key(2048, {"kid": "mine"})
ANOTHER = RSAKey.generate_key(2048, {"kid": "mine"})
A_SECRET = {"kty": "oct", "k": "A" * 43}
PUBLIC = json.dumps({"keys": [KEY.as_dict(private=False)]})


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    whole = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "scope": SCOPE,
        "iat": now,
        "exp": now + 120,
        "client_id": "a-system",
        "consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:313367029"},
        **changed,
    }
    return {name: value for name, value in whole.items() if value is not None}


def token(key: Any = KEY, algorithm: str = "RS256", **changed: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": "mine"}, claims(**changed), key, algorithms=[algorithm])


def unsigned() -> str:
    parts = ({"alg": "none"}, claims())
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


def tokens() -> AccessTokens:
    return AccessTokens(PUBLIC, ISSUER, AUDIENCE, SCOPE)


def test_a_genuine_token_tells_for_which_organisation_somebody_asks() -> None:
    assert tokens().bearer(f"Bearer {token()}") == Bearer("313367029")
    assert tokens().bearer(f"bearer {token(aud=['elsewhere', AUDIENCE])}") == Bearer("313367029")


def test_who_runs_the_system_for_another_is_told_too() -> None:
    supplier = {"authority": "iso6523-actorid-upis", "ID": "0192:313367045"}
    assert tokens().bearer(f"Bearer {token(supplier=supplier)}") == Bearer("313367029", "313367045")


LIES: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "another kind": lambda: f"Basic {token()}",
    "no token": lambda: "Bearer ",
    "no token at all": lambda: "Bearer a.b.c",
    "too long": lambda: "Bearer " + "a" * 10_000,
    "no signature": lambda: f"Bearer {unsigned()}",
    "a signature cut off": lambda: f"Bearer {token().rpartition('.')[0]}.",
    "another key of the same name": lambda: f"Bearer {token(ANOTHER)}",
    "our public key as a secret": lambda: "Bearer " + token(OctKey.import_key(PUBLIC), "HS256"),
    "another way to sign": lambda: "Bearer " + token(KEY, "RS384"),
    "another issuer": lambda: f"Bearer {token(iss='https://maskinporten.example.org')}",
    "no issuer": lambda: f"Bearer {token(iss=None)}",
    "for another audience": lambda: f"Bearer {token(aud='https://elsewhere.example.org')}",
    "for no audience": lambda: f"Bearer {token(aud=None)}",
    "spent": lambda: f"Bearer {token(exp=int(time.time()) - 60)}",
    "without an end": lambda: f"Bearer {token(exp=None)}",
    "an end in words": lambda: f"Bearer {token(exp='never')}",
    "for a year": lambda: f"Bearer {token(exp=int(time.time()) + 365 * 86_400)}",
    "from tomorrow": lambda: f"Bearer {token(iat=int(time.time()) + 86_400)}",
    "no organisation": lambda: f"Bearer {token(consumer=None)}",
    "an organisation as text": lambda: f"Bearer {token(consumer='0192:313367029')}",
    "an organisation of another register": lambda: f"Bearer {token(consumer={'ID': '9908:313367029'})}",
    "an organisation that is a number": lambda: f"Bearer {token(consumer={'ID': 313367029})}",
    "an organisation too long": lambda: f"Bearer {token(consumer={'ID': '0192:3133670290'})}",
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_token_is_not_believed(lie: str) -> None:
    with pytest.raises(NotBelieved):
        tokens().bearer(LIES[lie]())


@pytest.mark.parametrize("scope", [None, "", "settlement:cases.write", "settlement:cases.readmore"])
def test_a_genuine_token_for_something_else_does_not_open_this(scope: str | None) -> None:
    with pytest.raises(NotAllowed):
        tokens().bearer(f"Bearer {token(scope=scope)}")


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "{}",
        "[]",
        '{"keys": []}',
        '{"keys": [{"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}',
        json.dumps({"keys": [KEY.as_dict(private=True)]}),
    ],
)
def test_without_public_keys_nothing_begins(keys: Any) -> None:
    with pytest.raises(UnclearKeys):
        AccessTokens(keys if isinstance(keys, str) else json.dumps(keys), ISSUER, AUDIENCE, SCOPE)
