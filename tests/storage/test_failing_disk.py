"""When the disk cannot keep what it was given, nobody is told that it is kept."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from portal.storage.database import Database
from tests.storage.keeper import THE_DISK_FAILED, kept

HOUSE = Path(__file__).parents[2]


@pytest.mark.skipif(not shutil.which("strace"), reason="strace, which makes the disk fail, is not on this machine")
@pytest.mark.parametrize("failing_from", [2, 7, 8, 9, 10, 20])
def test_a_failing_sync_gives_no_false_receipt_and_a_new_start_recovers(failing_from: int, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    fault = f"inject=fsync,fdatasync:error=EIO:when={failing_from}+"
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", fault]
    told = subprocess.run(
        [*command, sys.executable, "-m", "tests.storage.keeper", url],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "ptrace" in told.stderr:
        pytest.skip("strace may not be used on this machine")
    assert told.returncode == THE_DISK_FAILED, told.stderr
    acknowledged = [int(line) for line in told.stdout.split()]
    assert len(acknowledged) < 20
    again = Database.open(url)
    with again.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        there = text("SELECT count(*) FROM sqlite_master WHERE name = 'kept_for_tests'")
        stored = list(connection.execute(select(kept.c.number)).scalars()) if connection.scalar(there) else []
    again.close()
    assert set(acknowledged) <= set(stored)
    assert len(stored) - len(acknowledged) <= 1
