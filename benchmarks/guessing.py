"""Whether the time of an answer tells a guesser what there is: the same is asked of what is there and of what is not.

The two take turns, 200 times each; between their medians there may be less than ten milliseconds.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, delete, select

from benchmarks.delivery import fresh
from portal.access import demo_identities
from portal.app import create_app
from portal.delivery.messages import Way
from portal.storage.database import Database
from portal.storage.drafts import failed_attempts
from portal.storage.one_time_codes import one_time_codes
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import drafts, found_again, second_proof
from portal.submissions.opening import open_again
from tests.citizen import Citizen
from tests.conftest import settings_for_tests
from tests.staff.canaries import Marked, applied, registered
from tests.staff.sending import ORDINARY, household

Act = Callable[[Connection, str], object]
TRIES = 200
NOBODYS = "00000000-0000-0000-0000-000000000000"
# Who asks for a page that is another's, and the page.
FOREIGN = (
    ("centre-2", "centre/{begun}/person/1"),
    ("centre-2", "centre/{begun}/check"),
    ("directorate", "centre/{begun}/person/1"),
    ("directorate", "directorate/protected/{protected}"),
    ("municipality-1", "directorate/protected/{protected}"),
    ("centre-1", "directorate/protected/{protected}"),
)


def main() -> None:
    """Measure on both databases, and print the distance between the medians in milliseconds."""
    settings = replace(settings_for_tests(), demo_identities=True)
    seals = settings.seals()
    for name in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, fresh(name, Path(folder)) as database:
            portal = create_app(settings, database)
            with database.transaction() as connection:
                demo_identities.prepare(connection)
                ids = {
                    "begun": registered(connection, seals, "centre-1", "Spurv", 1, sent=False).id,
                    "protected": applied(connection, seals, "Kraake", 2, protected=True).id,
                }
                told = applied(connection, seals, "Hegre", 3)
                draft = drafts.begin(connection, seals, settings.question_set)
                draft.answers = household(ORDINARY)
                drafts.save(connection, seals, draft)
            for what, there, not_there in _coming_back(database, seals, told, draft.code):
                _say(name, what, _doing(database, there), _doing(database, not_there))
            for who, page in FOREIGN:
                browser = Citizen(portal)
                browser.open("/nb/sign-in").press(name="who", value=who)
                is_there, is_not = (f"/nb/{page.format(**each)}" for each in (ids, dict.fromkeys(ids, NOBODYS)))
                _say(name, f"{who}: {page}", *(_asking(browser, address) for address in (is_there, is_not)))
                browser.close()


def _say(database: str, what: str, there: Callable[[int], float], not_there: Callable[[int], float]) -> None:
    tries = [(there(number), not_there(number)) for number in range(TRIES)]
    one, other = (statistics.median(took) * 1000 for took in zip(*tries, strict=True))
    sys.stdout.write(
        f"  {database}: {what}: {one:.2f} ms, {other:.2f} ms where nothing is: {abs(one - other):.2f} ms (< 10)\n"
    )


def _asking(browser: Citizen, address: str) -> Callable[[int], float]:
    def ask(_number: int) -> float:
        began = time.perf_counter()
        browser.ask("GET", address)
        return time.perf_counter() - began

    return ask


def _coming_back(database: Database, seals: Seals, told: Marked, begun: str) -> Iterator[tuple[str, Act, Act]]:
    """What somebody without an account can ask: of what is there, and of what is not."""
    with database.reading() as connection:
        reference = connection.scalars(select(submissions.c.reference).where(submissions.c.id == told.id)).one()

    def asking(contact: str) -> Act:
        return lambda connection, visit: found_again.ask_for_code(connection, seals, visit, "sms", contact, "uk")

    def trying(contact: str) -> Act:
        def ask_and_try(connection: Connection, visit: str) -> None:
            asking(contact)(connection, visit)
            found_again.find(connection, seals, visit, "000000", 1963)

        return ask_and_try

    def proving(way: Way) -> Act:
        return lambda connection, visit: second_proof.ask_for_code(connection, visit, way, "uk", submission_id=told.id)

    def opening(code: str) -> Act:
        return lambda connection, _visit: open_again(connection, seals, code, "1971-01-01")

    yield "a code, the reference lost", asking(told.words["phone"]), asking("+4790000009")
    yield "a wrong code, the reference lost", trying(told.words["phone"]), trying("+4790000009")
    yield "a second proof by a safe way", proving("sms"), proving("email")
    yield "a reference with a wrong birth date", opening(reference), opening("7K3M-9QXD")
    yield "the code of a draft with a wrong birth date", opening(begun), opening("7K3M-9QXD")


def _doing(database: Database, act: Act) -> Callable[[int], float]:
    """As a request does it: in a transaction of its own; what it leaves behind is deleted."""

    def do(which: int) -> float:
        began = time.perf_counter()
        with database.transaction() as connection:
            act(connection, f"visit {which}")
        took = time.perf_counter() - began
        with database.transaction() as connection:
            connection.execute(delete(one_time_codes))
            connection.execute(delete(failed_attempts))
        return took

    return do
