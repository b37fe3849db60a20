"""The households that reception centres register."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "centre_households",
        sa.Column("id", sa.String(length=36), nullable=False, comment="of the draft, and of the submission it becomes"),
        sa.Column("unit_code", sa.String(length=80), nullable=False),
        sa.Column("begun_by", sa.String(length=20), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_centre_households_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_households")),
    )
    with op.batch_alter_table("centre_households", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_centre_households_unit_code"), ["unit_code"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
