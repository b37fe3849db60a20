"""Visits to the portal: an opaque cookie on one side, a row here on the other; only a hash of the cookie is stored."""

from sqlalchemy import Boolean, Column, String, Table

from portal.storage.database import Instant, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True, comment="SHA-256 of the cookie"),
    Column("draft_id", String(36)),
    Column("submission_id", String(36)),
    Column("person_id", String(36), comment="an adult of the household beside the applicant"),
    Column("shared_phone", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("proved_at", Instant, comment="a second proof showed that this is the applicant"),
    Column("wanted", String(40), comment="the page that a second proof was asked for: one goes on to it afterwards"),
)
