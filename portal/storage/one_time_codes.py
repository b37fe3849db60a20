"""Codes of six digits that were sent to somebody: for one browser, for ten minutes, for one use."""

from sqlalchemy import Column, Integer, String, Table

from portal.storage.database import Instant, metadata

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", String(64), nullable=False, index=True, comment="the visit that asked for it"),
    Column("submission_id", String(36), nullable=False, index=True),
    Column("code_lookup", String(64), nullable=False, comment="keyed hash"),
    Column("made_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("used_at", Instant),
)
