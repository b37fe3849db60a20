"""A code that was asked for is made by the worker, which finds out whether anybody is there to get it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("one_time_codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(length=10), nullable=True, comment="sms or email"))
        comment = "of the page it was asked for on"
        batch_op.add_column(sa.Column("language", sa.String(length=2), nullable=True, comment=comment))
        comment = "keyed hash; none until the worker has made the code"
        batch_op.alter_column(
            "code_lookup",
            existing_type=sa.String(length=64),
            nullable=True,
            comment=comment,
            existing_comment="keyed hash",
        )
        comment = "or an adult's own way; none where the reference is lost"
        batch_op.alter_column(
            "submission_id",
            existing_type=sa.String(length=36),
            comment=comment,
            existing_comment="none where the reference is lost",
        )
        batch_op.alter_column(
            "made_at", existing_type=sa.DateTime(timezone=True), comment="when it was asked for", existing_comment=None
        )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
