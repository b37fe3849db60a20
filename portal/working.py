"""The worker is put together here, from the settings and the world outside."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from joserfc.jwk import RSAKey
from sqlalchemy import Connection

from integrations.carrier import Carrier
from integrations.carrier_standins import AcceptingCarrier
from integrations.case_system import CaseEvent, HttpCaseSystem
from integrations.mail import MailServer, SmtpMail
from integrations.maskinporten import Maskinporten
from integrations.outside_call import outside_client
from integrations.sms import GatewaySms
from portal.access.anchoring import Anchor
from portal.access.openings import close_what_is_over
from portal.delivery.digest import owe_digest
from portal.delivery.events import Hearing
from portal.delivery.messages import Messenger, Way
from portal.delivery.worker import Worker
from portal.settings import NotReady, Settings
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions import concerns
from portal.submissions.asking import ask_by_event
from portal.submissions.municipal_mail import Post, owe_municipal_mail
from portal.submissions.reaching import Sender, told_by
from portal.submissions.reminding import remind
from portal.submissions.retention import move_ends
from portal.submissions.sending_codes import codes_by

Telling = Callable[[Connection, CaseEvent], None]
SCOPE = "case:records.write case:events.read"


def case_system_of(settings: Settings) -> HttpCaseSystem:
    """The case system that the settings name. Raises NotReady when the client's key is missing or broken."""
    if not settings.client_key:
        raise NotReady("PORTAL_CLIENT_KEY is missing: the private RSA key (PEM) that asks for access tokens.")
    try:
        key = RSAKey.import_key(settings.client_key, {"kid": settings.client_key_id})
    except ValueError as broken:
        raise NotReady("PORTAL_CLIENT_KEY is not a private RSA key in PEM.") from broken
    client = outside_client(Path(settings.case_system_ca) if settings.case_system_ca else None)
    tokens = Maskinporten(
        client,
        token_url=settings.token_url or f"{settings.case_system_url}/token",
        client_id=settings.client_id,
        audience=settings.token_audience or f"{settings.case_system_url}/",
        scope=SCOPE,
        key=key,
    )
    return HttpCaseSystem(client, settings.case_system_url, tokens)


def hearing_of(seals: Seals, tell: Telling) -> Hearing:
    """What is done about news: questions wait for answers, queues follow, applicants are told."""

    def hear(connection: Connection, events: Sequence[CaseEvent]) -> None:
        for event in events:
            ask_by_event(connection, seals, event)
        # Whatever order the news has come in, it is all read again: once for all that came together.
        ids = sorted({event.submission_id for event in events})
        concerns.refresh_by_news(connection, seals, ids)
        move_ends(connection, seals, ids)
        for event in events:
            tell(connection, event)

    return hear


def reminders_of(seals: Seals, tell: Telling) -> Callable[[Connection, datetime], int]:
    """What owes the messages about questions that wait for an answer."""

    def owe(connection: Connection, now: datetime) -> int:
        return remind(connection, seals, tell, now)

    return owe


def worker_of(settings: Settings, database: Database) -> Worker:
    """A worker for this installation."""
    seals = settings.seals()
    sender = Sender.of(settings)
    tell = told_by(seals, sender)
    return Worker(
        database,
        seals,
        case_system_of(settings),
        hearing=hearing_of(seals, tell),
        archive=settings.archive_folder,
        messenger=Messenger(
            database,
            seals,
            carriers_of(settings),
            keeps_what_it_sent=settings.mode == "demo",
            owe_codes=codes_by(seals, sender),
        ),
        digest=digest_of(settings, seals) if settings.digest_to else None,
        watches={
            "reminders": reminders_of(seals, tell),
            "openings": lambda connection, now: close_what_is_over(connection, seals, now),
            "seal of the audit log": Anchor(settings.audit_anchor),
            **({"mail to municipalities": mail_of(settings, seals)} if "email" in settings.ways_to_send else {}),
        },
    )


def digest_of(settings: Settings, seals: Seals) -> Callable[[Connection, datetime], bool]:
    """What owes the morning letter to the address of the settings."""

    def digest(connection: Connection, now: datetime) -> bool:
        return owe_digest(connection, seals, settings.digest_to, f"{settings.origin}/nb/directorate/delivery", now)

    return digest


def mail_of(settings: Settings, seals: Seals) -> Callable[[Connection, datetime], int]:
    """What owes municipalities the mail that something waits."""
    post = Post(
        seals, f"{settings.origin}/nb/municipality", settings.settlement_reminder_days, settings.answer_reminder_days
    )

    def mail(connection: Connection, now: datetime) -> int:
        return owe_municipal_mail(connection, post, now)

    return mail


def carriers_of(settings: Settings) -> dict[Way, Carrier]:
    """What carries messages by each way; in the demo nothing leaves, the messages stand on its own page."""
    carriers: dict[Way, Carrier] = {}
    if settings.mode == "demo":
        carriers = {"sms": AcceptingCarrier(), "email": AcceptingCarrier()}
    if settings.sms_url:
        carriers["sms"] = GatewaySms(outside_client(), settings.sms_url, settings.sms_token)
    if settings.mail_host:
        server = MailServer(
            settings.mail_host,
            settings.mail_port,
            settings.mail_from,
            settings.mail_user,
            settings.mail_password,
            encrypted=settings.mode == "production",
        )
        carriers["email"] = SmtpMail(server)
    return carriers
