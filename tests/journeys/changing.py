"""A change to an application that was sent, told by an applicant who has shown the second proof."""

from typing import Any

from integrations.record_schema import problems_of
from tests.citizen import Citizen
from tests.journeys.outside import Outside


def changing(citizen: Citizen, reason: str) -> Citizen:
    return citizen.open("/en/my-case/change").press(name="reason", value=reason)


def send_change(citizen: Citizen) -> None:
    assert citizen.path == "/en/my-case/change/check"
    citizen.press("Send the change")
    assert citizen.path == "/en/my-case"


def newest(outside: Outside) -> dict[str, Any]:
    record = outside.records()[-1]
    assert not list(problems_of(record))
    return record
