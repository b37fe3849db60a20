"""What was delivered, apart from what waits: SQLite took the old index for the few that wait, and sorted them all."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_errands_delivered_at", "errands")
    op.create_index(
        "ix_errands_delivered_at",
        "errands",
        ["delivered_at"],
        sqlite_where=sa.text("delivered_at IS NOT NULL"),
        postgresql_where=sa.text("delivered_at IS NOT NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
