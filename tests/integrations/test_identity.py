"""Signing in by OpenID Connect: what is asked, what is believed, and eight tokens that lie."""

import asyncio
import base64
import hashlib
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from integrations.identity import Attempt, IdentityUnavailable, NotBelieved, OpenIdConnect, represented
from integrations.outside_call import outside_client
from tests.receiver import Answering, client_key

ISSUER = "https://ansattporten.test"
RESOURCE = "urn:altinn:resource:settlement"
PARTY = {"orgno": {"authority": "iso6523-actorid-upis", "ID": "0192:313367002"}, "resource": RESOURCE, "name": "Mottak"}
DETAILS = [{"type": "ansattporten:altinn:resource", "resource": RESOURCE, "authorized_parties": [PARTY]}]
Change = Callable[[dict[str, Any]], None]


class Provider:
    """Ansattporten as far as we speak with it; `lie` changes the claims before they are signed."""

    def __init__(self, lie: Change = lambda claims: None, issuer: str = ISSUER) -> None:
        self.issuer = issuer
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.published = [self.key]
        self.lie = lie
        self.forms: list[dict[str, str]] = []
        self.looks_for_keys = 0
        self.token = ""
        self.attempt = Attempt()
        self.metadata: dict[str, Any] = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "pushed_authorization_request_endpoint": f"{issuer}/par",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/endsession",
            "authorization_response_iss_parameter_supported": True,
        }

    def client(self) -> OpenIdConnect:
        return OpenIdConnect(
            outside_client(transport=Answering(self.answer)),
            self.issuer,
            "our-client",
            client_key(),
            "https://portal.test/sign-in/back",
            RESOURCE,
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            return httpx.Response(200, json=self.metadata)
        if path == "/jwks":
            self.looks_for_keys += 1
            keys = KeySet(self.published).as_dict(private=False)  # type: ignore[arg-type]
            return httpx.Response(200, json=keys, headers={"content-type": "application/jwk-set+json"})
        self.forms.append({name: values[0] for name, values in parse_qs(request.content.decode()).items()})
        if path == "/par":
            return httpx.Response(201, json={"request_uri": "urn:request:1", "expires_in": 60})
        return httpx.Response(200, json={"id_token": self.token or self.signed(), "access_token": "a"})

    def signed(self) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": "somebody",
            "aud": "our-client",
            "nonce": self.attempt.nonce,
            "acr": "substantial",
            "iat": now,
            "auth_time": now,
            "exp": now + 120,
            "authorization_details": DETAILS,
        }
        self.lie(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def come_back(self, client: OpenIdConnect | None = None, answer: dict[str, str] | None = None) -> Any:
        back = {"state": self.attempt.state, "code": "code-1", "iss": self.issuer, **(answer or {})}
        return asyncio.run((client or self.client()).who(self.attempt, back))


def test_the_request_is_pushed_and_tells_the_browser_nothing() -> None:
    provider = Provider()
    address = asyncio.run(provider.client().way_in(provider.attempt, "uk"))
    assert parse_qs(urlsplit(address).query) == {"client_id": ["our-client"], "request_uri": ["urn:request:1"]}
    (asked,) = provider.forms
    challenge = base64.urlsafe_b64encode(hashlib.sha256(provider.attempt.verifier.encode()).digest()).rstrip(b"=")
    assert asked["code_challenge"] == challenge.decode() and asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == "substantial high" and asked["ui_locales"] == "en"
    assert json.loads(asked["authorization_details"])[0]["resource"] == RESOURCE
    proof = jwt.decode(asked["client_assertion"], client_key(), algorithms=["RS256"])
    assert proof.claims["iss"] == proof.claims["sub"] == "our-client" and proof.claims["aud"] == ISSUER
    assert 0 < proof.claims["exp"] - proof.claims["iat"] <= 60


def test_who_comes_back_is_issuer_and_subject_with_the_organisation_represented() -> None:
    provider = Provider()
    person = provider.come_back()
    assert (person.issuer, person.subject, person.organisations) == (ISSUER, "somebody", ("313367002",))
    assert provider.forms[0]["code_verifier"] == provider.attempt.verifier


def expired(claims: dict[str, Any]) -> None:
    claims["exp"] = int(time.time()) - 120


def long_ago(claims: dict[str, Any]) -> None:
    claims["auth_time"] = int(time.time()) - 8 * 3600 - 1


LIES: dict[str, tuple[str, Change]] = {
    "another issuer": ("issuer", lambda claims: claims.update(iss=f"{ISSUER}/")),
    "for somebody else": ("audience", lambda claims: claims.update(aud="another-client")),
    "for us and somebody else": ("audience", lambda claims: claims.update(aud=["our-client", "another-client"])),
    "expired": ("expired", expired),
    "replayed": ("nonce", lambda claims: claims.update(nonce="another")),
    "only a job account": ("not-sure-enough", lambda claims: claims.update(acr="entraid")),
    "a low level": ("not-sure-enough", lambda claims: claims.update(acr="idporten-loa-low")),
    "no level": ("not-sure-enough", lambda claims: claims.pop("acr") and None),
    "signed in yesterday": ("too-long-ago", long_ago),
    "nobody": ("nobody", lambda claims: claims.update(sub="")),
    "no organisation": ("no-organisation", lambda claims: claims.update(authorization_details=[])),
}


@pytest.mark.parametrize(("seconds", "believed"), [(-58, True), (58, True), (-63, False), (63, False)])
def test_clocks_may_differ_by_a_minute_and_no_more(seconds: int, believed: bool) -> None:
    # Seen from a provider whose clock is ahead of ours, or behind: it has signed in somebody just now, for a moment.
    there = int(time.time()) + seconds
    provider = Provider(lambda claims: claims.update(iat=there, auth_time=there, exp=there))
    if believed:
        assert provider.come_back().subject == "somebody"
        return
    with pytest.raises(NotBelieved, match="^expired$" if seconds < 0 else "^too-long-ago$"):
        provider.come_back()


@pytest.mark.parametrize(("ago", "believed"), [(8 * 3600 - 1, True), (8 * 3600, False), (8 * 3600 + 1, False)])
def test_who_was_recognised_eight_hours_ago_is_recognised_anew(ago: int, believed: bool) -> None:
    now = int(time.time())
    provider = Provider(lambda claims: claims.update(auth_time=now - ago))
    client = provider.client()
    client._clock = lambda: now
    if believed:
        assert provider.come_back(client).at == now - ago
        return
    with pytest.raises(NotBelieved, match=r"^too-long-ago$"):
        provider.come_back(client)


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_is_not_believed(lie: str) -> None:
    reason, change = LIES[lie]
    with pytest.raises(NotBelieved, match=f"^{reason}$"):
        Provider(change).come_back()


def test_a_token_signed_by_somebody_else_is_not_believed() -> None:
    provider = Provider()
    provider.published = [RSAKey.generate_key(2048, {"kid": "one"})]
    with pytest.raises(NotBelieved, match=r"^signature$"):
        provider.come_back()


def test_a_token_that_nobody_signed_is_not_believed() -> None:
    provider = Provider()
    _header, body, _signature = provider.signed().split(".")
    nothing = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    provider.token = f"{nothing}.{body}."
    with pytest.raises(NotBelieved, match=r"^signature$"):
        provider.come_back()


def test_a_token_signed_with_the_public_key_as_a_password_is_not_believed() -> None:
    provider = Provider()
    _header, body, _signature = provider.signed().split(".")
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=").decode()
    provider.token = f"{header}.{body}.{'A' * 43}"
    with pytest.raises(NotBelieved, match=r"^signature$"):
        provider.come_back()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"state": "another"}, "state"),
        ({"iss": "https://another.test"}, "mixed-up"),
        ({"error": "access_denied"}, "refused"),
        ({"code": ""}, "refused"),
    ],
)
def test_an_answer_to_another_question_is_not_believed(answer: dict[str, str], reason: str) -> None:
    with pytest.raises(NotBelieved, match=f"^{reason}$"):
        Provider().come_back(answer=answer)


