"""E-mail by SMTP, through the mail server of whoever runs the portal."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime, localtime

from integrations.carrier import NotNow, NotThere

SECONDS = 20


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over; `sender` is an address. Without `encrypted` nothing is signed in to."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    encrypted: bool = True


class SmtpMail:
    """Carries e-mail: plain text, to one person each."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def carry(self, message_id: str, to: str, subject: str, text: str, stop: str = "") -> None:
        await asyncio.to_thread(self._hand_over, self._written(message_id, to, subject, text, stop))

    def _written(self, message_id: str, to: str, subject: str, text: str, stop: str) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self._server.sender
        letter["To"] = to
        letter["Subject"] = subject
        letter["Date"] = format_datetime(localtime())
        # The same on every attempt, so that a letter sent twice can be shown once.
        letter["Message-ID"] = f"<{message_id}@{self._server.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        if stop:
            # RFC 8058: mail programs offer to end such letters, with one press and without opening anything.
            letter["List-Unsubscribe"] = f"<{stop}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(text)
        return letter

    def _hand_over(self, letter: EmailMessage) -> None:
        server = self._server
        try:
            with smtplib.SMTP(server.host, server.port, timeout=SECONDS) as line:
                if server.encrypted:
                    line.starttls(context=ssl.create_default_context())
                    if server.user:
                        line.login(server.user, server.password)
                line.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _text in refused.recipients.values()]
            if codes and min(codes) >= 500:
                raise NotThere(f"status-{codes[0]}") from None
            raise NotNow("recipient-later") from None
        except smtplib.SMTPResponseException as answer:
            raise NotNow(f"status-{answer.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as trouble:
            raise NotNow(type(trouble).__name__.lower()) from None
