"""Nothing is kept of where somebody was, or with what, and of people who must not be found no place stands anywhere."""

import logging
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from portal.access import demo_identities
from portal.settings import Settings
from portal.storage.database import Database, metadata
from portal.web.seam import OneLineJson, Seam
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.test_nothing_leaks import stored
from tests.staff.asked import asked
from tests.staff.sending import PROTECTED
from tests.staff.test_roster import LIST, as_csv

pytestmark = pytest.mark.usefixtures("clock")

OF_MACHINES = re.compile(
    r"(^|_)(ip|ips|addr|address|client|remote|host|agent|browser|device|fingerprint|referer|referrer|latitude|longitude|geo|"
    r"position|country|time_?zone|file_?name|media|mime)(_|$)"
)
# Words that look like it and are something else.
OF_SOMETHING_ELSE = {"mail_choices.address": "an e-mail address that somebody of the staff has chosen, sealed"}
ADDRESS, FURTHER_AWAY, BROWSER, FILE = "203.0.113.77", "198.51.100.66", "Kanarifugl/7.7", "beboere-paa-hemmelig-mottak"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo_identities=True)


@pytest.fixture
def somewhere(portal: Seam) -> Citizen:
    """Somebody whose address, browser and carrier would be known again."""
    line = httpx.ASGITransport(app=portal, raise_app_exceptions=False, client=(ADDRESS, 50077))
    somebody = Citizen(portal, over=line)
    somebody.client.headers.update(
        {
            "user-agent": BROWSER,
            "x-forwarded-for": FURTHER_AWAY,
            "forwarded": f"for={FURTHER_AWAY}",
            "x-real-ip": FURTHER_AWAY,
        }
    )
    return somebody


def test_no_table_has_a_place_for_it() -> None:
    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}
    assert {each for each in columns if OF_MACHINES.search(each.partition(".")[2])} == set(OF_SOMETHING_ELSE)


def test_no_address_of_a_machine_no_browser_and_no_name_of_a_file_is_stored_or_logged(
    somewhere: Citizen, database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    apply(somewhere, example("06"))
    somewhere.open("/nb/sign-in").press(name="who", value="centre-1").open("/nb/centre/import")
    somewhere.choose_file("table", f"{FILE}.csv", as_csv(LIST)).press("Se på listen").press("Hent inn")
    lines = "\n".join(OneLineJson().format(each) for each in caplog.records if each.name != "httpx")
    kept = stored(database, tmp_path) + lines.encode()
    assert [told for told in (ADDRESS, FURTHER_AWAY, BROWSER, FILE) if told.encode() in kept] == []
    somewhere.close()


def test_of_people_who_must_not_be_found_no_place_is_readable_and_all_is_under_their_own_key(
    database: Database, settings: Settings
) -> None:
    places = {"4601", "1103"}
    application = asked(database, settings, PROTECTED, "municipality.asked", "municipality.agreed")
    about = 0
    with database.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select(), execution_options={"all_units": True}).mappings():
                if any(application in value for value in row.values() if isinstance(value, str)):
                    about += 1
                    assert not places & {value for value in row.values() if isinstance(value, str)}, table.name
                    assert row.get("seal", "protected") == "protected", table.name
    assert about > 3
