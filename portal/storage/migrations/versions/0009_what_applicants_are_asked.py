"""What municipalities and the directorate ask applicants."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UNANSWERED = sa.text("answered_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "asked_questions",
        sa.Column(
            "id",
            sa.String(length=64),
            nullable=False,
            comment="keyed hash of who asked what and when: the same told twice",
        ),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=12), nullable=False, comment="municipality or directorate"),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: municipality, questions, answers once given",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column(
            "told_at", sa.DateTime(timezone=True), nullable=True, comment="a message that there is news was owed"
        ),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_questions")),
    )
    op.create_index(op.f("ix_asked_questions_submission_id"), "asked_questions", ["submission_id"])
    op.create_index(
        "ix_asked_questions_unanswered",
        "asked_questions",
        ["asked_at"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
