"""Figures that are kept counted, and what each application has added to them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("month", sa.String(length=7), nullable=False, comment="2026-11, or `now`"),
        sa.Column(
            "municipality", sa.String(length=4), nullable=False, comment="empty: none, as for whoever must not be found"
        ),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "municipality", "figure", "part", name=op.f("pk_figures")),
    )
    op.create_table(
        "counted",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column(
            "kept",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed; emptied when the case is over and its answers are gone",
        ),
        sa.ForeignKeyConstraint(["id"], ["submissions.id"], name=op.f("fk_counted_id_submissions"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted")),
    )
    op.create_index("ix_case_events_received_at", "case_events", ["received_at"])
    op.create_index(
        "ix_submissions_withdrawn_at",
        "submissions",
        ["withdrawn_at"],
        sqlite_where=sa.text("withdrawn_at IS NOT NULL"),
        postgresql_where=sa.text("withdrawn_at IS NOT NULL"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
