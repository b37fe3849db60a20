"""Ways in for the other adults of a household, and records that are theirs alone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    adult = "an adult of the household beside the applicant"
    op.add_column("sessions", sa.Column("person_id", sa.String(length=36), nullable=True, comment=adult))
    alone = "the adult it comes from, where the others of the household are not shown it"
    op.add_column("errands", sa.Column("of_person", sa.String(length=36), nullable=True, comment=alone))
    op.create_table(
        "own_ways",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("code_lookup", sa.String(length=64), nullable=False, comment="the code handed over, then one's own"),
        sa.Column("birth_lookup", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column(
            "body", sa.LargeBinary(), nullable=False, comment="sealed JSON: one's code, contact, answers about health"
        ),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "code_until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="not taken by then, the code opens nothing",
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_ways")),
        sa.UniqueConstraint("code_lookup", name=op.f("uq_own_ways_code_lookup")),
        sa.UniqueConstraint("submission_id", "person_id", name=op.f("uq_own_ways_submission_id")),
    )
    op.create_index(op.f("ix_own_ways_submission_id"), "own_ways", ["submission_id"])


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
