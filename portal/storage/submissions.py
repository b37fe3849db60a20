"""Applications that were sent: sealed as they were sent, with the keyed hashes by which a double is noticed."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, text

from portal.storage.database import Instant, metadata

submissions = Table(
    "submissions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("reference", String(9), nullable=False, unique=True),
    Column("service", String(40), nullable=False),
    Column("question_set", String(20), nullable=False),
    Column("languages", String(40), nullable=False, comment="codes of the languages it was answered in"),
    Column("version", Integer, nullable=False),
    Column("seal", String(10), nullable=False),
    Column("answers", LargeBinary, comment="emptied when its time is over"),
    Column("code_lookup", String(64), nullable=False, unique=True),
    Column("birth_lookup", String(64), nullable=False),
    Column("submitted_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("keep_until", Instant, nullable=False, index=True),
)

# The queue of households that must not be found is short, however many others there are.
protected = submissions.c.seal == "protected"
Index("ix_submissions_protected", submissions.c.submitted_at, sqlite_where=protected, postgresql_where=protected)

# What two applications about the same person have in common: a number, or a birth date with a name in any script.
same_person = Table(
    "same_person",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "submission_id",
        String(36),
        ForeignKey("submissions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("lookup", String(64), nullable=False, index=True),
    Column("shared", Boolean, nullable=False, comment="another application has had it as well"),
)

# Whoever looks for pairs reads what is shared, and nothing of the many who stand alone.
Index(
    "ix_same_person_shared",
    same_person.c.id,
    # SQLite takes an index in part only for the very words of a query.
    sqlite_where=text("shared = 1"),
    postgresql_where=same_person.c.shared,
)
