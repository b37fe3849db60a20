"""What two applications share is marked when it is noticed, so that nobody compares all with all."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "shared",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="another application has had it as well",
            )
        )
    op.execute(
        "UPDATE same_person SET shared = true WHERE lookup IN"
        " (SELECT lookup FROM same_person GROUP BY lookup HAVING count(*) > 1)"
    )
    with op.batch_alter_table("same_person", schema=None) as batch_op:
        batch_op.alter_column("shared", server_default=None)
        batch_op.create_index(
            "ix_same_person_shared",
            ["id"],
            unique=False,
            sqlite_where=sa.text("shared = 1"),
            postgresql_where=sa.text("shared"),
        )
