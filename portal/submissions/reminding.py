"""Nobody misses a question: a message when it is asked, and one before the day until which an answer is awaited."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select, update

from integrations.case_system import CaseEvent
from portal.storage.asked_questions import asked_questions, unanswered
from portal.storage.sealing import Seals
from portal.submissions.cases import facts_of
from portal.submissions.status import status_of

OSLO = ZoneInfo("Europe/Oslo")
DAYS_BEFORE = timedelta(days=3)
# Who was asked a moment ago need not be reminded.
AT_LEAST_AFTER = timedelta(days=1)
AT_ONCE = 200
Tell = Callable[[Connection, CaseEvent], None]


def remind(connection: Connection, seals: Seals, tell: Tell, now: datetime) -> int:
    """Owe the messages that are due about questions; to how many questions.

    `tell` says that there is news, neutrally, by the safe ways, and not at night. What is answered, or what the case
    has gone on without, is not told any more.
    """
    today = now.astimezone(OSLO).date()
    soon = asked_questions.c.answer_by.between(today, today + DAYS_BEFORE)
    long_ago = asked_questions.c.asked_at < now - AT_LEAST_AFTER
    again = asked_questions.c.reminded_at.is_(None) & soon & long_ago
    due = select(asked_questions).where(unanswered, or_(asked_questions.c.told_at.is_(None), again))
    rows = connection.execute(due.order_by(asked_questions.c.asked_at).limit(AT_ONCE).with_for_update()).all()
    for row in rows:
        facts = facts_of(connection, seals, row.submission_id)
        if facts is not None and row.id in [question.id for question in status_of(facts).questions]:
            tell(connection, CaseEvent(row.id, "information.requested", now, row.submission_id, {}))
        values = {"told_at": now} if row.told_at is None else {"reminded_at": now}
        connection.execute(update(asked_questions).where(asked_questions.c.id == row.id).values(values))
    return len(rows)
