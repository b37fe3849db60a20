"""When a key is changed, everything is sealed anew with the new one, and nobody notices."""

import json
from datetime import UTC, datetime

from sqlalchemy import LargeBinary

from forms.kit.answers import Answers
from portal.demo import SAMPLES
from portal.storage.database import Database
from portal.storage.sealing import KINDS, KeyRing, Seals
from portal.storage.tables import metadata
from portal.submissions import drafts, sending
from portal.submissions.resealing import reseal, sealed_columns
from tests.conftest import key_for_tests

LOOKUP = b"one key that is not changed here"


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


def test_every_sealed_column_is_known_to_the_command() -> None:
    sealed = {column for table in metadata.sorted_tables for column in table.c if isinstance(column.type, LargeBinary)}
    assert sealed == {column for _table, column, _kind in sealed_columns()}, "name the new column in resealing.py"
