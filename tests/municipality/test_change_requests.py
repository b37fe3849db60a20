"""Requests for another municipality: each of those concerned sees its part, and nobody else anything."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.storage.belonging import WithoutUnit
from portal.storage.change_requests import change_request_parties, change_requests
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions import after_sending
from tests.citizen import Citizen
from tests.municipality.conftest import PROTECTED, Arriving, Send
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
LIST = "/nb/change-requests"
WORDS = "Моя сестра живе в Ставангері"
Ask = Callable[..., None]


@pytest.fixture
def ask(database: Database, seals: Seals) -> Ask:
    """A household asks to get away from Bergen."""

    def asking(household: str, **said: Any) -> None:
        answers = {"reason": "family", "wanted": "1103", "details": WORDS, **said}
        with database.transaction() as connection:
            after_sending.ask_for_another_municipality(
                connection,
                seals,
                household,
                "4601",
                {name: value for name, value in answers.items() if value},
                "uk",
                "urn:test",
            )

    return asking


def seen(browser: Citizen) -> str:
    """What stands in the one request, as far as this person sees it."""
    (link,) = browser.open(LIST).page.xpath("//main//li/a/@href")
    return browser.open(link).text


def test_the_directorate_sees_it_all_and_the_municipalities_no_words(
    signed_in: SignIn, send: Send, ask: Ask, arriving: Arriving
) -> None:
    ask(send())
    whole = seen(signed_in("directorate"))
    assert WORDS in whole and "Bergen" in whole and "Stavanger" in whole and "Familie" in whole
    for who in ("municipality-1", "municipality-2"):
        part = seen(signed_in(who))
        assert "Bergen (" in part and "Stavanger (" in part and "Familie" in part and WORDS not in part
    assert "Referansenummer" in seen(signed_in("municipality-1"))
    assert "Referansenummer" not in seen(signed_in("municipality-2"))
    assert len(arriving("no.settlement.municipality.change-requested.v1")) == 1


def test_who_fears_somebody_is_given_away_to_neither(signed_in: SignIn, send: Send, ask: Ask) -> None:
    ask(send(), reason="safety")
    now, wanted = seen(signed_in("municipality-1")), seen(signed_in("municipality-2"))
    assert "Stavanger" not in now and "Sikkerhet" not in now and "Bergen (" in now
    assert "Bergen" not in wanted and "Sikkerhet" not in wanted and "Stavanger (" in wanted
    assert "Trygghet" not in now + wanted
    assert WORDS in seen(signed_in("directorate"))


def test_other_municipalities_see_nothing(signed_in: SignIn, send: Send, ask: Ask) -> None:
    ask(send(), wanted="0301")
    (link,) = signed_in("municipality-1").open(LIST).page.xpath("//main//li/a/@href")
    other = signed_in("municipality-2")
    assert not other.open(LIST).page.xpath("//main//li/a")
    other.open(link, status=404)


def test_a_request_without_a_wanted_municipality_says_so(signed_in: SignIn, send: Send, ask: Ask) -> None:
    ask(send(), wanted=None, details=None)
    assert "ikke oppgitt" in seen(signed_in("municipality-1"))


def test_who_must_not_be_found_is_in_no_list(signed_in: SignIn, send: Send, ask: Ask, database: Database) -> None:
    ask(send(PROTECTED))
    assert not signed_in("directorate").open(LIST).page.xpath("//main//li/a")
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(change_requests)).scalar_one() == 0


def test_a_withdrawn_household_is_gone_from_the_lists(
    signed_in: SignIn, send: Send, ask: Ask, arriving: Arriving, database: Database, seals: Seals
) -> None:
    household = send()
    ask(household)
    arriving("")
    with database.transaction() as connection:
        after_sending.withdraw(connection, seals, household, "other", "urn:test")
    for who in ("directorate", "municipality-1"):
        assert not signed_in(who).open(LIST).page.xpath("//main//li/a")


def test_the_words_are_sealed_and_a_query_without_municipality_refused(
    send: Send, ask: Ask, database: Database
) -> None:
    ask(send())
    with database.reading() as connection:
        row = connection.execute(select(change_requests)).one()
    assert "'1103'" not in str(row) and WORDS.encode() not in row.details
    with pytest.raises(WithoutUnit), database.reading() as connection:
        connection.execute(select(change_request_parties))
