"""Codes on paper that staff hand out, and coming back without a reference."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "vouchers",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("code_lookup", sa.String(length=64), nullable=False, comment="keyed hash"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_vouchers_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_vouchers")),
    )
    with op.batch_alter_table("vouchers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vouchers_made_at"), ["made_at"], unique=False)
    op.create_table(
        "found_again",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_found_again_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "submission_id", name=op.f("pk_found_again")),
    )
    with op.batch_alter_table("found_again", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_found_again_found_at"), ["found_at"], unique=False)
    with op.batch_alter_table("one_time_codes", schema=None) as batch_op:
        batch_op.alter_column(
            "submission_id",
            existing_type=sa.String(length=36),
            nullable=True,
            comment="none where the reference is lost",
        )
        batch_op.add_column(
            sa.Column(
                "contact_lookup",
                sa.String(length=64),
                nullable=True,
                comment="keyed hash of where it was sent, where it is lost",
            )
        )
        batch_op.create_index(batch_op.f("ix_one_time_codes_contact_lookup"), ["contact_lookup"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
