"""Which page a second proof was asked for, and which adult of a household a message goes to."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "the page that a second proof was asked for: one goes on to it afterwards"
    op.add_column("sessions", sa.Column("wanted", sa.String(length=40), nullable=True, comment=comment))
    comment = "the adult it goes to, where that is not the applicant"
    op.add_column("messages", sa.Column("of_person", sa.String(length=36), nullable=True, comment=comment))
    # Codes that are on their way now are worth nothing in ten minutes; whose they were is not known.
    op.execute("DELETE FROM messages WHERE about = 'own code'")


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before the migration")
