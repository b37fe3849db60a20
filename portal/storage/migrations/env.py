"""Runs the steps inside one transaction: a migration that is killed leaves the old state or the new, never between."""

from typing import Any, Literal

from alembic import context

from portal.storage.database import Instant
from portal.storage.tables import metadata


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A step names the database's types, not ours: ours may change after it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
