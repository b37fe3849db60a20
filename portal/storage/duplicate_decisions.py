"""Whether two applications are about the same people: what somebody decided, and whether that was undone."""

from sqlalchemy import Column, ForeignKey, Index, String, Table

from portal.storage.database import Instant, metadata

duplicate_decisions = Table(
    "duplicate_decisions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("one", String(36), ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column(
        "other",
        String(36),
        ForeignKey("submissions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
        comment="the greater id of the two",
    ),
    Column("decision", String(10), nullable=False, comment="same, family or different"),
    Column("decided_by", String(20), nullable=False),
    Column("unit", String(80), nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("undone_by", String(20)),
    Column("undone_at", Instant),
)

holds = duplicate_decisions.c.undone_at.is_(None)
Index(
    "ix_duplicate_decisions_holds",
    duplicate_decisions.c.one,
    duplicate_decisions.c.other,
    unique=True,
    sqlite_where=holds,
    postgresql_where=holds,
)
