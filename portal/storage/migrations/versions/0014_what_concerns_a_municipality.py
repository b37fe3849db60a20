"""The households that concern a municipality, by what they are found, and what its staff have saved."""

import sqlalchemy as sa
from alembic import op

from portal.storage import row_security

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL AND settled_at IS NULL")
OVER = sa.text("closed_at IS NOT NULL OR settled_at IS NOT NULL")
TO_SETTLE = sa.text("closed_at IS NULL AND settled_at IS NULL AND agreed_on IS NOT NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "municipal_cases",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("lives_there", sa.Boolean(), nullable=False),
        sa.Column("wishes_to", sa.Boolean(), nullable=False),
        sa.Column("has_found_home", sa.Boolean(), nullable=False),
        sa.Column("waiting_since", moment, nullable=False, comment="when the application was sent"),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("minors", sa.Integer(), nullable=False),
        sa.Column("pets", sa.Boolean(), nullable=False),
        sa.Column("permit_granted", sa.Boolean(), nullable=False),
        sa.Column("asked_at", moment, nullable=True, comment="by the case system, last"),
        sa.Column(
            "answer",
            sa.String(length=20),
            nullable=True,
            comment="the municipality's last answer to that, in the words of the record schema",
        ),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column(
            "informed_at", moment, nullable=True, comment="the household answered what this municipality asked, last"
        ),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("declined_at", moment, nullable=True, comment="the case system takes the municipality's no as final"),
        sa.Column("unsettled", sa.Integer(), nullable=False, comment="people whose settlement date is not registered"),
        sa.Column(
            "planned_on",
            sa.Date(),
            nullable=True,
            comment="the last planned date, while there is one for everybody not settled",
        ),
        sa.Column("settled_at", moment, nullable=True, comment="when the last date was registered"),
        sa.Column("closed_at", moment, nullable=True, comment="withdrawn, closed, or agreed with another municipality"),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("handler", sa.String(length=20), nullable=True, comment="who has it in hand, by pseudonym"),
        sa.Column("seal", sa.String(length=10), nullable=False),
        sa.Column(
            "details",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed JSON: groups of needs, planned dates by person",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_municipal_cases_submission_id_submissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipal_cases")),
        sa.UniqueConstraint("submission_id", "municipality", name=op.f("uq_municipal_cases_submission_id")),
    )
    op.create_index(op.f("ix_municipal_cases_submission_id"), "municipal_cases", ["submission_id"])
    for name, column, where in (
        ("queue", "waiting_since", OPEN),
        ("over", "changed_at", OVER),
        ("to_settle", "agreed_on", TO_SETTLE),
    ):
        op.create_index(
            f"ix_municipal_cases_{name}",
            "municipal_cases",
            ["municipality", column, "id"],
            sqlite_where=where,
            postgresql_where=where,
        )
    op.create_table(
        "municipal_case_words",
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["municipal_cases.id"],
            name=op.f("fk_municipal_case_words_case_id_municipal_cases"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality", "lookup", "case_id", name=op.f("pk_municipal_case_words")),
    )
    op.create_index(op.f("ix_municipal_case_words_case_id"), "municipal_case_words", ["case_id"])
    op.create_table(
        "saved_filters",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("municipality", sa.String(length=4), nullable=False),
        sa.Column(
            "selection", sa.String(length=200), nullable=False, comment="as it stands in the address of the queue"
        ),
        sa.Column("saved_at", moment, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_filters_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "municipality", "selection", name=op.f("pk_saved_filters")),
    )
    for table in ("municipal_cases", "municipal_case_words", "saved_filters"):
        row_security.protect(op.get_bind(), table, "municipality")


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
