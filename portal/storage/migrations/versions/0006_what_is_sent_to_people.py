"""Messages to people, the one-time codes in them, and when a visit has proved whose it is."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

UNSENT = sa.text("sent_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    proved = "a second proof showed that this is the applicant"
    op.add_column("sessions", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True, comment=proved))
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False, comment="the visit that asked for it"),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("code_lookup", sa.String(length=64), nullable=False, comment="keyed hash"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    for column in ("session_id", "submission_id", "made_at"):
        op.create_index(op.f(f"ix_one_time_codes_{column}"), "one_time_codes", [column])
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=36), nullable=False, comment="the same on every attempt"),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False, comment="code, news or digest"),
        sa.Column("way", sa.String(length=10), nullable=False, comment="sms or email"),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed JSON: to, subject, text; emptied when it has left",
        ),
        sa.Column("owed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="not before: a wait, the morning, or another worker's lease",
        ),
        sa.Column("useless_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_submission_id"), "messages", ["submission_id"])
    op.create_index("ix_messages_unsent", "messages", ["due_at"], sqlite_where=UNSENT, postgresql_where=UNSENT)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
