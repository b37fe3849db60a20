"""Lets each delivered record leave for the archive too, by a folder, and reads back what the archive answers.

In the folder, `out/` holds `<record id>.zip` until the archive's client fetches it, and the client puts its answer into
`in/` as `<record id>.xml`; answers that were read are moved to `read/`, others to `unread/` for a person.
"""

import asyncio
import json
import logging
from datetime import datetime
from pathlib import Path

from integrations.fiks_arkiv import ArchiveRefused, NotAReceipt, put_into, read_receipt
from portal.storage.archived import not_yet_packed, note_answer, note_packed
from portal.storage.database import Database
from portal.storage.errands import place_of
from portal.storage.sealing import Seals
from portal.storage.watch import raise_alarm

log = logging.getLogger(__name__)

A_HANDFUL = 50


async def pack_delivered(database: Database, seals: Seals, folder: Path, now: datetime) -> int:
    """Put what was delivered into `out/`; how many records. Stopped halfway, it packs the same again, and no more."""
    out = _inside(folder, "out")
    packed = 0
    while rows := await database.read(not_yet_packed, A_HANDFUL):
        for row in rows:
            record = json.loads(seals.open(row.seal, place_of(row.id), row.body))
            await asyncio.to_thread(put_into, out, record)
            packed += await database.write(note_packed, row.id, now)
    return packed


async def read_answers(database: Database, folder: Path, now: datetime) -> int:
    """Read what the archive has put into `in/`; how many answers about records of ours."""
    read = 0
    for file in sorted(_inside(folder, "in").glob("*.xml")):
        known = await _read_one(database, file, now)
        file.replace(_inside(folder, "read" if known else "unread") / file.name)
        read += known
    return read


async def _read_one(database: Database, file: Path, now: datetime) -> bool:
    record_id = file.stem
    try:
        receipt = read_receipt(await asyncio.to_thread(file.read_bytes))
    except NotAReceipt:
        await database.write(raise_alarm, "archive-unreadable", record_id, now)
        return False
    except ArchiveRefused as refusal:
        log.error("the archive refuses %s", record_id)
        await database.write(raise_alarm, "archive-refused", record_id, now)
        return await database.write(note_answer, record_id, now, None, str(refusal)[:100])
    if receipt.record_id != record_id:
        await database.write(raise_alarm, "archive-unreadable", record_id, now)
        return False
    return await database.write(note_answer, record_id, now, receipt.archive_id, None)


def _inside(folder: Path, name: str) -> Path:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    return place
