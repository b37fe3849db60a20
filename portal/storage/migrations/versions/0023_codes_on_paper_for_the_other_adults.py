"""A code on paper may also be about an adult's own way in."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("vouchers", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_vouchers_submission_id_submissions"), type_="foreignkey")
        comment = "or an adult's own way"
        batch_op.alter_column("submission_id", existing_type=sa.String(length=36), comment=comment)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
