"""What was done and what was read, row upon row: each row is bound to the one before it."""

from sqlalchemy import Column, Integer, String, Table

from portal.storage.database import metadata

audit_rows = Table(
    "audit_rows",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False, comment="UTC, ISO 8601, exactly as it was hashed"),
    Column("staff", String(20), nullable=False),
    Column("role", String(20), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("act", String(40), nullable=False),
    Column("about", String(100), nullable=False, index=True, comment="id of what was read or changed, never a name"),
    Column("fields", String(500), nullable=False, comment="names of fields, never what is in them"),
    Column("seal", String(64), nullable=False, comment="keyed hash of this row and the seal before it"),
)

# Whoever writes takes this row first, so that rows follow one another; it also tells when the last rows are missing.
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
)
