"""A number whose digits look wrong is asked about once, and kept when the person saves it again."""

import time_machine

from tests.citizen import Citizen
from tests.journeys.applying import walk

SOMEBODY = {
    "languages_used": ["en"],
    "protected": False,
    "persons": [
        {
            "person_id": "0",
            "role": "applicant",
            "name": {"given": "Olena", "family": "Kovalchuk"},
            "birth_date": "1989-03-14",
            "citizenships": ["UA"],
        }
    ],
}


@time_machine.travel("2026-11-20T09:00:00Z", tick=False)
def test_a_duf_number_with_odd_check_digits_is_asked_about_once_and_then_kept(citizen: Citizen) -> None:
    citizen.open("/en/apply").fill(phone="own").press()
    walk(citizen, SOMEBODY, until="person/1/numbers")
    citizen.fill(has="yes")
    citizen.write("numbers-0-kind", "duf")
    citizen.write("numbers-0-value", "2026 9900 0101")
    citizen.press(status=422)
    assert "Look at the number once more" in citizen.errors()[0]
    citizen.press()
    assert citizen.path.endswith("/permit")


@time_machine.travel("2026-11-20T09:00:00Z", tick=False)
def test_another_odd_number_is_asked_about_anew(citizen: Citizen) -> None:
    citizen.open("/en/apply").fill(phone="own").press()
    walk(citizen, SOMEBODY, until="person/1/numbers")
    citizen.fill(has="yes")
    citizen.write("numbers-0-kind", "duf")
    citizen.write("numbers-0-value", "202699000101")
    citizen.press(status=422)
    citizen.write("numbers-0-value", "202699000102")
    citizen.press(status=422)
