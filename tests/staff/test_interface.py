"""A municipality's own system reads its cases by the rules of the pages, and each reading is written down."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from sqlalchemy import select

from integrations.record_schema import problems_of
from portal.access import demo_identities
from portal.app import create_app
from portal.pages.api.description import description
from portal.pages.api.door import MOST_IN_A_MINUTE
from portal.settings import NotReady, Settings
from portal.storage.audit import audit_rows
from portal.storage.database import Database
from tests.browser.site import sample_household
from tests.citizen import Citizen
from tests.integrations.test_access_tokens import AUDIENCE, ISSUER, LIES, PUBLIC, SCOPE, token
from tests.staff.asked import asked

MOTHER_OF_TWO, COUPLE, PROTECTED = 0, 1, 5
ONE_DATABASE = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
NOT_THERE = "00000000-0000-4000-8000-000000000000"
BERGEN, STAVANGER = "313367029", "313367037"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, api_issuer=ISSUER, api_keys=PUBLIC, api_audience=AUDIENCE, api_scope=SCOPE)


@pytest.fixture
def system(settings: Settings, database: Database) -> Iterator["System"]:
    """Bergen's own system."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    browser = Citizen(create_app(settings, database))
    yield System(browser)
    browser.close()


class System:
    """Asks with a token of its municipality."""

    def __init__(self, browser: Citizen) -> None:
        self.browser = browser

    def ask(self, address: str, organisation: str = BERGEN, method: str = "GET", **query: str) -> Any:
        bearer = token(consumer={"authority": "iso6523-actorid-upis", "ID": f"0192:{organisation}"})
        return self.ask_with(f"Bearer {bearer}", address + (f"?{urlencode(query)}" if query else ""), method)

    def ask_with(self, authorization: str | None, address: str, method: str = "GET") -> Any:
        return self.browser.ask(method, f"/api/v1/{address}", authorization=authorization)

    def cases(self, organisation: str = BERGEN, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("cases", organisation, **query).json()["cases"]
        return found


def written_down(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        rows = connection.execute(select(audit_rows.c.staff, audit_rows.c.act).order_by(audit_rows.c.number))
        return [(row.staff, row.act) for row in rows]


def test_a_system_reads_its_cases_and_each_reading_is_written_down(
    system: System, database: Database, settings: Settings
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    (case,) = system.cases()
    assert case["status"] == "to_answer" and case["people"] == 3 and "asked" in case["reasons"]
    whole = system.ask(f"cases/{case['id']}").json()
    assert len(whole["household"]["persons"]) == 3
    assert written_down(database) == [
        (f"system:{BERGEN}", "listed cases"),
        (f"system:{BERGEN}", "opened a household"),
    ]
    assert "set-cookie" not in system.ask("cases").headers


def test_another_municipality_has_other_cases(system: System, database: Database, settings: Settings) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    (case,) = system.cases()
    assert system.cases(STAVANGER) == []
    refused, missing = (system.ask(f"cases/{id_}", STAVANGER) for id_ in (case["id"], NOT_THERE))
    assert refused.status_code == missing.status_code == 404 and refused.content == missing.content


def test_numbers_and_birth_dates_are_covered_and_needs_told_by_group(
    system: System, database: Database, settings: Settings
) -> None:
    asked(database, settings, COUPLE, "municipality.asked")
    (case,) = system.cases()
    text = system.ask(f"cases/{case['id']}").text
    for person in sample_household(COUPLE).people:
        for number in person.said("numbers", "numbers") or []:
            assert number["value"] not in text
        details = person.said("needs", "details")
        assert not details or details not in text
    assert '"categories"' not in text


@ONE_DATABASE
def test_what_is_not_covered_is_in_the_words_of_the_record(
    system: System, database: Database, settings: Settings
) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    household = system.ask(f"cases/{system.cases()[0]['id']}").json()["household"]
    for person in household["persons"]:
        assert person["birth_date"].isdigit() and len(person["birth_date"]) == 4
    assert problems_of({}) and household["living"]["municipality"] == "4601"


def test_who_must_not_be_found_is_not_there(system: System, database: Database, settings: Settings) -> None:
    asked(database, settings, PROTECTED, "municipality.asked")
    assert system.cases() == []


@ONE_DATABASE
def test_pages_follow_one_another_to_the_end(system: System, database: Database, settings: Settings) -> None:
    for _one in range(27):
        asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    first = system.ask("cases").json()
    second = system.ask("cases", after=first["next"]).json()
    assert len(first["cases"]) == 25 and len(second["cases"]) == 2 and second["next"] is None
    assert len({case["id"] for case in first["cases"] + second["cases"]}) == 27


@ONE_DATABASE
@pytest.mark.parametrize("lie", LIES)
def test_a_lying_token_opens_nothing(system: System, database: Database, lie: str) -> None:
    for address in ("cases", f"cases/{NOT_THERE}", "settlements"):
        answer = system.ask_with(LIES[lie]() or None, address)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert written_down(database) == []


@ONE_DATABASE
def test_a_token_for_something_else_or_of_nobody_we_know_is_turned_away(system: System) -> None:
    assert system.ask_with(f"Bearer {token(scope='something:else')}", "cases").status_code == 403
    assert system.ask("cases", organisation="313367002").status_code == 403
    assert system.ask("cases", organisation="999999999").status_code == 403


@ONE_DATABASE
@pytest.mark.parametrize("query", [{"status": "x"}, {"reason": "x"}, {"after": "x"}, {"everything": "yes"}])
def test_what_is_not_understood_is_not_guessed(system: System, query: dict[str, str]) -> None:
    assert system.ask("cases", **query).status_code == 400


@ONE_DATABASE
def test_only_reading_is_possible(system: System) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert system.ask("cases", method=method).status_code == 405


@ONE_DATABASE
def test_who_asks_too_fast_is_told_to_wait_and_others_are_not(system: System) -> None:
    for _question in range(MOST_IN_A_MINUTE):
        assert system.ask("cases").status_code == 200
    late = system.ask("cases")
    assert late.status_code == 429 and 0 < int(late.headers["retry-after"]) <= 61
    assert system.ask("cases", STAVANGER).status_code == 200


@ONE_DATABASE
def test_without_settings_nothing_is_there(settings: Settings, database: Database) -> None:
    browser = Citizen(create_app(replace(settings, api_issuer=""), database))
    for address in ("openapi.json", "cases", f"cases/{NOT_THERE}", "settlements"):
        assert System(browser).ask(address).status_code == 404
    browser.close()
    with pytest.raises(NotReady):
        create_app(replace(settings, api_keys="{}"), database)


@ONE_DATABASE
def test_everything_answers_as_it_is_described(system: System, database: Database, settings: Settings) -> None:
    asked(database, settings, MOTHER_OF_TWO, "municipality.asked")
    said = system.ask("openapi.json").json()
    assert said == description(settings)
    schema = schemathesis.openapi.from_dict(said)
    tried: list[int] = []
    for result in schema.get_all_operations():
        try_out(system, result.ok(), tried)  # type: ignore[union-attr]
    assert 200 in tried and not [status for status in tried if status >= 500]


def try_out(system: System, operation: Any, tried: list[int]) -> None:
    """Thirty questions that the description allows; each answer is one that it describes."""

    @trying(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        address = case.formatted_path.lstrip("/") + (f"?{urlencode(case.query)}" if case.query else "")
        response = system.ask(address)
        tried.append(response.status_code)
        operation.validate_response(response)

    ask()
