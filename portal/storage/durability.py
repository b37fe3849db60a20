"""A database that could lose what people were told is received is not worked on."""

import sqlite3

from sqlalchemy import Connection, text

# WAL is safe with several connections only from this SQLite on (the WAL-reset fault of earlier versions corrupts).
FIRST_SQLITE_WITH_SAFE_WAL = (3, 51, 3)
# The first of each line of PostgreSQL without a fault that is known to lose, spoil or show data to others.
FIRST_SAFE_POSTGRESQL = {15: 18, 16: 14, 17: 10, 18: 4}


class Unsafe(Exception):
    """The database is set so that it could lose or give away what it holds; the portal does not start on it."""


def refuse_unsafe_settings(connection: Connection, dialect: str) -> None:
    """Raise Unsafe when what this connection acknowledges could be lost in a power cut."""
    if dialect == "sqlite":
        _refuse_unsafe_sqlite(connection)
    else:
        _refuse_unsafe_postgresql(connection)


def _refuse_unsafe_sqlite(connection: Connection) -> None:
    journal = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    synchronous = connection.execute(text("PRAGMA synchronous")).scalar_one()
    safe_wal = sqlite3.sqlite_version_info >= FIRST_SQLITE_WITH_SAFE_WAL
    if (journal == "delete" and synchronous >= 3) or (journal == "wal" and synchronous >= 2 and safe_wal):
        return
    raise Unsafe(
        f"SQLite runs with journal_mode {journal} and synchronous {synchronous}: a power cut could lose what people "
        "were told is received. Use DELETE with EXTRA (3), or WAL with FULL (2) from SQLite 3.51.3 on."
    )


def _refuse_unsafe_postgresql(connection: Connection) -> None:
    refuse_old_postgresql(int(connection.execute(text("SHOW server_version_num")).scalar_one()))
    for name, safe in (
        ("fsync", {"on"}),
        ("full_page_writes", {"on"}),
        ("synchronous_commit", {"on", "remote_write", "remote_apply"}),
    ):
        value = connection.execute(text(f"SHOW {name}")).scalar_one()
        if value not in safe:
            raise Unsafe(
                f"PostgreSQL runs with {name} = {value}: a power cut could lose what people were told is received."
            )


def refuse_old_postgresql(version: int) -> None:
    """Raise Unsafe for a PostgreSQL with known faults; `version` as the server numbers itself: 150018 is 15.18."""
    line, update = divmod(version, 10_000)
    oldest, newest = min(FIRST_SAFE_POSTGRESQL), max(FIRST_SAFE_POSTGRESQL)
    if line > newest or (line >= oldest and update >= FIRST_SAFE_POSTGRESQL[line]):
        return
    safe = ", ".join(f"{line}.{update}" for line, update in FIRST_SAFE_POSTGRESQL.items())
    raise Unsafe(f"PostgreSQL {line}.{update} has known faults. Use {safe} or newer.")
