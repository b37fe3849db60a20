"""The Observatory, which judges how a site asks browsers to keep it safe, finds nothing to fail on any kind of page."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.browser.every_page import MOTHER_OF_TWO, NO_PAGE
from tests.browser.site import Site, running
from tests.conftest import settings_for_tests

HERE = Path(__file__).parent / "observatory"
INSTALLED = Path(__file__).parents[2] / ".node" / "observatory" / "node_modules" / "@mdn" / "mdn-http-observatory"
LEAST = 130

if not shutil.which("node") or not INSTALLED.exists():
    pytest.skip("no Observatory: tests/web/observatory/install", allow_module_level=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(settings_for_tests(), tmp_path_factory.mktemp("observed")) as site:
        yield site


@pytest.fixture(scope="module")
def unencrypted_port(site: Site) -> Iterator[int]:
    """What the proxy does on port 80: send everybody on to the encrypted address."""

    class SentOn(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(301)
            self.send_header("location", site.origin + self.path)
            self.end_headers()

        def log_message(self, *_about: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), SentOn) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


def nobody(_site: Site) -> str:
    return ""


def visit(cookie_of: Callable[[Site], str], kind: str = "session") -> Callable[[Site], str]:
    return lambda site: f"{site.settings.cookie(kind)}={cookie_of(site)}"


in_the_middle = visit(lambda site: site.open_draft(MOTHER_OF_TWO))
after_sending = visit(lambda site: site.sent_application(MOTHER_OF_TWO))
of_the_staff = visit(lambda site: site.signed_in("staff"), "staff")

PAGES = {
    "start": ("/uk/", nobody, 200),
    "a page of information": ("/uk/information/introduction-programme", nobody, 200),
    "a form": ("/uk/apply/person/1/name", in_the_middle, 200),
    "receipt": ("/uk/apply/receipt", after_sending, 200),
    "staff": ("/nb/staff", of_the_staff, 200),
    "an error": (f"/uk/{NO_PAGE}", nobody, 404),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_observatory_fails_nothing(page: str, site: Site, unencrypted_port: int) -> None:
    path, who, status = PAGES[page]
    verdict = observed(site, unencrypted_port, path, who(site))
    assert verdict["status"] == status
    assert not verdict["failed"]
    assert verdict["score"] >= LEAST


def observed(site: Site, unencrypted_port: int, path: str, cookie: str) -> dict[str, Any]:
    """What the Observatory thinks of a page: status, score, and in words which of its tests failed."""
    host, _colon, port = urlsplit(site.origin).netloc.partition(":")
    asked = [str(INSTALLED), host, str(unencrypted_port), port, path, cookie]
    done = subprocess.run(
        ["node", str(HERE / "scan.mjs"), *asked],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(site.authority)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict
