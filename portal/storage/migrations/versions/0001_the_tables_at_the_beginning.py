"""The tables at the beginning."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alarms")),
    )
    op.create_table(
        "case_events",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column(
            "known", sa.Boolean(), nullable=False, comment="false: about a submission that was never ours, or is erased"
        ),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="sealed JSON"),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
    )
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_events_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "cursors",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=36), nullable=False, comment="also the id of the submission it becomes"),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("question_set", sa.String(length=20), nullable=False),
        sa.Column("code_lookup", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False, comment="which keys: answers, or protected"),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("health", sa.LargeBinary(), nullable=False, comment="answers about health, under a key of their own"),
        sa.Column("held", sa.LargeBinary(), nullable=True, comment="what was on the page when the time was up"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("code_lookup", name=op.f("uq_drafts_code_lookup")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_keep_until"), ["keep_until"], unique=False)

    op.create_table(
        "errands",
        sa.Column("id", sa.String(length=36), nullable=False, comment="the record's own id, the same for ever"),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True, comment="sealed; emptied when its time is over"),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="no worker takes it before: a wait, or another worker's lease",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempt_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False, comment="grows each time a worker takes it"),
        sa.Column(
            "doubtful_since",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="an attempt began whose outcome nobody knows",
        ),
        sa.Column("last_trouble", sa.String(length=40), nullable=True),
        sa.Column("last_trouble_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_number", sa.String(length=40), nullable=True),
        sa.Column("receipt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_reason", sa.String(length=40), nullable=True),
        sa.Column("refused_detail", sa.String(length=500), nullable=True),
        sa.Column("set_aside_asked_by", sa.String(length=64), nullable=True),
        sa.Column("set_aside_reason", sa.String(length=500), nullable=True),
        sa.Column("set_aside_by", sa.String(length=64), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errands")),
        sa.UniqueConstraint("subject", "sequence", name=op.f("uq_errands_subject")),
    )
    with op.batch_alter_table("errands", schema=None) as batch_op:
        batch_op.create_index("ix_errands_delivered_at", ["delivered_at"], unique=False)
        batch_op.create_index("ix_errands_keep_until", ["keep_until"], unique=False)
        batch_op.create_index("ix_errands_owed_at", ["owed_at"], unique=False)
        batch_op.create_index(
            "ix_errands_stopped",
            ["refused_at"],
            unique=False,
            sqlite_where=sa.text("refused_at IS NOT NULL AND set_aside_at IS NULL"),
            postgresql_where=sa.text("refused_at IS NOT NULL AND set_aside_at IS NULL"),
        )
        batch_op.create_index(
            "ix_errands_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("delivered_at IS NULL AND refused_at IS NULL AND set_aside_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL AND refused_at IS NULL AND set_aside_at IS NULL"),
        )

    op.create_table(
        "failed_attempts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False, comment="keyed hash of what was tried"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_attempts")),
    )
    with op.batch_alter_table("failed_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failed_attempts_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_failed_attempts_lookup"), ["lookup"], unique=False)

    op.create_table(
        "findings",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_findings")),
    )
    op.create_table(
        "pulses",
        sa.Column("worker", sa.String(length=100), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", name=op.f("pk_pulses")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("draft_id", sa.String(length=36), nullable=True),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("shared_phone", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("service", sa.String(length=40), nullable=False),
        sa.Column("question_set", sa.String(length=20), nullable=False),
        sa.Column(
            "languages", sa.String(length=40), nullable=False, comment="codes of the languages it was answered in"
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=True, comment="emptied when its time is over"),
        sa.Column("code_lookup", sa.String(length=64), nullable=False),
        sa.Column("birth_lookup", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("code_lookup", name=op.f("uq_submissions_code_lookup")),
        sa.UniqueConstraint("reference", name=op.f("uq_submissions_reference")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_keep_until"), ["keep_until"], unique=False)

    op.create_table(
        "same_person",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_same_person_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_person")),
    )
    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_same_person_lookup"), ["lookup"], unique=False)
        batch_op.create_index(batch_op.f("ix_same_person_submission_id"), ["submission_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
