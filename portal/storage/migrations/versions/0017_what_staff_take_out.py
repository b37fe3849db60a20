"""What staff take out as files, and who agreed to it."""

import sqlalchemy as sa
from alembic import op

from portal.storage import row_security

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("unit_code", sa.String(length=80), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False, comment="whose cases"),
        sa.Column(
            "selection",
            sa.String(length=200),
            nullable=False,
            comment="as it stands in the address of the queue: codes only",
        ),
        sa.Column("kind", sa.String(length=4), nullable=False, comment="csv or xlsx"),
        sa.Column("reason", sa.String(length=500), nullable=False, comment="names nobody"),
        sa.Column(
            "people",
            sa.Integer(),
            nullable=False,
            comment="how many were in it when it was asked for, and at most later",
        ),
        sa.Column("needs_another", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.String(length=20), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True, comment="last"),
        sa.CheckConstraint("agreed_by <> asked_by", name="two_people"),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_exports_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    op.create_index("ix_exports_unit_code", "exports", ["unit_code"])
    row_security.protect(op.get_bind(), "exports")


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
