"""What was delivered leaves for the archive too, once, and what the archive answers is kept."""

import asyncio
import zipfile
from pathlib import Path

from sqlalchemy import select

from integrations.case_system_standins import AcceptingCaseSystem
from portal import delivery
from portal.delivery.archive import pack_delivered, read_answers
from portal.delivery.worker import Worker
from portal.storage.archived import archived
from portal.storage.database import Database
from portal.storage.sealing import Seals
from tests.delivery.conftest import Clock, Owing
from tests.integrations.test_fiks_arkiv import receipt_for


def pack(database: Database, seals: Seals, folder: Path, clock: Clock) -> int:
    return asyncio.run(pack_delivered(database, seals, folder, clock()))


def test_only_what_was_delivered_leaves_and_only_once(
    database: Database, seals: Seals, owing: Owing, clock: Clock, tmp_path: Path
) -> None:
    delivered = [str(owing()["id"]) for _ in range(3)]
    asyncio.run(Worker(database, seals, AcceptingCaseSystem(), clock=clock).run_once())
    owing()
    assert pack(database, seals, tmp_path, clock) == 3
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(delivered)
    with zipfile.ZipFile(tmp_path / "out" / f"{delivered[0]}.zip") as package:
        assert "Søknad om bosetting trukket" in package.read("dokument.txt").decode()
    assert pack(database, seals, tmp_path, clock) == 0


def test_answers_of_the_archive_are_kept_and_others_laid_aside_for_a_person(
    database: Database, seals: Seals, owing: Owing, clock: Clock, tmp_path: Path
) -> None:
    first, second = str(owing()["id"]), str(owing()["id"])
    asyncio.run(Worker(database, seals, AcceptingCaseSystem(), clock=clock).run_once())
    pack(database, seals, tmp_path, clock)
    answers = tmp_path / "in"
    answers.mkdir()
    (answers / f"{first}.xml").write_bytes(receipt_for(first))
    (answers / f"{second}.xml").write_bytes(receipt_for(first))
    (answers / "stray.xml").write_bytes(b"not xml")
    assert asyncio.run(read_answers(database, tmp_path, clock())) == 1
    with database.reading() as connection:
        kept = {row.errand_id: row.archive_id for row in connection.execute(select(archived))}
        assert [alarm.name for alarm in delivery.overview(connection).alarms] == ["archive-unreadable"]
    assert kept == {first: "0193a0a0-0000-4000-8000-000000000000", second: None}
    assert sorted(path.name for path in (tmp_path / "unread").iterdir()) == sorted([f"{second}.xml", "stray.xml"])
    assert list(answers.iterdir()) == []
