"""Reaching an applicant: only by the ways called safe, in the language asked for, and news not at night."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from integrations.case_system import CaseEvent
from locales import Text
from locales import lazy as _
from portal.delivery.messages import Letter, Way, owe_message
from portal.settings import Settings
from portal.storage.messages import messages, unsent
from portal.storage.sealing import Seals
from portal.storage.ways import ended_of
from portal.submissions.cases import answers_of, row_of
from portal.submissions.ways import contact_by, remember, stop_token

OSLO = ZoneInfo("Europe/Oslo")
MORNING, EVENING = time(8), time(21)
NEWS_IS_NEWS_FOR = timedelta(days=3)
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
REPLY_STOP = _("No more messages: reply STOP.")
STOP_LINK = _("No more messages: %(address)s")


@dataclass(frozen=True)
class Sender:
    """What can be sent from here: by which ways, where links lead to, and whether an SMS can be answered."""

    ways: Collection[Way]
    origin: str
    hears_replies: bool = False

    @classmethod
    def of(cls, settings: Settings) -> "Sender":
        """What this installation can send."""
        return cls(settings.ways_to_send, settings.origin, bool(settings.sms_replies_token))


def send_code(
    connection: Connection,
    seals: Seals,
    sender: Sender,
    submission_id: str,
    way: Way,
    code: str,
    due_at: datetime,
    useless_after: datetime,
) -> None:
    """Send a one-time code by this way, if it is known and safe."""
    texts, said = (CODE_SUBJECT, CODE_TEXT), {"code": code}
    _say(connection, seals, sender, submission_id, [way], "code", due_at, useless_after, *texts, **said)


def told_by(seals: Seals, sender: Sender) -> Callable[[Connection, CaseEvent], None]:
    """What the worker calls for each new event: says that there is news, by all ways that are safe and there."""

    def tell(connection: Connection, event: CaseEvent) -> None:
        if event.type in NEWS:
            tell_news(connection, seals, sender, event.submission_id)

    return tell


def tell_news(connection: Connection, seals: Seals, sender: Sender, submission_id: str) -> None:
    """Say that there is news, by all ways that are safe and there; one message tells of all news until it has left."""
    waits = select(messages.c.id).where(messages.c.submission_id == submission_id, unsent)
    if connection.execute(waits.where(messages.c.about == "news").limit(1)).first():
        return
    due = not_at_night(datetime.now(UTC))
    useless = due + NEWS_IS_NEWS_FOR
    _say(connection, seals, sender, submission_id, sender.ways, "news", due, useless, NEWS_SUBJECT, NEWS_TEXT)


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
    sender: Sender,
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
    # Who has withdrawn hears no news, but may still want to see what is kept.
    silent = row is None or (row.withdrawn_at is not None and about == "news")
    answers = answers_of(seals, row) if row is not None and not silent else None
    if row is None or answers is None:
        return
    # Of an application that was sent before ways were noted: each message must have a way out.
    remember(connection, seals, answers, submission_id)
    language = answers.household["languages"]["written_language"]
    for way in set(ways) - ended_of(connection, submission_id).keys():
        if to := contact_by(answers, way):
            written = Text(cast(Text, text).message, **values).within(language)
            token = stop_token(seals, submission_id, way, to)
            letter = Letter(way, to, cast(Text, subject).within(language), written)
            letter = _with_a_way_out(letter, sender, token, language)
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


def _with_a_way_out(letter: Letter, sender: Sender, token: str, language: str) -> Letter:
    """The letter with a last line that says how to get no more of them."""
    page = f"{sender.origin}/{language}/stop/{token}"
    by_reply = letter.way == "sms" and sender.hears_replies
    line = REPLY_STOP if by_reply else Text(cast(Text, STOP_LINK).message, address=page)
    text = f"{letter.text}\n\n{cast(Text, line).within(language)}"
    # Mail programs use an address of its own, outside the pages in a language.
    return replace(letter, text=text, stop=f"{sender.origin}/stop/{token}" if letter.way == "email" else "")
