"""Feedback on the preparatory work: given by a municipality, sent as a record, counted for the directorate."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from portal.storage import errands
from portal.storage.feedback import feedback, feedback_topics
from portal.storage.once import insert_once
from portal.storage.sealing import Seals
from portal.submissions.owing import owe_record
from portal.submissions.record import instant

RECORD = "no.settlement.feedback.given.v1"
COUNTED = timedelta(days=365)
# What fewer have said could be told apart by who knows the municipalities.
SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Given:
    """One feedback: when, about whose settlement, on which topics, and whether it is about one household."""

    given_at: datetime
    about: str
    topics: list[str]
    of_household: bool


@dataclass(frozen=True)
class Counted:
    """How much was said about the settlement of one group in a year. None: too few to be shown."""

    about: str
    all: int | None
    topics: dict[str, int | None]


def give(
    connection: Connection,
    seals: Seals,
    id_: str,
    municipality: str,
    answers: Mapping[str, Any],
    *,
    submission_id: str | None,
    staff: str,
    source: str,
) -> bool:
    """Send feedback; False where this form was sent before, and nothing is sent.

    About a household the record follows those of its submission. What is about no household follows the municipality's
    own records, since the contract knows no third subject.
    """
    subject = f"submission/{submission_id}" if submission_id else f"municipality/{municipality}"
    sequence, now = errands.next_sequence(connection, subject), datetime.now(UTC)
    row = {
        "id": id_,
        "municipality": municipality,
        "about": answers["about"],
        "submission_id": submission_id,
        "given_by": staff,
        "given_at": now,
    }
    if not insert_once(connection, feedback, row):
        return False
    connection.execute(insert(feedback_topics), [{"feedback_id": id_, "topic": topic} for topic in answers["topics"]])
    data = {"municipality": municipality, **answers, "staff": staff, "at": instant(now)}
    # The words may touch on somebody's health, whatever the form asks for.
    owe_record(connection, seals, RECORD, data, subject=subject, sequence=sequence, source=source, seal="health")
    return True


def given_by(connection: Connection, municipality: str, most: int = 100) -> list[Given]:
    """What one municipality has said, newest first."""
    mine = select(feedback).where(feedback.c.municipality == municipality).order_by(feedback.c.given_at.desc())
    rows = connection.execute(mine.limit(most)).all()
    topics = defaultdict(list)
    theirs = select(feedback_topics).where(feedback_topics.c.feedback_id.in_([row.id for row in rows]))
    for row in connection.execute(theirs):
        topics[row.feedback_id].append(row.topic)
    return [Given(row.given_at, row.about, topics[row.id], row.submission_id is not None) for row in rows]


def counted(connection: Connection, now: datetime) -> dict[str, Counted]:
    """For the directorate, what all municipalities have said in the last year, by whose settlement it was."""
    lately = feedback.c.given_at > now - COUNTED
    # Numbers alone, of all municipalities together: no row of one can be told from them.
    all_units = {"all_units": True}
    whole = select(feedback.c.about, func.count()).where(lately).group_by(feedback.c.about)
    sums: dict[str, int] = dict(connection.execute(whole, execution_options=all_units).all())
    by_topic = (
        select(feedback.c.about, feedback_topics.c.topic, func.count())
        .join(feedback_topics, feedback_topics.c.feedback_id == feedback.c.id)
        .where(lately)
        .group_by(feedback.c.about, feedback_topics.c.topic)
    )
    topics: dict[str, dict[str, int | None]] = defaultdict(dict)
    for about, topic, number in connection.execute(by_topic, execution_options=all_units):
        topics[about][topic] = _shown(number)
    return {about: Counted(about, _shown(number), topics[about]) for about, number in sums.items()}


def _shown(number: int) -> int | None:
    return number if number >= SMALLEST_SHOWN else None
