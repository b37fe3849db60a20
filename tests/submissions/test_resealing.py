"""When a key is changed, everything is sealed anew with the new one, and nobody notices."""

import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import Connection, LargeBinary, insert, select

from forms.kit.answers import Answers
from portal.demo import SAMPLES
from portal.storage.database import Database
from portal.storage.messages import messages, place_of
from portal.storage.sealing import KINDS, KeyRing, Seals
from portal.storage.tables import metadata
from portal.submissions import drafts, sending
from portal.submissions.resealing import reseal, sealed_columns
from tests.conftest import key_for_tests

LOOKUP = b"one key that is not changed here"
VALUES = 100_000 if os.environ.get("PORTAL_FULL") == "1" else 450


def seals_with(*names: str) -> Seals:
    """Seals whose current key is the first of the named ones."""
    rings = {kind: KeyRing.parse(",".join(f"{n}:{key_for_tests(kind + n)}" for n in names), kind) for kind in KINDS}
    return Seals(rings, LOOKUP)


def write_one_of_each(database: Database, seals: Seals) -> str:
    """Applications that are sent, ordinary and protected, and a draft with a held page; the id of the draft."""
    with database.transaction() as connection:
        for sample in json.loads(SAMPLES.read_text()):
            draft = drafts.begin(connection, seals, "2022-06")
            draft.answers = Answers.from_json(sample)
            draft.held = {"place": "apply/pets", "fields": []}
            drafts.save(connection, seals, draft)
            if draft.protected:
                sending.send(connection, seals, draft, language="uk", source="urn:test", today=datetime.now(UTC).date())
    return draft.id


def test_after_sealing_anew_the_old_key_may_be_removed(database: Database) -> None:
    kept = write_one_of_each(database, seals_with("old"))
    assert reseal(database, seals_with("new", "old")) > 0
    with database.transaction() as connection:
        draft = drafts.load(connection, seals_with("new"), kept)
    assert draft is not None
    assert draft.answers.people[0].said("name", "given")
    assert draft.answers.people[0].said("needs", "any")
    assert draft.held == {"place": "apply/pets", "fields": []}
    assert reseal(database, seals_with("new")) == 0


def test_sealing_anew_twice_finds_nothing_the_second_time(database: Database) -> None:
    write_one_of_each(database, seals_with("old"))
    both = seals_with("new", "old")
    reseal(database, both)
    assert reseal(database, both) == 0


def test_while_everything_is_sealed_anew_nobody_fails_to_read_or_loses_what_they_write(database: Database) -> None:
    """Then the old key is removed, and nothing needs it any more."""
    both, new = seals_with("new", "old"), seals_with("new")
    draft_id = write_one_of_each(database, seals_with("old"))
    write_values(database, seals_with("old"))
    chance, read, written = random.Random(2026), 0, 0
    with ThreadPoolExecutor(1) as operator:
        sealing = operator.submit(reseal, database, both)
        while not sealing.done() or read < 100:
            with database.reading() as connection:
                assert values(connection, both, chance.randrange(VALUES)) == 1
            read += 1
            if read % 20 == 0:
                with database.transaction() as connection:
                    draft = drafts.load(connection, both, draft_id)
                    assert draft is not None
                    draft.answers.people[0].steps["name"]["given"] = f"Olena {(written := written + 1)}"
                    drafts.save(connection, both, draft)
        assert sealing.result() >= VALUES
    assert reseal(database, new) == 0
    with database.transaction() as connection:
        draft = drafts.load(connection, new, draft_id)
        assert draft is not None and draft.answers.people[0].said("name", "given") == f"Olena {written}"
        assert values(connection, new) == VALUES


def write_values(database: Database, seals: Seals) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "id": f"{number:036}",
            "submission_id": "x",
            "about": "news",
            "way": "sms",
            "seal": "answers",
            "body": seals.seal("answers", place_of(f"{number:036}"), f"value {number}".encode()),
            "owed_at": now,
            "due_at": now,
            "useless_after": now,
        }
        for number in range(VALUES)
    ]
    with database.transaction() as connection:
        connection.execute(insert(messages), rows)


def values(connection: Connection, seals: Seals, number: int | None = None) -> int:
    """How many of them, or of the one, open as what they were. Raises DoesNotOpen."""
    query = select(messages.c.id, messages.c.body)
    rows = connection.execute(query if number is None else query.where(messages.c.id == f"{number:036}"))
    return sum(seals.open("answers", place_of(row.id), row.body) == f"value {int(row.id)}".encode() for row in rows)


def test_every_sealed_column_is_known_to_the_command() -> None:
    sealed = {column for table in metadata.sorted_tables for column in table.c if isinstance(column.type, LargeBinary)}
    assert sealed == {column for _table, column, _kind in sealed_columns()}, "name the new column in resealing.py"
