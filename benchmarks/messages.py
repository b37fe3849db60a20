"""Messages to people: ten thousand e-mails through a real SMTP server, beside smtplib alone to the same server.

Baseline: smtplib in one loop with a new connection for each letter, and the process before it begins (memory). How
many are sent is set by PORTAL_MESSAGES (10 000); the loop sends a tenth of them, before and after.
"""

import asyncio
import multiprocessing
import os
import smtplib
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import func, select

from benchmarks.delivery import SEALS, fresh
from integrations.mail import MailServer, SmtpMail
from portal.delivery.messages import Letter, Messenger, owe_message
from portal.storage.database import Database
from portal.storage.messages import messages
from tests.delivery.receiver_process import free_port, wait_for

MESSAGES = int(os.environ.get("PORTAL_MESSAGES", "10000"))
TEXT = "Для вас є новини. Подивіться на сторінці, де ви отримали номер заяви.\n\nБільше без повідомлень: https://x/uk/stop/x"


class PostOffice:
    """Takes every letter, and counts them."""

    def __init__(self, taken: "Synchronized[int]") -> None:
        self.taken = taken

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.value += 1
        return "250 Kept"


def main() -> None:
    """Measure on both databases, and print ratios."""
    for name in ("sqlite", "postgresql"):
        with (
            tempfile.TemporaryDirectory() as folder,
            fresh(name, Path(folder)) as database,
            post_office() as (port, taken),
        ):
            loop = _bare_loop(port, MESSAGES // 10)
            _owe(database)
            taken.value, before = 0, _resident()
            ours = asyncio.run(_send(database, port))
            more, arrived = (_resident() - before) / 1e6, taken.value
            loop = max(loop, _bare_loop(port, MESSAGES // 10))
            with database.reading() as connection:
                sent = connection.scalar(select(func.count()).where(messages.c.sent_at.is_not(None)))
            assert sent == arrived == MESSAGES, (sent, arrived)
            sys.stdout.write(
                f"  {name}: {MESSAGES} messages, each arrived once: {ours:.0f}/s, smtplib alone {loop:.0f}/s: "
                f"ratio {ours / loop:.2f}; {more:.1f} MB more\n"
            )


@contextmanager
def post_office() -> Iterator[tuple[int, "Synchronized[int]"]]:
    """A mail server in a process of its own: its port, and how many letters it has taken."""
    port, taken = free_port(), multiprocessing.Value("i", 0)
    process = multiprocessing.Process(target=_serve, args=(port, taken), daemon=True)
    process.start()
    try:
        wait_for(port)
        yield port, taken
    finally:
        process.terminate()
        process.join()


def _serve(port: int, taken: "Synchronized[int]") -> None:
    controller = Controller(PostOffice(taken), hostname="127.0.0.1", port=port)
    controller.start()
    while True:
        time.sleep(60)


def _bare_loop(port: int, letters: int) -> float:
    began = time.perf_counter()
    for number in range(letters):
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "post@portal.test", f"p{number}@mail.test", "Для вас є новини"
        letter.set_content(TEXT)
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
            line.send_message(letter)
    return letters / (time.perf_counter() - began)


def _owe(database: Database) -> None:
    now = datetime.now(UTC)
    with database.transaction() as connection:
        for number in range(MESSAGES):
            owe_message(
                connection,
                SEALS,
                f"submission {number}",
                Letter("email", f"p{number}@mail.test", "Для вас є новини", TEXT, "https://x/stop/x"),
                about="news",
                kind="health",
                due_at=now,
                useless_after=now + timedelta(days=3),
            )


async def _send(database: Database, port: int) -> float:
    carrier = SmtpMail(MailServer("127.0.0.1", port, "post@portal.test", encrypted=False))
    messenger = Messenger(database, SEALS, {"email": carrier})
    began, sent = time.perf_counter(), 0
    while taken := await messenger.send_once():
        sent += taken
    return sent / (time.perf_counter() - began)


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
