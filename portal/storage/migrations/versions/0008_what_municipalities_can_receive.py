"""What municipalities report that they can receive."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "capacity_reports",
        sa.Column("id", sa.String(length=36), nullable=False, comment="of the record"),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="1, 2, 3 ... within a municipality's year; the last one holds",
        ),
        sa.Column("decided_places", sa.Integer(), nullable=False),
        sa.Column(
            "homes", sa.JSON(), nullable=False, comment="places, ready_from, step_free, pets of each; no address"
        ),
        sa.Column("reported_by", sa.String(length=20), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity_reports")),
        sa.UniqueConstraint("municipality", "year", "number", name=op.f("uq_capacity_reports_municipality")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
