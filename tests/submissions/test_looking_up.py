"""A person is found by a number, or by name and birth date, among very many: without opening any of them."""

import time
from datetime import UTC, datetime

from sqlalchemy import func, insert, select, text

from portal.demo import sample_households
from portal.storage.database import Database
from portal.storage.sealing import Kind, Seals
from portal.storage.submissions import same_person, submissions
from portal.submissions import drafts, duplicates, sending

MANY = 100_000


class OpensNothing(Seals):
    """Knows the keyed hashes, and fails whoever wants to read."""

    def open(self, kind: Kind, place: str, sealed: bytes) -> bytes:
        raise AssertionError(f"{kind} at {place} was opened")


def test_a_number_is_found_among_a_hundred_thousand_in_ten_milliseconds_and_nothing_is_opened(
    database: Database, owner: Database, seals: Seals
) -> None:
    known, unknown = sample_households()[:2]
    with database.transaction() as connection:
        draft = drafts.begin(connection, seals, "2022-06")
        draft.answers = known
        today = datetime.now(UTC).date()
        sending.send(connection, seals, draft, language="uk", source="urn:test", today=today)
        sent = connection.execute(select(submissions)).one()._asdict() | {"answers": None}
        households = [
            sent | {"id": f"{n:036}", "reference": f"{n:09}", "code_lookup": f"{n:064x}"} for n in range(MANY // 5)
        ]
        connection.execute(insert(submissions), households)
        others = [{"submission_id": f"{n // 5:036}", "lookup": f"{n:064x}", "shared": False} for n in range(MANY)]
        connection.execute(insert(same_person), others)
    with owner.transaction() as connection:
        connection.execute(text("ANALYZE"))
    blind = OpensNothing({}, seals._lookup_key)
    took = []
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(same_person)).scalar_one() > MANY
        for _time in range(50):
            started = time.perf_counter()
            assert duplicates.exists(connection, blind, known, "another")
            assert not duplicates.exists(connection, blind, unknown, "another")
            took.append((time.perf_counter() - started) / 2)
    assert min(took) < 0.010, "and longer only while the machine does something else"