def test_a_provider_that_must_name_itself_and_does_not_is_not_believed() -> None:
    provider = Provider()
    with pytest.raises(NotBelieved, match=r"^mixed-up$"):
        asyncio.run(provider.client().who(provider.attempt, {"state": provider.attempt.state, "code": "code-1"}))


def test_metadata_of_another_issuer_is_not_believed() -> None:
    provider = Provider()
    provider.metadata["issuer"] = f"{ISSUER}/"
    with pytest.raises(NotBelieved, match=r"^issuer$"):
        asyncio.run(provider.client().way_in(provider.attempt, "nb"))


def test_new_keys_of_the_provider_are_found_but_not_looked_for_all_the_time() -> None:
    provider, now = Provider(), time.time()
    client = provider.client()
    client._clock = lambda: now
    provider.come_back(client)
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    provider.published = [provider.key]
    for _try in range(3):
        with pytest.raises(NotBelieved):
            provider.come_back(client)
    assert provider.looks_for_keys == 1
    now += 61
    assert provider.come_back(client).subject == "somebody"
    assert provider.looks_for_keys == 2


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_provider_that_is_down_is_said_to_be(status: int) -> None:
    provider = Provider()
    client = OpenIdConnect(
        outside_client(transport=Answering(lambda _request: httpx.Response(status))),
        ISSUER,
        "our-client",
        client_key(),
        "https://portal.test/sign-in/back",
    )
    with pytest.raises(IdentityUnavailable):
        asyncio.run(client.way_in(provider.attempt, "nb"))


