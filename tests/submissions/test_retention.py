"""What was sent goes when its time is over, or when the applicant wants it gone: from the files of the database too."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import time_machine
from sqlalchemy import func, select, text, update

from integrations.record_schema import problems_of
from portal.storage.case_events import case_events
from portal.storage.database import Database, metadata
from portal.storage.drafts import failed_attempts
from portal.storage.errands import errands
from portal.storage.messages import messages
from portal.storage.municipal_cases import municipal_cases
from portal.storage.one_time_codes import one_time_codes
from portal.storage.sealing import Seals
from portal.storage.submissions import same_person, submissions
from portal.storage.ways import ways
from portal.submissions.municipal_record import records_of
from portal.submissions.retention import tidy
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.outside import Outside, come_back
from tests.journeys.post import Post
from tests.journeys.test_nothing_leaks import NAMES_AND_WORDS, full_of_canaries

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
DAY = timedelta(days=1)
PHONE = NAMES_AND_WORDS["phone"]


def tidy_now(database: Database) -> None:
    with database.transaction() as connection:
        tidy(connection, datetime.now(UTC))


def kept_until(database: Database) -> datetime:
    with database.reading() as connection:
        until: datetime = connection.scalars(select(submissions.c.keep_until)).one()
        return until


def is_kept(database: Database) -> bool:
    with database.reading() as connection:
        return connection.scalars(select(submissions.c.answers)).one() is not None


def test_the_date_moves_while_the_case_is_open_and_comes_when_it_is_over(
    citizen: Citizen, outside: Outside, database: Database, clock: time_machine.Traveller
) -> None:
    apply(citizen, example("03"))
    outside.work()
    clock.shift(200 * DAY)
    outside.tell(outside.submission, "municipality.asked", 200, municipality="4601")
    outside.work()
    assert kept_until(database) == datetime.now(UTC) + 365 * DAY
    clock.shift(300 * DAY)
    tidy_now(database)
    assert is_kept(database)
    outside.tell(outside.submission, "case.closed", 500, outcome="other")
    outside.work()
    assert kept_until(database) == datetime.now(UTC) + 30 * DAY
    clock.shift(30 * DAY)
    tidy_now(database)
    assert is_kept(database)
    clock.shift(DAY)
    tidy_now(database)
    assert not is_kept(database)


def test_a_case_of_which_nobody_hears_goes_after_a_year(
    citizen: Citizen, outside: Outside, database: Database, clock: time_machine.Traveller
) -> None:
    apply(citizen, example("03"))
    outside.work()
    clock.shift(366 * DAY)
    tidy_now(database)
    assert not is_kept(database)


def test_what_is_still_owed_leaves_before_it_is_forgotten(
    citizen: Citizen, post: Post, database: Database, clock: time_machine.Traveller
) -> None:
    household = full_of_canaries()
    household["contact"] |= {"safe_ways": ["sms"]}
    apply(citizen, household)
    with database.transaction() as connection:
        connection.execute(update(errands).values(doubtful_since=datetime.now(UTC)))
    post.prove(citizen, "uk")
    citizen.open("/uk/my-case/withdraw").fill(reason="other", understood="yes").press()
    clock.shift(31 * DAY)
    tidy_now(database)
    with database.transaction() as connection:
        assert connection.scalars(select(submissions.c.answers)).all() == [None]
        bodies = connection.scalars(select(errands.c.body)).all()
        assert len(bodies) == 2 and all(bodies)
        connection.execute(update(errands).values(delivered_at=datetime.now(UTC)))
    tidy_now(database)
    with database.reading() as connection:
        assert connection.scalars(select(errands.c.body)).all() == [None, None]


@one_database
def test_a_record_is_emptied_a_week_after_it_has_arrived_and_left_for_the_archive(
    citizen: Citizen, outside: Outside, database: Database, seals: Seals, clock: time_machine.Traveller
) -> None:
    apply(citizen, example("01"))
    outside.work()
    outside.tell(outside.submission, "municipality.asked", 0, municipality="4601")
    outside.work()
    clock.shift(7 * DAY - timedelta(seconds=1))
    tidy_now(database)
    assert bodies(database) == [True]
    clock.shift(timedelta(seconds=2))
    with database.transaction() as connection:
        tidy(connection, datetime.now(UTC), archive=True)
    assert bodies(database) == [True], "it has not left for the archive"
    tidy_now(database)
    assert bodies(database) == [False]
    assert is_kept(database), "the case is open, so the answers stay"
    asked = municipal_cases.select().where(municipal_cases.c.asked_at.is_not(None))
    with database.reading() as connection:
        (case,) = connection.execute(asked, execution_options={"all_units": True}).all()
        (told,) = records_of(connection, seals, case)
    assert told["data"]["reference"] == outside.records()[0]["data"]["reference"]


def bodies(database: Database) -> list[bool]:
    with database.reading() as connection:
        return [body is not None for body in connection.scalars(select(errands.c.body).order_by(errands.c.sequence))]


def sealed_and_hashed(database: Database) -> list[bytes]:
    """Every sealed value and keyed hash that stands for the household now, as it lies in the files."""
    found: list[bytes] = []
    with database.reading() as connection:
        for column in (submissions.c.answers, errands.c.body, case_events.c.data, messages.c.body):
            found += [bytes(value)[20:60] for value in connection.scalars(select(column)) if value]
        for column in (same_person.c.lookup, ways.c.contact_lookup, ways.c.stop_lookup, one_time_codes.c.code_lookup):
            found += [value.encode() for value in connection.scalars(select(column)) if value]
    return found


def in_the_files(database: Database, tmp_path: Path) -> bytes:
    """The files of the database, as somebody finds them who takes the disk."""
    if database.dialect == "sqlite":
        return b"".join(file.read_bytes() for file in tmp_path.glob("portal.sqlite*"))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one()) / "base"
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def sends_and_hears(citizen: Citizen, outside: Outside, post: Post) -> str:
    """An application with everything in it, with news, a code and a message that waits; its reference."""
    household = full_of_canaries()
    household["contact"] |= {"safe_ways": ["sms", "email"]}
    reference = apply(citizen, household)
    outside.work()
    outside.tell(outside.submission, "municipality.asked", 1, municipality="4601", note="a canary of news")
    outside.work()
    post.prove(citizen, "uk")
    return reference


@pytest.mark.parametrize("by", ["the clock", "request"])
def test_what_is_erased_is_in_no_file_of_the_database(
    citizen: Citizen,
    outside: Outside,
    post: Post,
    database: Database,
    owner: Database,
    clock: time_machine.Traveller,
    tmp_path: Path,
    by: str,
) -> None:
    reference = sends_and_hears(citizen, outside, post)
    before = sealed_and_hashed(database)
    assert len(before) >= 8
    # As the database does by itself now and then, to plan its queries.
    with owner.transaction() as connection:
        connection.execute(text("ANALYZE"))
    there = in_the_files(owner, tmp_path)
    assert not [word for word in NAMES_AND_WORDS.values() if word.encode() in there]
    assert len([value for value in before if value in there]) >= 6
    if by == "request":
        assert citizen.open("/uk/my-case/erase").page.xpath("count(//main//form)") == 0
        citizen.open("/uk/my-case/withdraw").fill(reason="other", understood="yes").press()
        outside.work()
        citizen.open("/uk/my-case/erase").press("Стерти зараз")
        assert citizen.path == "/uk/my-case"
    else:
        outside.tell(outside.submission, "case.closed", 1, outcome="other")
        outside.work()
        clock.shift(31 * DAY)
    tidy_now(database)
    with database.transaction() as connection:
        # What else waits for its own date, an hour and a day later.
        tidy(connection, datetime.now(UTC) + 2 * DAY)
    owner.overwrite_what_was_deleted()
    there = in_the_files(owner, tmp_path)
    assert [value for value in before if value in there] == []
    assert reference.encode() in there
    left = {same_person: 0, ways: 0, messages: 0, one_time_codes: 0, failed_attempts: 0}
    with database.reading() as connection:
        assert {table: connection.scalar(select(func.count()).select_from(table)) for table in left} == left


def test_after_the_end_only_the_stage_is_shown(
    citizen: Citizen, another_citizen: Citizen, outside: Outside, post: Post, database: Database,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    reference = sends_and_hears(citizen, outside, post)
    outside.tell(outside.submission, "case.closed", 1, outcome="other")
    outside.work()
    clock.shift(31 * DAY)
    tidy_now(database)
    born = full_of_canaries()["persons"][0]["birth_date"]
    come_back(another_citizen, reference, born)
    assert (another_citizen.path, another_citizen.heading) == ("/en/my-case", "Closed")


@one_database
def test_the_file_holds_everything_of_ones_own_and_nothing_of_others(
    citizen: Citizen, another_citizen: Citizen, outside: Outside, post: Post
) -> None:
    other = example("01")
    other["persons"][0]["name"] = {"given": "Strangerina", "family": "Otherborn"}
    apply(another_citizen, other)
    sends_and_hears(citizen, outside, post)
    citizen.open("/uk/my-case/my-data")
    schema: dict[str, Any] = json.loads(citizen.ask("GET", "/my-data.schema.json").text)
    jsonschema.Draft202012Validator.check_schema(schema)
    started = time.perf_counter()
    file = json.loads(citizen.ask("GET", "/uk/my-case/my-data.json").text)
    assert time.perf_counter() - started < 300
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(file)
    assert not list(problems_of(file["record"]))
    told = json.dumps(file, ensure_ascii=False)
    assert [word for word in NAMES_AND_WORDS.values() if word not in told] == []
    assert "Strangerina" not in told and "Otherborn" not in told
    assert file["schema"] == "https://portal.test/my-data.schema.json"


def test_nothing_of_the_tables_is_forgotten_by_the_one_who_empties_them() -> None:
    """A new table about applications must be emptied with them: then name it here."""
    about = {table.name for table in metadata.sorted_tables if "submission_id" in table.c}
    assert about <= EMPTIED_OR_HARMLESS, f"{about - EMPTIED_OR_HARMLESS}: empty it in retention.py"


EMPTIED_OR_HARMLESS = {
    "same_person",
    "ways",
    "vouchers",
    "messages",
    "one_time_codes",
    "case_events",
    "asked_questions",
    "own_ways",
    "change_requests",
    # Codes only, and the words have left with the record.
    "feedback",
    "municipal_cases",
    # Of the last hours only.
    "found_again",
    # With an end of its own: others have to look an opening through (access/openings.py).
    "openings",
    "sessions",
}
