"""Our client speaks with a certified OpenID Connect provider: to it, back from it, and no further with a used code."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx
import pytest

from integrations.identity import Attempt, NotBelieved, OpenIdConnect, SignedIn
from integrations.outside_call import outside_client
from tests.delivery.receiver_process import free_port
from tests.receiver import client_key

HERE = Path(__file__).parent / "certified_provider"
INSTALLED = Path(__file__).parents[2] / ".node" / "node_modules" / "oidc-provider"
BACK = "https://portal.test/sign-in/back"

if not shutil.which("node") or not INSTALLED.exists():
    pytest.skip("no certified provider: tests/integrations/certified_provider/install", allow_module_level=True)


@pytest.fixture
def provider_at() -> Iterator[Callable[[str], str]]:
    """Starts the provider, which recognises everybody as surely as it is told; its issuer."""
    with ExitStack() as stack:

        def start(level: str) -> str:
            port = free_port()
            jwk = json.dumps(client_key().as_dict(private=False))
            process = subprocess.Popen(
                ["node", str(HERE / "provider.mjs"), str(port), level, jwk, BACK],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.terminate)
            assert process.stdout is not None
            while process.stdout.readline() != "ready\n":
                assert process.poll() is None, "the provider does not start"
            return f"http://127.0.0.1:{port}"

        yield start


async def sign_in(issuer: str) -> tuple[SignedIn, Exception | None]:
    """Who comes back; and what happens when the same answer is used again."""
    async with outside_client() as client:
        ours, attempt = OpenIdConnect(client, issuer, "our-client", client_key(), BACK), Attempt()
        answer = await go_there_and_back(await ours.way_in(attempt, "nb"))
        person = await ours.who(attempt, answer)
        try:
            await ours.who(attempt, answer)
        except NotBelieved as refused:
            return person, refused
        return person, None


async def go_there_and_back(address: str) -> dict[str, str]:
    """What a browser does between leaving us and coming back."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        for _hop in range(10):
            response = await browser.get(address)
            address = urljoin(address, response.headers["location"])
            if address.startswith(BACK):
                return dict(parse_qsl(urlsplit(address).query))
    raise AssertionError("the provider does not send the browser back")


def test_a_person_comes_back_from_a_certified_provider_and_the_code_counts_once(
    provider_at: Callable[[str], str],
) -> None:
    issuer = provider_at("substantial")
    person, again = asyncio.run(sign_in(issuer))
    assert (person.issuer, person.subject) == (issuer, "somebody")
    assert str(again) == "status-400"


def test_a_certified_provider_that_is_not_sure_enough_is_not_believed(provider_at: Callable[[str], str]) -> None:
    with pytest.raises(NotBelieved, match=r"^not-sure-enough$"):
        asyncio.run(sign_in(provider_at("entraid")))
