"""Codes of six digits that somebody asked for: for one browser, for ten minutes, for one use."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from portal.storage.database import Instant, metadata

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("session_id", String(64), nullable=False, index=True, comment="the visit that asked for it"),
    Column("submission_id", String(36), index=True, comment="or an adult's own way; none where the reference is lost"),
    Column("contact_lookup", String(64), index=True, comment="keyed hash of where it was sent, where it is lost"),
    Column("way", String(10), comment="sms or email"),
    Column("language", String(2), comment="of the page it was asked for on"),
    Column("code_lookup", String(64), comment="keyed hash; none until the worker has made the code"),
    Column("made_at", Instant, nullable=False, index=True, comment="when it was asked for"),
    Column("tries", Integer, nullable=False, default=0),
    Column("used_at", Instant),
)

# The applications that a visit may choose from, once code and birth year were right.
found_again = Table(
    "found_again",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("submission_id", String(36), ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True),
    Column("found_at", Instant, nullable=False, index=True),
)
