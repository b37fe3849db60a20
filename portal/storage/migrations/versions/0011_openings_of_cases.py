"""Who opens the case of a household that must not be found, with whose yes, and who looked it through."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PROTECTED = sa.text("seal = 'protected'")


def upgrade() -> None:
    op.create_table(
        "openings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False, comment="sealed"),
        sa.Column("urgent", sa.Boolean(), nullable=False, comment="danger to life: open before another agrees"),
        sa.Column("asked_by", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.String(length=20), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.String(length=20), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True, comment="what whoever looked it through found"),
        sa.CheckConstraint("agreed_by <> asked_by", name="another_agrees"),
        sa.CheckConstraint("reviewed_by <> asked_by AND reviewed_by <> agreed_by", name="another_reviews"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
    )
    op.create_index(op.f("ix_openings_submission_id"), "openings", ["submission_id"])
    op.create_index(op.f("ix_openings_asked_at"), "openings", ["asked_at"])
    op.create_index(
        "ix_submissions_protected",
        "submissions",
        ["submitted_at"],
        sqlite_where=PROTECTED,
        postgresql_where=PROTECTED,
    )
    op.create_index(op.f("ix_audit_rows_about"), "audit_rows", ["about"])
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("messages", "about", comment="code, news, digest or notice")


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