def test_the_organisation_is_found_in_both_shapes() -> None:
    direct = [{"type": "ansattporten:orgno", "orgno": {"authority": "iso6523-actorid-upis", "ID": "0192:313367010"}}]
    assert represented(DETAILS) == ("313367002",)
    assert represented(direct) == ("313367010",)
    odd_ones: list[object] = [None, "text", [None], [{}], [{"orgno": {"ID": "9"}}]]
    odd_ones.append([{"authorized_parties": [None, {"orgno": 5}]}])
    for odd in odd_ones:
        assert represented(odd) == ()


def id_porten(provider: Provider) -> OpenIdConnect:
    client = provider.client()
    client._resource, client._levels, client._tells_number = "", "idporten-loa-substantial idporten-loa-high", True
    return client


def test_id_porten_tells_the_number_of_whom_it_recognised_surely() -> None:
    provider = Provider(lambda claims: claims.update(acr="idporten-loa-high", pid="57912075186"))
    client = id_porten(provider)
    asyncio.run(client.way_in(provider.attempt, "ru"))
    assert provider.forms[0]["acr_values"] == "idporten-loa-substantial idporten-loa-high"
    assert provider.forms[0]["ui_locales"] == "en" and "authorization_details" not in provider.forms[0]
    person = provider.come_back(client)
    assert person.number == "57912075186"
    assert person.number not in repr(person)


@pytest.mark.parametrize("pid", [None, "", "5791207518", "579120751860", "5791207518٦", ["57912075186"]])
def test_id_porten_without_a_number_is_not_believed(pid: object) -> None:
    provider = Provider(lambda claims: claims.update(acr="idporten-loa-high", pid=pid))
    with pytest.raises(NotBelieved, match=r"^no-number$"):
        provider.come_back(id_porten(provider))


def test_a_number_that_nobody_asked_for_is_not_kept() -> None:
    assert Provider(lambda claims: claims.update(pid="57912075186")).come_back().number == ""
