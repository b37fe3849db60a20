"""What has left for the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "archived",
        sa.Column("errand_id", sa.String(length=36), nullable=False),
        sa.Column("packed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "archive_id", sa.String(length=100), nullable=True, comment="the archive's own id of the journal entry"
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_reason", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["errand_id"], ["errands.id"], name=op.f("fk_archived_errand_id_errands"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("errand_id", name=op.f("pk_archived")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
