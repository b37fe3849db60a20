"""The demo: everything on this machine in one command, with invented people; interrupting it leaves nothing running."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from joserfc.jwk import RSAKey

from forms.kit.answers import Answers
from integrations.case_system_demo_store import CaseStore
from portal.access import demo_identities
from portal.demo import figures, municipal
from portal.settings import DEMO_KEYS, Settings
from portal.storage.database import Database
from portal.storage.migrating import migrate
from portal.submissions import drafts, sending
from portal.submissions.counting import count

FOLDER = Path("var")
PEOPLE = "demo-people.txt"
SAMPLES = Path(__file__).parent / "households.json"


class Interrupted(Exception):
    """Somebody has stopped the demo."""


def run() -> None:
    """Prepare `var/`, start the three processes, say where everything is, and wait to be interrupted."""
    port = int(os.environ.get("PORT", "8000"))
    environment = {**os.environ, **settings_of(port)}
    settings = Settings.read(environment)
    _prepare(settings)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    processes = [_started(["portal.demo.case_system", str(port + 1)], environment)]
    processes.append(_started(["portal", "serve"], environment))
    try:
        _wait_until_ready(settings.origin)
        processes.append(_started(["portal", "work"], environment))
        sys.stdout.write(
            f"\nPortal            {settings.origin}/\n"
            f"Arrived records   {settings.origin}/demo\n"
            f"Staff sign in     {settings.origin}/nb/sign-in\n"
            f"Invented applicants, also in {FOLDER / PEOPLE}:\n{_people()}"
            "Stop with Ctrl-C.\n\n"
        )
        sys.stdout.flush()
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
    except Interrupted:
        pass
    finally:
        _end(processes)


def _started(arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A part of the demo, in a process group of its own, so that also what it has started can be ended."""
    return subprocess.Popen([sys.executable, "-m", *arguments], env=environment, start_new_session=True)  # noqa: S603


def settings_of(port: int) -> dict[str, str]:
    """The settings of the demo; its keys are public."""
    FOLDER.mkdir(exist_ok=True)
    origin = f"http://localhost:{port}"
    return {
        "PORTAL_MODE": "demo",
        "PORTAL_ORIGIN": origin,
        "PORTAL_HOSTS": "127.0.0.1",
        "PORTAL_ADDRESS": os.environ.get("PORTAL_ADDRESS", "127.0.0.1"),
        "PORTAL_PORT": str(port),
        "PORTAL_DATABASE_URL": f"sqlite:///{FOLDER / 'portal.sqlite'}",
        "PORTAL_ANSWER_KEYS": f"demo:{DEMO_KEYS['answers']}",
        "PORTAL_HEALTH_KEYS": f"demo:{DEMO_KEYS['health']}",
        "PORTAL_PROTECTED_KEYS": f"demo:{DEMO_KEYS['protected']}",
        "PORTAL_LOOKUP_KEY": DEMO_KEYS["lookup"],
        "PORTAL_TOKEN_KEY": DEMO_KEYS["token"],
        "PORTAL_SOURCE": "urn:settlement-portal:demo",
        "PORTAL_CASE_SYSTEM_URL": f"http://127.0.0.1:{port + 1}",
        "PORTAL_CLIENT_ID": "settlement-portal",
        "PORTAL_CLIENT_KEY": _client_key(),
        "PORTAL_DEMO_STORE": str(FOLDER / "case-system.sqlite"),
        "PORTAL_DEMO_IDENTITIES": "yes",
        "PORTAL_OPERATOR_EMAIL": "help@portal.example.org",
        "PORTAL_OPERATOR_PHONE": "+47 00 00 00 00",
        "PORTAL_OPERATOR_HOURS": "mon-fri 09:00-15:00",
    }


def _client_key() -> str:
    file = FOLDER / "demo-client.pem"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(RSAKey.generate_key(2048, {"kid": "demo"}).as_pem(private=True))
    return file.read_text()


def _prepare(settings: Settings) -> None:
    database = Database.open(settings.database_url)
    new = not (FOLDER / "portal.sqlite").exists()
    migrate(database)
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    if new:
        people = _sow(database, settings)
        store = CaseStore(settings.demo_store)
        with database.transaction() as connection:
            municipal.sow(connection, settings.seals(), settings, store, sample_households())
        store.close()
        with database.transaction() as connection:
            figures.invent(connection, datetime.now(UTC).date())
        count(database, settings.seals(), datetime.now(UTC))
        (FOLDER / PEOPLE).write_text("\n".join(people) + "\n")
    database.close()


def _people() -> str:
    """The list of invented applicants, or what to do where it is gone or the first start was interrupted."""
    file = FOLDER / PEOPLE
    if not file.exists():
        return f"  The list is gone, or was never finished. Stop, remove {FOLDER}/ and start again for new people.\n"
    return "".join(f"  {line}\n" for line in file.read_text().splitlines())


def _sow(database: Database, settings: Settings) -> list[str]:
    """Send most of the sample households and leave one as a draft; the codes to open them with."""
    seals, lines = settings.seals(), []
    samples = sample_households()
    for number, answers in enumerate(samples):
        with database.transaction() as connection:
            draft = drafts.begin(connection, seals, settings.question_set)
            draft.answers = answers
            drafts.save(connection, seals, draft)
            born = draft.answers.said("start", "born")
            if number == len(samples) - 1:
                lines.append(f"draft: code {draft.code}, birth date {born}")
                continue
            today = datetime.now(UTC).date()
            receipt = sending.send(
                connection, seals, draft, language=draft.languages[0], source=settings.source, today=today
            )
            lines.append(f"sent: reference {receipt.reference}, birth date {born}")
    return lines


def sample_households() -> list[Answers]:
    """The invented households, each with all its answers."""
    return [Answers.from_json(sample) for sample in json.loads(SAMPLES.read_text())]


def _wait_until_ready(origin: str) -> None:
    for _try in range(100):
        try:
            urlopen(f"{origin}/health/live", timeout=1).close()  # noqa: S310  (our own address)
        except URLError:
            time.sleep(0.2)
        else:
            return


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Interrupted


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=8)
        except subprocess.TimeoutExpired:
            sys.stderr.write("One part did not end by itself and is ended now.\n")
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
