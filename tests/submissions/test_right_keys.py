"""With keys that are not its own the portal does not start: it would open nothing, and seal what nobody else opens."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from portal.app import create_app
from portal.settings import KEY_RINGS, NotReady, Settings
from portal.storage.database import Database
from portal.storage.sealing import KINDS, KeyRing, Kind
from portal.submissions.right_keys import refuse_wrong_keys
from tests.citizen import Citizen
from tests.conftest import key_for_tests
from tests.house.installation import PRODUCTION, fresh_key
from tests.journeys.applying import apply, begin, example

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def written(citizen: Citizen, another_citizen: Citizen, database: Database) -> Database:
    """An application is begun, and two are sent: one by somebody who must not be found."""
    begin(another_citizen, example("01"))
    apply(citizen, example("01"))
    apply(citizen, example("06"))
    return database


def test_with_its_own_keys_it_starts_also_while_they_are_changed(written: Database, settings: Settings) -> None:
    refuse_wrong_keys(written, settings.seals())
    for kind, ring in settings.key_rings.items():
        changed = KeyRing.parse(f"new:{key_for_tests('new')},test:{key_for_tests(kind)}", kind)
        assert changed.keys["test"] == ring.keys["test"]
        refuse_wrong_keys(written, replace(settings, key_rings={**settings.key_rings, kind: changed}).seals())


@pytest.mark.parametrize("named", ["test", "another"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_ring_of_another_installation_is_named(written: Database, settings: Settings, kind: Kind, named: str) -> None:
    wrong = {**settings.key_rings, kind: KeyRing.parse(f"{named}:{key_for_tests('another')}", kind)}
    with pytest.raises(NotReady, match=f"^PORTAL_{KEY_RINGS[kind]} does not open"):
        refuse_wrong_keys(written, replace(settings, key_rings=wrong).seals())


def test_a_key_that_finds_nobody_is_named(written: Database, settings: Settings) -> None:
    with pytest.raises(NotReady, match=r"^PORTAL_LOOKUP_KEY finds nothing"):
        refuse_wrong_keys(written, replace(settings, lookup_key=b"of another installation, clearly").seals())


@pytest.mark.parametrize("command", ["serve", "work"])
def test_neither_the_web_nor_the_worker_starts(command: str, tmp_path: Path) -> None:
    place = {"PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite'}"}
    environment = {**os.environ, **PRODUCTION, **place}
    portal = [sys.executable, "-m", "portal"]
    subprocess.run([*portal, "migrate"], cwd=HOUSE, env=environment, check=True, capture_output=True)
    database = Database.open(place["PORTAL_DATABASE_URL"])
    applicant = Citizen(create_app(Settings.read(environment), database), PRODUCTION["PORTAL_ORIGIN"])
    begin(applicant, example("03"), until="apply/code")
    applicant.close()
    database.close()
    wrong = environment | {"PORTAL_ANSWER_KEYS": f"2026:{fresh_key()}"}
    ended = subprocess.run([*portal, command], cwd=HOUSE, env=wrong, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr == ("The portal does not start: PORTAL_ANSWER_KEYS does not open what this database holds.\n")
