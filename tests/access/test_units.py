"""The table of units in the settings: read whole, or refused with the line that is wrong."""

import pytest

from portal.access import accounts, units
from portal.access.accounts import NotPossible
from portal.access.identities import Unit
from portal.access.units import UnclearUnits
from portal.storage.database import Database

TABLE = """code,kind,name,organisation,municipality
centre-1,centre,Fjordheim mottak,313367010,4601
imdi,directorate,IMDi,313367045,
"""


def test_units_are_read_and_stored_again_without_doubling(database: Database) -> None:
    with database.transaction() as connection:
        accounts.store_units(connection, units.read(TABLE))
        accounts.store_units(connection, units.read(TABLE.replace("Fjordheim", "Fjordvik")))
        found = accounts.all_units(connection)
    assert found[0] == Unit("centre-1", "centre", "Fjordvik mottak", "313367010", "4601")
    assert found[1] == Unit("imdi", "directorate", "IMDi", "313367045", None)


@pytest.mark.parametrize("wrong", ["313367011", "31336701", "centre-1,kiosk"])
def test_a_line_that_is_no_unit_is_named(wrong: str) -> None:
    table = TABLE.replace("centre-1,centre", wrong) if "," in wrong else TABLE.replace("313367010", wrong)
    with pytest.raises(UnclearUnits, match="line 2"):
        units.read(table)


def test_an_empty_setting_names_no_unit() -> None:
    assert units.read("") == []


def test_the_operator_lets_the_first_administrator_in_and_nobody_unknown(database: Database) -> None:
    with database.transaction() as connection:
        accounts.store_units(connection, units.read(TABLE))
        number = accounts.open_account(connection, "https://login.test", "somebody")
        accounts.appoint_administrator(connection, number)
        (right,) = accounts.identities(connection, number, ["313367045"])
    assert (right.role, right.unit.code) == ("administrator", "imdi")
    with database.transaction() as connection, pytest.raises(NotPossible):
        accounts.appoint_administrator(connection, "staff-nobody12")
