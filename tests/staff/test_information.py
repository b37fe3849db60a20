"""The directorate sees which pages are due, which translations are behind, and what readers say."""

import pytest
import time_machine

from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import library
from portal.storage import opinions
from portal.storage.database import Database
from tests.information.test_opinion import TODAY
from tests.staff.conftest import SignIn

OVERVIEW = "/nb/directorate/information"


def test_what_readers_say_comes_in_the_order_of_need(signed_in: SignIn, database: Database) -> None:
    with database.transaction() as connection:
        opinions.keep(connection, "pets", "uk", useful=False, words="Нічого про котів", today=TODAY)
    browser = signed_in("directorate").follow("Informasjonssider")
    assert "Нічого про котів" in browser.text and "Kjæledyr (українська)" in browser.text
    assert browser.page.xpath("//main//a[@href='/uk/information/pets']")


def test_pages_that_are_due_are_listed_by_language(signed_in: SignIn) -> None:
    with time_machine.travel("2028-01-01T09:00:00Z", tick=False):
        browser = signed_in("directorate").open(OVERVIEW)
        assert len(browser.page.xpath("//main//li/time")) == 5 * len(NUMBERS)


def test_a_file_that_cannot_be_used_is_told_to_staff(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(library(None).broken, "uk/pets.md", "the link page:cats leads nowhere")
    assert "uk/pets.md: the link page:cats leads nowhere" in signed_in("directorate").open(OVERVIEW).text


def test_who_has_another_task_does_not_see_it(signed_in: SignIn) -> None:
    signed_in("auditor").open(OVERVIEW, status=404)


def test_links_to_other_sites_are_listed_with_the_pages_where_they_stand(signed_in: SignIn) -> None:
    browser = signed_in("directorate").open(OVERVIEW)
    lines = {line.find("a").get("href"): line.text_content() for line in browser.page.xpath("//main//details//li")}
    assert len(lines) > 30 and all(address.startswith("https://") for address in lines)
    assert any("Kjæledyr" in line for address, line in lines.items() if "my-pet" in address)
