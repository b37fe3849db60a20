"""Passes from Maskinporten: how they are asked for, how long they are kept, and what a refusal means."""

import asyncio
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt

from integrations.maskinporten import GRANT, GrantRefused, GrantUnavailable, Maskinporten
from integrations.outside_call import CutOff, NotSent, outside_client
from tests.receiver import Answering, client_key, open_receiver, tokens_for


class Issuer:
    """Gives numbered tokens, and keeps the forms it was sent."""

    def __init__(self, status: int = 200, seconds: object = 120) -> None:
        self.forms: list[dict[str, list[str]]] = []
        self.status = status
        self.seconds = seconds
        self.now = 0.0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.forms.append(parse_qs(request.content.decode()))
        said = {"access_token": f"token-{len(self.forms)}", "token_type": "Bearer", "expires_in": self.seconds}
        return httpx.Response(self.status, json=said)

    def tokens(self, certificate_chain: list[str] | None = None) -> Maskinporten:
        return Maskinporten(
            outside_client(transport=Answering(self.answer)),
            "http://maskinporten.test/token",
            "our-client",
            "http://maskinporten.test/",
            "case:records.write",
            client_key(),
            certificate_chain,
            clock=lambda: self.now,
        )


def test_the_assertion_says_who_we_are_and_ends_within_two_minutes() -> None:
    issuer = Issuer()
    asyncio.run(issuer.tokens().token())
    (form,) = issuer.forms
    assert form["grant_type"] == [GRANT]
    said = jwt.decode(form["assertion"][0], client_key(), algorithms=["RS256"])
    assert said.header == {"alg": "RS256", "typ": "JWT", "kid": "key-for-tests"}
    assert said.claims["iss"] == "our-client"
    assert said.claims["aud"] == "http://maskinporten.test/"
    assert said.claims["scope"] == "case:records.write"
    assert said.claims["jti"]
    assert 0 < said.claims["exp"] - said.claims["iat"] <= 120


def test_a_certificate_can_vouch_instead_of_a_registered_key() -> None:
    issuer = Issuer()
    asyncio.run(issuer.tokens(["bm90IGEgY2VydGlmaWNhdGU="]).token())
    said = jwt.decode(issuer.forms[0]["assertion"][0], client_key(), algorithms=["RS256"])
    assert said.header["x5c"] == ["bm90IGEgY2VydGlmaWNhdGU="]
    assert "kid" not in said.header


def test_a_token_is_reused_until_shortly_before_it_ends() -> None:
    issuer = Issuer()
    tokens = issuer.tokens()

    async def ask_at(*moments: float) -> list[str]:
        got = []
        for issuer.now in moments:
            got.append(await tokens.token())
        return got

    assert asyncio.run(ask_at(0, 99, 101)) == ["token-1", "token-1", "token-2"]


def test_many_at_once_share_one_token() -> None:
    issuer = Issuer()
    tokens = issuer.tokens()

    async def all_at_once() -> list[str]:
        return await asyncio.gather(*(tokens.token() for _ in range(10)))

    assert set(asyncio.run(all_at_once())) == {"token-1"}


def test_a_token_turned_away_is_replaced_and_only_once_for_all_who_held_it() -> None:
    issuer = Issuer()
    tokens = issuer.tokens()

    async def turned_away() -> list[str]:
        old = await tokens.token()
        return await asyncio.gather(*(tokens.token(instead_of=old) for _ in range(5)))

    assert set(asyncio.run(turned_away())) == {"token-2"}


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refused_grant_is_no_passing_trouble(status: int) -> None:
    with pytest.raises(GrantRefused):
        asyncio.run(Issuer(status).tokens().token())


@pytest.mark.parametrize("status", [429, 500, 503, 302])
def test_trouble_at_maskinporten_passes(status: int) -> None:
    with pytest.raises(GrantUnavailable):
        asyncio.run(Issuer(status).tokens().token())


def test_an_answer_without_a_lifetime_is_no_token() -> None:
    with pytest.raises(GrantUnavailable):
        asyncio.run(Issuer(seconds="long").tokens().token())


@pytest.mark.parametrize(("trouble", "meaning"), [(httpx.ConnectError, NotSent), (httpx.ReadError, CutOff)])
def test_a_broken_line_is_said_to_be_one(trouble: type[httpx.HTTPError], meaning: type[Exception]) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise trouble("broken")

    client = outside_client(transport=Answering(broken))
    with pytest.raises(meaning):
        asyncio.run(tokens_for(client).token())


def test_the_demo_refuses_an_assertion_that_somebody_has_used_before() -> None:
    receiver = open_receiver()
    doorkeeper = receiver.app.state.doorkeeper
    assertion = tokens_for(receiver.client)._assertion()
    assert doorkeeper.grant(assertion) is not None
    assert doorkeeper.grant(assertion) is None


@pytest.mark.parametrize("scope", ["", "case:everything"])
def test_the_demo_gives_no_token_for_a_scope_it_does_not_know(scope: str) -> None:
    receiver = open_receiver()
    with pytest.raises(GrantRefused):
        asyncio.run(tokens_for(receiver.client, scope=scope).token())
