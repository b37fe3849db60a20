"""The newest seal of the audit log, told outside the database: whoever cuts rows off its end is found out.

It goes to the log of the worker, and to a file where the settings name one, at the start and every hour.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from portal.storage.audit import audit_head

log = logging.getLogger("portal.audit")
EVERY = timedelta(hours=1)


class Anchor:
    """Tells the seal outside, when it is time; `file` is only ever added to."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._told_at: datetime | None = None

    def __call__(self, connection: Connection, now: datetime) -> bool:
        """True where it was told just now. Raises OSError where the file cannot be written: it is tried again."""
        if self._told_at is not None and now - self._told_at < EVERY:
            return False
        head = connection.execute(select(audit_head)).one_or_none()
        if head is not None:
            log.info("head of the audit log", extra={"number": head.number, "seal": head.seal})
            if self._file is not None:
                with self._file.open("a", encoding="ascii") as kept:
                    kept.write(f"{now.isoformat(timespec='seconds')} {head.number} {head.seal}\n")
        self._told_at = now
        return True


def told(file: Path | None) -> dict[int, str]:
    """What was told to the file: the seal of a row by its number; what is no such line is passed over."""
    if file is None or not file.is_file():
        return {}
    lines = (line.split() for line in file.read_text(encoding="ascii", errors="replace").splitlines())
    return {int(line[1]): line[2] for line in lines if len(line) == 3 and line[1].isdecimal()}
