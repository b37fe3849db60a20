"""Those who work with settlement: the units they work in, the people by pseudonym, and what each may do where."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from portal.storage.database import Instant, metadata

units = Table(
    "units",
    metadata,
    Column("code", String(80), primary_key=True, comment="as the case system knows it"),
    Column("kind", String(20), nullable=False, comment="centre, hospital, municipality or directorate"),
    Column("name", String(120), nullable=False),
    Column("organisation", String(9), nullable=False, comment="organisation number"),
    Column("municipality", String(4), comment="where the unit lies, or which it is"),
    Column("email", String(254), comment="of the unit, not of a person"),
)

staff = Table(
    "staff",
    metadata,
    Column("id", String(20), primary_key=True, comment="pseudonym, also in records and in the audit log"),
    Column("issuer", String(200), nullable=False),
    Column("subject", String(255), nullable=False, comment="who this is to the issuer"),
    Column("name", String(120), comment="as an administrator has written it, to know whom a right belongs to"),
    Column("created_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("issuer", "subject"),
)

# A right that two people must agree on is not worth anything before another one has confirmed it.
grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("staff_id", String(20), ForeignKey("staff.id"), nullable=False, index=True),
    Column("unit_code", String(80), ForeignKey("units.code"), nullable=False),
    Column("role", String(20), nullable=False),
    Column("granted_by", String(20), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("needs_another", Boolean, nullable=False),
    Column("confirmed_by", String(20)),
    Column("ended_by", String(20)),
    Column("ended_at", Instant),
    CheckConstraint("confirmed_by <> granted_by", name="two_people"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("id", String(64), primary_key=True, comment="SHA-256 of the cookie"),
    Column("staff_id", String(20), ForeignKey("staff.id"), nullable=False, index=True),
    Column("grant_id", Integer, ForeignKey("grants.id"), comment="in which role at which unit; none chosen yet"),
    Column("organisations", String(200), nullable=False, comment="those the identity provider vouches for"),
    Column("signed_in_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("state", String(64), primary_key=True, comment="SHA-256 of what the identity provider gives back"),
    Column("session_id", String(64), nullable=False, comment="the browser that asked"),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("language", String(2), nullable=False),
    Column("begun_at", Instant, nullable=False),
)
