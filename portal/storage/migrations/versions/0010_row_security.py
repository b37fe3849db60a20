"""PostgreSQL itself gives out only the rows of the unit that is set."""

from alembic import op

from portal.storage import row_security

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    row_security.protect(op.get_bind(), "centre_households")
    row_security.protect(op.get_bind(), "capacity_reports", "municipality")


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
