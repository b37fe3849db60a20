"""Reaching an applicant: only by the ways called safe, in the language asked for, and news not at night."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, time, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from forms.kit.answers import Answers
from integrations.case_system import CaseEvent
from locales import Text
from locales import lazy as _
from portal.delivery.messages import Letter, Way, owe_message
from portal.storage.messages import messages, unsent
from portal.storage.sealing import Seals
from portal.submissions.cases import answers_of, row_of

OSLO = ZoneInfo("Europe/Oslo")
WAYS: tuple[Way, ...] = ("sms", "email")
MORNING, EVENING = time(8), time(21)
NEWS_IS_NEWS_FOR = timedelta(days=3)
CODE_LASTS = timedelta(minutes=10)
# What is worth a message; everything else is read in the portal.
NEWS = (
    "permit.granted",
    "information.requested",
    "municipality.agreed",
    "person.settled",
    "case.closed",
)

# Neutral on purpose: others may read along. No name, no case, no country.
CODE_SUBJECT = _("Your code")
CODE_TEXT = _("%(code)s is your code. It is valid for 10 minutes. Give it to nobody, also not to us.")
NEWS_SUBJECT = _("There is news for you")
NEWS_TEXT = _("There is news for you. Look with your reference and your birth date, on the page where you got it.")


def contact_by(answers: Answers, way: Way) -> str | None:
    """The number or address, if this way was called safe; otherwise None."""
    contact = answers.household.get("contact", {})
    return contact.get("phone" if way == "sms" else "email") if way in contact.get("safe_ways", []) else None


def send_code(connection: Connection, seals: Seals, submission_id: str, way: Way, code: str) -> None:
    """Send a one-time code, if this way is known and safe; whether it is, nobody is told."""
    now = datetime.now(UTC)
    _say(connection, seals, submission_id, [way], "code", now, now + CODE_LASTS, CODE_SUBJECT, CODE_TEXT, code=code)


def told_by(seals: Seals, ways: Collection[Way]) -> Callable[[Connection, CaseEvent], None]:
    """What the worker calls for each new event: says that there is news, by all ways that are safe and there."""

    def tell(connection: Connection, event: CaseEvent) -> None:
        if event.type not in NEWS:
            return
        waits = select(messages.c.id).where(messages.c.submission_id == event.submission_id, unsent)
        if connection.execute(waits.where(messages.c.about == "news").limit(1)).first():
            # One message that has not left yet tells of all news until then.
            return
        due = not_at_night(datetime.now(UTC))
        useless = due + NEWS_IS_NEWS_FOR
        _say(connection, seals, event.submission_id, ways, "news", due, useless, NEWS_SUBJECT, NEWS_TEXT)

    return tell


def not_at_night(moment: datetime) -> datetime:
    """The moment itself, or at night the next morning in Norway."""
    here = moment.astimezone(OSLO)
    if MORNING <= here.time() < EVENING:
        return moment
    day = here.date() + timedelta(days=1 if here.time() >= EVENING else 0)
    return datetime.combine(day, MORNING, OSLO).astimezone(UTC)


def _say(
    connection: Connection,
    seals: Seals,
    submission_id: str,
    ways: Collection[Way],
    about: Literal["code", "news"],
    due_at: datetime,
    useless_after: datetime,
    subject: str,
    text: str,
    **values: str,
) -> None:
    row = row_of(connection, submission_id)
    answers = answers_of(seals, row) if row is not None and row.withdrawn_at is None else None
    if row is None or answers is None:
        return
    language = answers.household["languages"]["written_language"]
    for way in ways:
        if to := contact_by(answers, way):
            written = Text(cast(Text, text).message, **values).within(language)
            letter = Letter(way, to, cast(Text, subject).within(language), written)
            owe_message(
                connection,
                seals,
                submission_id,
                letter,
                about=about,
                kind=row.seal,
                due_at=due_at,
                useless_after=useless_after,
            )
