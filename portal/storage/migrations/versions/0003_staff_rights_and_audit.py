"""Those who work with settlement, their rights and visits, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_rows",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False, comment="UTC, ISO 8601, exactly as it was hashed"),
        sa.Column("staff", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column(
            "about", sa.String(length=100), nullable=False, comment="id of what was read or changed, never a name"
        ),
        sa.Column("fields", sa.String(length=500), nullable=False, comment="names of fields, never what is in them"),
        sa.Column(
            "seal", sa.String(length=64), nullable=False, comment="keyed hash of this row and the seal before it"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_rows")),
    )
    op.create_table(
        "sign_ins",
        sa.Column(
            "state", sa.String(length=64), nullable=False, comment="SHA-256 of what the identity provider gives back"
        ),
        sa.Column("session_id", sa.String(length=64), nullable=False, comment="the browser that asked"),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_sign_ins")),
    )
    op.create_table(
        "staff",
        sa.Column(
            "id", sa.String(length=20), nullable=False, comment="pseudonym, also in records and in the audit log"
        ),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False, comment="who this is to the issuer"),
        sa.Column(
            "name",
            sa.String(length=120),
            nullable=True,
            comment="as an administrator has written it, to know whom a right belongs to",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_staff_issuer")),
    )
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=80), nullable=False, comment="as the case system knows it"),
        sa.Column(
            "kind", sa.String(length=20), nullable=False, comment="centre, hospital, municipality or directorate"
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation", sa.String(length=9), nullable=False, comment="organisation number"),
        sa.Column("municipality", sa.String(length=4), nullable=True, comment="where the unit lies, or which it is"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("unit_code", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("granted_by", sa.String(length=20), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("needs_another", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=20), nullable=True),
        sa.Column("ended_by", sa.String(length=20), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("confirmed_by <> granted_by", name="two_people"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_grants_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_grants_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    with op.batch_alter_table("grants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grants_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True, comment="in which role at which unit; none chosen yet"),
        sa.Column(
            "organisations", sa.String(length=200), nullable=False, comment="those the identity provider vouches for"
        ),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_staff_sessions_grant_id_grants")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_staff_id"), ["staff_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
