"""What a municipality or the directorate has asked an applicant: sealed, and until when an answer is awaited."""

from sqlalchemy import Column, Connection, Date, Index, LargeBinary, String, Table, delete

from portal.storage.database import Instant, metadata

asked_questions = Table(
    "asked_questions",
    metadata,
    Column("id", String(64), primary_key=True, comment="keyed hash of who asked what and when: the same told twice"),
    Column("submission_id", String(36), nullable=False, index=True),
    Column("asked_by", String(12), nullable=False, comment="municipality or directorate"),
    Column("seal", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False, comment="sealed JSON: municipality, questions, answers once given"),
    Column("asked_at", Instant, nullable=False),
    Column("answer_by", Date),
    Column("told_at", Instant, comment="a message that there is news was owed"),
    Column("reminded_at", Instant),
    Column("answered_at", Instant),
)

unanswered = asked_questions.c.answered_at.is_(None)
Index("ix_asked_questions_unanswered", asked_questions.c.asked_at, sqlite_where=unanswered, postgresql_where=unanswered)


def place_of(asked_id: str) -> str:
    """Where a body belongs, for sealing and opening it."""
    return f"asked_questions|body|{asked_id}"


def forget_asked(connection: Connection, submission_id: str) -> None:
    """Nothing is asked about this application any more, and nothing that was asked is kept."""
    connection.execute(delete(asked_questions).where(asked_questions.c.submission_id == submission_id))
