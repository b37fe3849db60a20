"""Whether the time of an answer tells a guesser what there is: the same is asked of what is there and of what is not.

The two take turns, 200 times each; between their medians there may be less than ten milliseconds.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from benchmarks.delivery import fresh
from portal.access import demo_identities
from portal.app import create_app
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import found_again
from portal.submissions.opening import open_again
from portal.submissions.reaching import Sender
from tests.citizen import Citizen
from tests.conftest import settings_for_tests
from tests.staff.canaries import applied, registered

TRIES = 200
SENDER = Sender(("sms", "email"), "https://portal.test")
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
                there = {
                    "begun": registered(connection, seals, "centre-1", "Spurv", 1, sent=False).id,
                    "protected": applied(connection, seals, "Kraake", 2, protected=True).id,
                }
                told = applied(connection, seals, "Hegre", 3)
            _say(name, "a reference that is lost", *_lost(database, seals, told.id, told.words["phone"]))
            for who, page in FOREIGN:
                browser = Citizen(portal)
                browser.open("/nb/sign-in").press(name="who", value=who)
                is_there, is_not = (f"/nb/{page.format(**ids)}" for ids in (there, dict.fromkeys(there, NOBODYS)))
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


def _lost(database: Database, seals: Seals, id_: str, phone: str) -> tuple[Callable[[int], float], ...]:
    """Asking for a code, and opening a case, with the own telephone and reference or with some that nobody has."""
    with database.reading() as connection:
        reference = str(connection.execute(select(submissions.c.reference).where(submissions.c.id == id_)).scalar_one())

    def trying(name: str, number: str, code: str) -> Callable[[int], float]:
        def ask(which: int) -> float:
            with database.transaction() as connection:
                began = time.perf_counter()
                found_again.ask_for_code(connection, seals, SENDER, f"{name} {which}", "sms", number)
                open_again(connection, seals, code, f"19{which % 10}1-01-01")
                took = time.perf_counter() - began
                connection.exec_driver_sql("DELETE FROM one_time_codes")
                connection.exec_driver_sql("DELETE FROM failed_attempts")
            return took

        return ask

    return trying("known", phone, reference), trying("unknown", "+4790000009", "7K3M-9QXD")
