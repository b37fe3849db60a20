"""A reception centre at work: a household of four is registered, a long roster is read, a long list is brought in.

Baselines: the eight pages that such a household may take; a roster of 500; the bytes of the list itself.
"""

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from portal.access import demo_identities
from portal.access.accounts import store_units
from portal.access.identities import Unit
from portal.app import create_app
from portal.demo import settings_of
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions import importing, roster
from portal.submissions.importing import Entry
from portal.submissions.residents import Resident
from portal.web.multipart import UploadedFile
from portal.web.uploaded_tables import read_table

SMALL, LARGE, LIST = 500, 50_000, 5_000
HEADINGS = ("given", "family", "name", "born", "duf", "room")


def main() -> None:
    """Measure, and print ratios."""
    settings = Settings.read(settings_of(8572))
    folder = Path(tempfile.mkdtemp())
    database = Database.open(f"sqlite:///{folder / 'portal.sqlite'}")
    database.create_all()
    seals = settings.seals()
    _household(settings, database)
    for unit, size in (("small", SMALL), ("large", LARGE)):
        _fill(database, seals, unit, size)
    small, large = (_seconds(database, lambda c, u=unit: _roster(c, seals, u)) for unit in ("small", "large"))
    _say("the roster of 50 000", f"{large * 1000:8.2f} ms", "of 500", f"{small * 1000:8.2f} ms", large / small)
    small, large = (_seconds(database, lambda c, u=unit: _search(c, seals, u)) for unit in ("small", "large"))
    _say("found among 50 000", f"{large * 1000:8.2f} ms", "among 500", f"{small * 1000:8.2f} ms", large / small)
    _list(database, seals)
    database.close()


def _roster(connection: object, seals: Seals, unit: str) -> None:
    roster.counts(connection, unit)  # type: ignore[arg-type]
    roster.page(connection, seals, unit, "not_begun")  # type: ignore[arg-type]


def _search(connection: object, seals: Seals, unit: str) -> None:
    roster.found(connection, seals, unit, "Olena Nummer400", datetime.now(UTC).date())  # type: ignore[arg-type]


def _fill(database: Database, seals: Seals, unit: str, size: int) -> None:
    with database.transaction() as connection:
        store_units(connection, [Unit(unit, "centre", unit, "313367002", "3305")])
    for start in range(0, size, LIST):
        people = [
            Resident("Olena", f"Nummer{n}", f"{1950 + n % 60}-05-17") for n in range(start, min(start + LIST, size))
        ]
        with database.transaction() as connection:
            importing.bring_in(connection, seals, unit, people)


def _seconds(database: Database, job: Callable[..., None]) -> float:
    taken = []
    for _time in range(40):
        with database.reading() as connection:
            began = time.perf_counter()
            job(connection)
            taken.append(time.perf_counter() - began)
    return median(taken)


def _list(database: Database, seals: Seals) -> None:
    """A list of 5 000 from the bytes of the file to lines on the roster: seconds, and memory beside the file itself."""
    lines = ["Fornavn;Etternavn;Fødselsdato;DUF;Rom"]
    lines += [f"Olena;Liste{n};17.05.{1930 + n % 90};;{n % 40}" for n in range(LIST)]
    file = UploadedFile("list.csv", "\n".join(lines).encode())
    with database.transaction() as connection:
        store_units(connection, [Unit("list", "centre", "list", "313367002", "3305")])
    tracemalloc.start()
    began = time.perf_counter()
    table = read_table(file)
    entries = [
        Entry(row.number, dict(zip(HEADINGS, (row.at(0), row.at(1), "", row.at(2), row.at(3), row.at(4)), strict=True)))
        for row in table.rows
    ]
    today = datetime.now(UTC).date()
    with database.transaction() as connection:
        found = importing.looked_at(connection, seals, "list", entries, today=today, synthetic=True)
        importing.bring_in(connection, seals, "list", [each.resident for each in found if each.is_new])
    seconds, peak = time.perf_counter() - began, tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    size = len(file.content) / 1e6
    _say(f"{LIST} rows brought in", f"{peak:8.1f} MB in {seconds:.1f} s", "the file", f"{size:8.2f} MB", peak / size)


def _household(settings: Settings, database: Database) -> None:
    """Two couples in one household, from consent to receipt: requests, and seconds of the server's processor."""
    from tests.citizen import Citizen
    from tests.journeys.applying import example
    from tests.journeys.registering import Registrar

    household = example("08")
    for parent, number in zip(deepcopy(household["persons"]), ("202699009003", "202699009108"), strict=True):
        parent |= {"role": "parent", "identifiers": [{"kind": "duf", "value": number}], "birth_date": "1945-03-04"}
        household["persons"].append(parent)
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    browser = Citizen(create_app(settings, database), settings.origin)
    browser.open("/nb/sign-in").press(name="who", value="centre-1")
    before, began = len(browser.answers), time.process_time()
    registrar = Registrar(browser, household)
    registrar.begin()
    registrar.register()
    registrar.send()
    requests, seconds = len(browser.answers) - before, time.process_time() - began
    pages = {str(answer.url).split("/", 4)[-1] for answer in browser.answers[before:] if answer.status_code == 200}
    browser.close()
    _say("a household of four", f"{len(pages):8} pages", f"in {requests} requests", f"{seconds:8.2f} s", len(pages) / 8)


def _say(what: str, figure: object, baseline: str, other: object, ratio: float) -> None:
    sys.stdout.write(f"  {what:24} {figure}\n  {baseline:24} {other}\n  {'ratio':24} {ratio:8.2f}\n")
