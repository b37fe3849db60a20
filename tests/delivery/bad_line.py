"""A sender and a case system on a network of their own, whose line loses, delays, refuses: run by `unshare --net`.

Prints what both sides hold in the end, as JSON, in its last line. For the sender time runs twenty times faster.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from integrations.case_system import HttpCaseSystem
from integrations.case_system_demo_store import CaseStore
from integrations.outside_call import outside_client
from portal.delivery.sender import Sender
from portal.storage.database import Database
from portal.storage.errands import errands, next_sequence, owe
from portal.storage.tables import metadata
from tests.delivery.conftest import LATER
from tests.delivery.doomed import how_many_wait, seals_for_both
from tests.delivery.receiver_process import receiver_process
from tests.receiver import new_subject, record, tokens_for

FASTER = 20
CALL_SECONDS = 1.5
# Spoiled so long; then it is mended, and what still waits must arrive all the same.
SPOILED_SECONDS = 15
LONGEST_SECONDS = 150

# What is done to every packet to or from the case system, and for how long.
LINES: dict[str, tuple[str, float]] = {
    "three packets in ten are lost": ("numgen random mod 10 < 3 drop", SPOILED_SECONDS),
    "half of all connections are reset": ("numgen random mod 10 < 2 reject with tcp reset", SPOILED_SECONDS),
    "nothing passes for a while": ("drop", 4),
}


def main(line: str, number: int) -> None:
    """Owe so many records, spoil the line, send until all is there, and say how it stands."""
    rule, seconds = LINES[line]
    _run("ip link set lo up")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cases.sqlite"
        database = Database.open(f"sqlite:///{folder}/portal.sqlite")
        with database.transaction() as connection:
            metadata.create_all(connection)
        _owe(database, number)
        with receiver_process(place) as port:
            _run("nft add table inet line")
            _run("nft add chain inet line in { type filter hook input priority 0 ; }")
            for side in ("dport", "sport"):
                # Resets are sent by who is called: a reset of a reset means nothing.
                if side == "dport" or "reset" not in rule:
                    _run(f"nft add rule inet line in tcp {side} {port} {rule}")
            asyncio.run(_send_all(database, port, seconds))
        with database.reading() as connection:
            here = {row.id: row.case_number for row in connection.execute(select(errands))}
        database.close()
        store = CaseStore(str(place))
        there = [(one.id, one.subject, one.sequence, one.case_number) for one in store.arrived()]
        store.close()
    sys.stdout.write("\n" + json.dumps({"here": here, "there": there}))


def _run(command: str) -> None:
    subprocess.run(command.split(), check=True)


def _owe(database: Database, number: int) -> None:
    with database.transaction() as connection:
        for _ in range(number // 2):
            subject = new_subject()
            for _ in range(2):
                owed = record(subject, next_sequence(connection, subject))
                owe(connection, seals_for_both(), owed, "health", LATER)


async def _send_all(database: Database, port: int, spoiled_for: float) -> None:
    began, monotonic = datetime.now(UTC), time.monotonic()

    def clock() -> datetime:
        return began + timedelta(seconds=1 + (time.monotonic() - monotonic) * FASTER)

    async with outside_client() as client:
        base = f"http://127.0.0.1:{port}"
        case_system = HttpCaseSystem(client, base, tokens_for(client, base), CALL_SECONDS)
        sender = Sender(database, seals_for_both(), case_system, clock=clock)
        while await database.read(how_many_wait):
            passed = time.monotonic() - monotonic
            if passed > LONGEST_SECONDS:
                break
            if passed > spoiled_for:
                _run("nft flush table inet line")
            await sender.send_once()
            await asyncio.sleep(0.05)
        # Mended before anybody hangs up, or the one who is called waits long for a goodbye that was lost.
        _run("nft flush table inet line")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
