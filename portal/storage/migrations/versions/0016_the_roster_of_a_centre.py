"""The roster of a centre: residents who are not registered yet, how far each household is, and what finds them."""

import sqlalchemy as sa
from alembic import op

from portal.storage import row_security

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROSTER = ["unit_code", "part_of", "accepted_at", "sent_at", "waits_at", "begun_at", "listed_at", "id"]


def upgrade() -> None:
    with op.batch_alter_table("centre_households", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "number",
                sa.String(length=9),
                nullable=True,
                comment="by which centres tell each other of it; nothing personal",
            )
        )
        batch_op.add_column(
            sa.Column(
                "part_of",
                sa.String(length=36),
                nullable=True,
                comment="the household in which this resident is registered",
            )
        )
        batch_op.add_column(
            sa.Column(
                "sealed",
                sa.LargeBinary(),
                nullable=True,
                comment="name, birth date, number and room; emptied when the centre's time is over",
            )
        )
        batch_op.add_column(
            sa.Column(
                "listed_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="a list has brought the resident in; empty where nobody did",
            )
        )
        batch_op.add_column(
            sa.Column(
                "waits_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="everything is answered; the resident looks through it",
            )
        )
        batch_op.add_column(
            sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True, comment="the case system has it")
        )
        batch_op.add_column(
            sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True, comment="the resident has taken it over")
        )
        batch_op.add_column(
            sa.Column(
                "withdrawn_at",
                sa.DateTime(timezone=True),
                nullable=True,
                comment="the consent was withdrawn after sending",
            )
        )
    known = sa.text(
        "UPDATE centre_households SET accepted_at = (SELECT delivered_at FROM errands "
        "WHERE errands.subject = 'submission/' || centre_households.id AND errands.sequence = 1)"
    )
    op.get_bind().execute(known, execution_options={"all_units": True})
    with op.batch_alter_table("centre_households", schema=None) as batch_op:
        batch_op.alter_column("begun_by", existing_type=sa.String(length=20), nullable=True)
        batch_op.alter_column(
            "begun_at",
            existing_type=sa.DateTime(timezone=True),
            nullable=True,
            comment="empty while the resident only stands on the list",
        )
        batch_op.create_unique_constraint(batch_op.f("uq_centre_households_number"), ["number"])
        batch_op.create_index(batch_op.f("ix_centre_households_part_of"), ["part_of"], unique=False)
        batch_op.create_index("ix_centre_households_roster", ROSTER, unique=False)
    op.create_table(
        "resident_lookups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("unit_code", sa.String(length=80), nullable=False),
        sa.Column("household_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=6),
            nullable=False,
            comment="search, or same: that a list brings somebody in a second time",
        ),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"],
            ["centre_households.id"],
            name=op.f("fk_resident_lookups_household_id_centre_households"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_resident_lookups_unit_code_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_lookups")),
    )
    with op.batch_alter_table("resident_lookups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_lookups_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_resident_lookups_unit_code_lookup", ["unit_code", "lookup"], unique=False)
    row_security.protect(op.get_bind(), "resident_lookups")
    op.create_table(
        "people_begun",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["drafts.id"], name=op.f("fk_people_begun_draft_id_drafts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_begun")),
    )
    with op.batch_alter_table("people_begun", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_begun_draft_id"), ["draft_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_people_begun_lookup"), ["lookup"], unique=False)
    op.create_table(
        "household_links",
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("other_number", sa.String(length=9), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", "other_number", name=op.f("pk_household_links")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
