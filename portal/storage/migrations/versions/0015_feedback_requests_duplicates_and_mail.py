"""Feedback, requests for another municipality, decisions on duplicates, and mail to municipalities."""

import sqlalchemy as sa
from alembic import op

from portal.storage import row_security

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column(
            "id", sa.String(length=36), nullable=False, comment="of the form it was given in, so that none counts twice"
        ),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=True, comment="where it is about one household"),
        sa.Column("given_by", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_municipality"), ["municipality"], unique=False)

    op.create_table(
        "change_requests",
        sa.Column("id", sa.String(length=36), nullable=False, comment="of the record"),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False, comment="sealed JSON: the data of the record"),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_change_requests_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_requests")),
    )
    with op.batch_alter_table("change_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_requests_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_requests_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "duplicate_decisions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("one", sa.String(length=36), nullable=False),
        sa.Column("other", sa.String(length=36), nullable=False, comment="the greater id of the two"),
        sa.Column("decision", sa.String(length=10), nullable=False, comment="same, family or different"),
        sa.Column("decided_by", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=20), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["one"], ["submissions.id"], name=op.f("fk_duplicate_decisions_one_submissions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other"], ["submissions.id"], name=op.f("fk_duplicate_decisions_other_submissions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_decisions")),
    )
    with op.batch_alter_table("duplicate_decisions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_duplicate_decisions_holds",
            ["one", "other"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_duplicate_decisions_other"), ["other"], unique=False)

    op.create_table(
        "feedback_topics",
        sa.Column("feedback_id", sa.String(length=36), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_topics_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feedback_id", "topic", name=op.f("pk_feedback_topics")),
    )
    op.create_table(
        "mail_choices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("unit_code", sa.String(length=80), nullable=False),
        sa.Column("often", sa.String(length=10), nullable=False, comment="at_once, daily or never"),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True, comment="sealed; none where nothing is to be sent"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False, comment="what has changed since then is news"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_mail_choices_staff_id_staff")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_mail_choices_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_choices")),
        sa.UniqueConstraint("staff_id", "unit_code", name=op.f("uq_mail_choices_staff_id")),
    )
    op.create_table(
        "unit_mails",
        sa.Column("unit_code", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False, comment="news, settlement or answer"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_unit_mails_unit_code_units")),
        sa.PrimaryKeyConstraint("unit_code", "about", name=op.f("pk_unit_mails")),
    )
    op.create_table(
        "change_request_parties",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["change_requests.id"],
            name=op.f("fk_change_request_parties_request_id_change_requests"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "municipality", name=op.f("pk_change_request_parties")),
    )
    with op.batch_alter_table("change_request_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_request_parties_municipality"), ["municipality"], unique=False)

    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("email", sa.String(length=254), nullable=True, comment="of the unit, not of a person")
        )

    op.create_table(
        "settled_earlier",
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("municipality", "year", name=op.f("pk_settled_earlier")),
    )
    for table in ("feedback", "change_request_parties", "settled_earlier"):
        row_security.protect(op.get_bind(), table, "municipality")
    for table in ("mail_choices", "unit_mails"):
        row_security.protect(op.get_bind(), table)


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
