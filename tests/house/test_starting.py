"""An installation that is not safe does not start, and says in one plain sentence what is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from portal.settings import DEMO_KEYS, NotReady, Settings
from tests.delivery.receiver_process import free_port, wait_for
from tests.house.installation import PRODUCTION

HOUSE = Path(__file__).parents[2]
NEEDED = sorted(PRODUCTION)
KEYS = ("PORTAL_ANSWER_KEYS", "PORTAL_HEALTH_KEYS", "PORTAL_PROTECTED_KEYS", "PORTAL_LOOKUP_KEY", "PORTAL_TOKEN_KEY")
A_FAULT = {
    "a mode nobody knows": {"PORTAL_MODE": "prod"},
    "an unencrypted address": {"PORTAL_ORIGIN": "http://portal.example.no"},
    "an address without a host": {"PORTAL_ORIGIN": "https://"},
    "hours that nobody can read": {"PORTAL_OPERATOR_HOURS": "weekdays 9-15"},
    "every host": {"PORTAL_HOSTS": "*"},
    "every host of a domain": {"PORTAL_HOSTS": "portal.example.no, *.example.no"},
    "inner details": {"PORTAL_DEBUG": "1"},
    "the demo's switchboard": {"PORTAL_DEMO_STORE": "var/case-system.sqlite"},
    "invented staff": {"PORTAL_DEMO_IDENTITIES": "yes"},
    "an unencrypted identity provider": {"PORTAL_IDENTITY_ISSUER": "http://login.example.no"},
    "a question set nobody knows": {"PORTAL_QUESTION_SET": "2021-01"},
    "an unencrypted case system": {"PORTAL_CASE_SYSTEM_URL": "http://case.example.no"},
    "an unencrypted token address": {"PORTAL_TOKEN_URL": "http://tokens.example.no/token"},
    "a way out that is a program": {"PORTAL_EXIT_ADDRESS": "javascript:alert(1)"},
    "a port that is no number": {"PORTAL_PORT": "web"},
    "no process": {"PORTAL_PROCESSES": "none"},
    "a token anybody can guess": {"PORTAL_WATCH_TOKEN": "watch"},
    "a file that is not there": {"PORTAL_TOKEN_KEY_FILE": "/nowhere/key"},
    "one key for two purposes": {"PORTAL_TOKEN_KEY": PRODUCTION["PORTAL_LOOKUP_KEY"]},
}


def refusal(**changed: str) -> str:
    """What the operator is told."""
    with pytest.raises(NotReady) as refused:
        Settings.read(PRODUCTION | changed)
    return str(refused.value)


def is_plain(sentence: str) -> bool:
    return "PORTAL_" in sentence and sentence.endswith(".") and "Traceback" not in sentence and len(sentence) < 160


def test_an_installation_with_everything_in_order_starts() -> None:
    assert Settings.read(PRODUCTION).mode == "production"


@pytest.mark.parametrize("name", NEEDED)
def test_nothing_that_is_needed_may_be_missing(name: str) -> None:
    sentence = refusal(**{name: ""})
    assert name in sentence
    assert is_plain(sentence)


@pytest.mark.parametrize("fault", A_FAULT)
def test_an_unsafe_setting_is_refused_by_name(fault: str) -> None:
    sentence = refusal(**A_FAULT[fault])
    assert is_plain(sentence), sentence
    assert set(A_FAULT[fault]) & {name for name in A_FAULT[fault] if name.removesuffix("_FILE") in sentence}, sentence


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("key", ["short", "AAAA", "bm90IGxvbmcgZW5vdWdoIHlldCE=", "A" * 43 + "=", "not base64!"])
def test_a_weak_key_is_refused_and_never_repeated(name: str, key: str) -> None:
    sentence = refusal(**{name: f"2026:{key}" if name.endswith("KEYS") else key})
    assert name in sentence
    assert is_plain(sentence)
    assert key not in sentence


@pytest.mark.parametrize("name", DEMO_KEYS)
def test_the_public_keys_of_the_demo_are_refused(name: str) -> None:
    variable = next(key for key in KEYS if key.startswith(f"PORTAL_{name[:6].upper()}"))
    key = DEMO_KEYS[name]
    assert "demo" in refusal(**{variable: f"2026:{key}" if variable.endswith("KEYS") else key})


def test_whoever_logs_the_settings_logs_no_secret() -> None:
    secret = PRODUCTION | {
        "PORTAL_CLIENT_KEY": "the client's key",
        "PORTAL_WATCH_TOKEN": "t" * 32,
        "PORTAL_DATABASE_URL": "postgresql+psycopg://portal:password@localhost/portal",
    }
    shown = repr(Settings.read(secret))
    assert not re.search(r"the client's key|tttt|password|\\x|_key=|rings=", shown)


@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_a_command_ends_with_the_sentence_and_without_a_trace(command: str, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    environment = {**os.environ, **PRODUCTION, "PORTAL_DATABASE_URL": database, "PORTAL_TOKEN_KEY": "short!"}
    ended = subprocess.run(
        [sys.executable, "-m", "portal", command],
        env=environment,
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode != 0
    assert ended.stderr == "The portal does not start: PORTAL_TOKEN_KEY is not base64.\n" or is_plain(
        ended.stderr.strip()
    )
    assert not (tmp_path / "portal.sqlite").exists()


def test_the_list_of_processes_shows_no_secret_and_the_log_nothing_that_was_asked(tmp_path: Path) -> None:
    """Keys come by the environment or by files, never on a command line that everybody on the machine may read."""
    place = {"PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite'}", "PORTAL_PORT": str(free_port())}
    environment = {**os.environ, **PRODUCTION, **place}
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "migrate"], cwd=HOUSE, env=environment, check=True, capture_output=True)
    log = tmp_path / "log"
    with log.open("wb") as file:
        serving = subprocess.Popen([*portal, "serve"], cwd=HOUSE, env=environment, stdout=file, stderr=file)
    try:
        wait_for(int(place["PORTAL_PORT"]))
        for address in ("information/search?search=Kanarina", "stop/Kanarina", "Kanarina"):
            httpx.get(f"http://127.0.0.1:{place['PORTAL_PORT']}/nb/{address}", headers={"host": "portal.example.no"})
        shown = [Path(f"/proc/{process}/cmdline").read_text() for process in (serving.pid, *children(serving.pid))]
    finally:
        serving.terminate()
        serving.wait(10)
    assert len(shown) > 1, "the web process is not seen"
    secrets = {value for name, value in PRODUCTION.items() if name in KEYS}
    assert not [line for line in shown for secret in secrets if secret in line]
    assert log.read_text().count('"what": "request"') == 3
    assert "Kanarina" not in log.read_text()


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
