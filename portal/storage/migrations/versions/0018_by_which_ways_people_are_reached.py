"""By which ways applicants are reached, and which of them have ended."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ways",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False, comment="sms or email"),
        sa.Column(
            "contact_lookup", sa.String(length=64), nullable=False, comment="the same in every application it is in"
        ),
        sa.Column(
            "stop_lookup", sa.String(length=64), nullable=False, comment="of what stands in the link that ends it"
        ),
        sa.Column(
            "stopped_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="whoever gets the messages wants no more",
        ),
        sa.Column(
            "refused_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the number or address does not take messages",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_ways_submission_id_submissions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("submission_id", "way", name=op.f("pk_ways")),
        sa.UniqueConstraint("stop_lookup", name=op.f("uq_ways_stop_lookup")),
    )
    with op.batch_alter_table("ways", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ways_contact_lookup"), ["contact_lookup"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
