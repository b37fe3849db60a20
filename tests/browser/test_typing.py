"""Fingers, keys and habits: what is typed survives a change of language, a double press, a second tab."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPhone
from tests.browser.every_page import MOTHER_OF_TWO
from tests.browser.phone import Phone
from tests.browser.site import Site

pytestmark = pytest.mark.browser
# Nothing lies over it, neither the edge of the window nor the bar at its top.
SEEN = """element => {
    const { left, top, bottom } = element.getBoundingClientRect();
    return [top + 2, bottom - 2].every((y) => element.contains(document.elementFromPoint(left + 2, y)));
}"""


@pytest.fixture
def phone(new_phone: NewPhone, site: Site) -> Phone:
    phone = new_phone()
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    return phone


def test_the_first_pages_can_be_done_with_keys_alone(new_phone: NewPhone) -> None:
    phone = new_phone(viewport={"width": 320, "height": 256})
    keys = phone.window.keyboard
    phone.open("/nn/apply")
    keys.press("Tab")
    expect(phone.window.locator(".skip")).to_be_in_viewport()
    keys.press("Enter")
    expect(phone.window.locator("main")).to_be_focused()
    phone.tab_to('[name="phone"]')
    keys.press("Space")
    keys.press("ArrowDown")
    with phone.window.expect_navigation():
        keys.press("Enter")
    phone.tab_to('[name="born-day"]')
    for part in ("17", "2", "1989"):
        keys.type(part)
        expect(phone.focused()).to_be_in_viewport()
        keys.press("Tab")
    with phone.window.expect_navigation():
        keys.press("Enter")
    assert phone.path == "/nn/apply/code"


def test_after_a_mistake_the_summary_has_the_focus_and_leads_to_the_question(phone: Phone) -> None:
    phone.open("/en/apply/person/1/name").fill(given="", family="").press()
    expect(phone.focused()).to_have_class("ds-error-summary")
    assert phone.window.title().startswith("Error: ")
    phone.window.keyboard.press("Tab")
    phone.window.keyboard.press("Enter")
    expect(phone.window.locator('[name="given"]')).to_be_focused()


def test_who_follows_the_summary_sees_the_question_and_not_only_its_field(new_phone: NewPhone) -> None:
    phone = new_phone(viewport={"width": 360, "height": 640})
    for page, field in (("apply", ".choice input"), ("resume", ".date input")):
        phone.open(f"/uk/{page}").press()
        first = phone.window.locator(field).first
        phone.window.locator(f'.ds-error-summary a[href="#{first.get_attribute("id")}"]').click()
        expect(first).to_be_focused()
        question = phone.window.locator("fieldset", has=first).locator("legend")
        assert phone.window.evaluate(SEEN, question.element_handle()), page


def test_enter_in_a_field_saves_and_does_not_switch_the_language(phone: Phone) -> None:
    phone.open("/ru/apply/person/1/name").write("family", "Ivanenko")
    with phone.window.expect_navigation():
        phone.window.locator('[name="family"]').press("Enter")
    assert phone.path.startswith("/ru/") and not phone.path.endswith("/name")


def test_a_change_of_language_keeps_what_is_typed_though_it_is_wrong(phone: Phone) -> None:
    phone.open("/uk/apply/person/1/name").fill(given="Олена", family="").press()
    said_in_ukrainian = phone.window.locator(".ds-error-summary li").all_inner_texts()
    phone.write("family", "Шевченко")
    phone.press("nynorsk")
    assert phone.path == "/nn/apply/person/1/name"
    assert (phone.value("given"), phone.value("family")) == ("Олена", "Шевченко")
    said_in_nynorsk = phone.window.locator(".ds-error-summary li").all_inner_texts()
    assert len(said_in_nynorsk) == len(said_in_ukrainian) == 2
    assert not set(said_in_ukrainian) & set(said_in_nynorsk)


def test_back_onto_a_page_in_another_language_or_with_another_row_asks_nothing(phone: Phone) -> None:
    """A browser that was to send the form once more would ask first, in words that frighten."""
    phone.open("/uk/apply/person/1/citizenship")
    phone.press("nynorsk")
    phone.press(name="rows", value="add:citizenships")
    phone.press()
    assert phone.path == "/nn/apply/check-answers"
    for _page in range(2):
        phone.window.go_back(wait_until="commit")
        assert phone.path == "/nn/apply/person/1/citizenship"
        expect(phone.window.locator("[name='citizenships-0-country']")).to_have_value("Ukraina")


def test_a_row_is_added_and_taken_away_without_losing_the_others(phone: Phone) -> None:
    phone.open("/en/apply/person/1/citizenship")
    phone.press(name="rows", value="add:citizenships")
    phone.write("citizenships-1-country", "Poland")
    phone.press(name="rows", value="remove:citizenships:1")
    assert phone.value("citizenships-1-country") == "Poland"


def test_pressing_send_twice_sends_once(phone: Phone, site: Site) -> None:
    sent = site.sent()
    phone.open("/en/apply/send").fill(truth="yes", privacy_notice="yes", one_offer_understood="yes")
    phone.window.locator("#answers button.ds-button").last.dblclick()
    expect(phone.window).to_have_url(re.compile("/apply/receipt$"))
    assert site.sent() == sent + 1


def test_two_tabs_do_not_overwrite_each_other(phone: Phone) -> None:
    first, second = phone, phone.another_tab()
    first.open("/en/apply/contact")
    second.open("/en/apply/contact")
    first.fill(email="first@example.org").press()
    second.fill(email="second@example.org").press()
    assert "first@example.org" in second.text
    assert second.value("email") == "second@example.org"
    second.press()
    assert second.open("/en/apply/contact").value("email") == "second@example.org"
