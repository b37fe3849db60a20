"""Every household of the examples applies in its own language, and the record that is owed equals the household."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from portal.access import demo_identities
from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.errands import errands, place_of
from portal.storage.sealing import Seals
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.registering import register

FOLDER = Path(os.environ.get("PORTAL_HOUSEHOLDS", Path(__file__).parent / "households"))
HOUSEHOLDS = sorted(FOLDER.glob("*.json"))
MADE_BY_THE_PORTAL = {"reference", "version", "submitted_at", "accepted_at", "person_id", "staff", "given_at"}


def told(household: Any) -> Any:
    """A household without what the portal makes itself; people are named by their place in the list."""
    numbers = {person["person_id"]: n for n, person in enumerate(household["persons"])}

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            kept = {k: plain(v) for k, v in value.items() if k not in MADE_BY_THE_PORTAL}
            return kept | ({"person": numbers[value["person_id"]]} if "person_id" in value else {})
        return [plain(each) for each in value] if isinstance(value, list) else value

    return plain(household)


def records(database: Database, seals: Seals) -> list[dict[str, Any]]:
    """The records that are owed, in the order they were owed."""
    with database.reading() as connection:
        rows = connection.execute(select(errands).order_by(errands.c.owed_at, errands.c.sequence)).all()
    return [json.loads(seals.open(row.seal, place_of(row.id), row.body)) for row in rows]


@pytest.mark.parametrize("file", HOUSEHOLDS, ids=lambda file: file.stem)
@time_machine.travel("2026-11-20T09:00:00Z", tick=False)
def test_a_household_applies_and_its_record_says_what_it_said(
    file: Path, citizen: Citizen, database: Database, seals: Seals
) -> None:
    household = json.loads(file.read_text())
    if household["channel"] != "self":
        pytest.skip("registered by staff: see the next test")
    reference = apply(citizen, household)
    (record,) = records(database, seals)
    assert record["data"]["reference"] == reference
    assert told(record["data"]) == told(household)


@time_machine.travel("2026-11-20T09:00:00Z", tick=False)
def test_a_centre_registers_a_household_and_its_record_says_what_it_said(
    settings: Settings, database: Database, seals: Seals
) -> None:
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    household = example("08")
    browser = Citizen(create_app(replace(settings, demo_identities=True), database))
    browser.open("/nb/sign-in").press(name="who", value="centre-1")
    reference = register(browser, household)
    browser.close()
    (record,) = records(database, seals)
    assert record["type"] == "no.settlement.mapping.registered.v1"
    assert record["data"]["reference"] == reference
    assert told(record["data"]) == told(household)
