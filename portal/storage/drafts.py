"""Applications that are being written: sealed answers, found again by a keyed hash of the resume code."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from portal.storage.database import Instant, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(36), primary_key=True, comment="also the id of the submission it becomes"),
    Column("service", String(40), nullable=False),
    Column("question_set", String(20), nullable=False),
    Column("code_lookup", String(64), nullable=False, unique=True),
    Column("seal", String(10), nullable=False, comment="which keys: answers, or protected"),
    Column("answers", LargeBinary, nullable=False),
    Column("health", LargeBinary, nullable=False, comment="answers about health, under a key of their own"),
    Column("held", LargeBinary, comment="what was on the page when the time was up"),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("keep_until", Instant, nullable=False, index=True),
)

failed_attempts = Table(
    "failed_attempts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("lookup", String(64), nullable=False, index=True, comment="keyed hash of what was tried"),
    Column("at", Instant, nullable=False, index=True),
)
