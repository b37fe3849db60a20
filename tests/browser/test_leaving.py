"""After leaving, sending or a time-out, Back shows nothing that anybody wrote, though browsers keep whole pages."""

import pytest

from tests.browser.conftest import NewPhone
from tests.browser.every_page import MOTHER_OF_TWO, PROTECTED, steps
from tests.browser.phone import Phone
from tests.browser.site import Site, sample_household

TYPED = "Незбережене"
STORED = [str(person.said("name", "given")) for person in sample_household(MOTHER_OF_TWO).people]
FILL_ALL_FIELDS = """written => {
    for (const field of document.querySelectorAll("input[type=text], input[type=tel], input[type=email], textarea"))
        field.value = written;
}"""
AWAY = "Швидкий вихід"

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(new_phone: NewPhone, site: Site) -> Phone:
    phone = new_phone()
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    return phone


def typed_into(phone: Phone, address: str) -> Phone:
    """Somebody has typed on a page, and not saved it."""
    phone.open("/uk/apply/tasks").open(address)
    phone.window.evaluate(FILL_ALL_FIELDS, TYPED)
    return phone


def nothing_is_shown(phone: Phone) -> bool:
    written = phone.everything_written()
    return not any(word in written for word in [TYPED, *STORED])


def test_without_leaving_back_shows_what_was_typed(phone: Phone) -> None:
    """Otherwise the other tests here would prove nothing."""
    typed_into(phone, "/uk/apply/person/1/name").open("/uk/apply/tasks")
    phone.back()
    assert phone.value("given") == TYPED


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_quick_exit_leads_to_an_everyday_site(scripts: bool, new_phone: NewPhone, site: Site) -> None:
    phone = new_phone(java_script_enabled=scripts)
    phone.elsewhere_is_fine()
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    phone.open("/uk/apply/person/1/name").press(AWAY)
    phone.window.wait_for_url(site.everyday)
    phone.open("/uk/apply/person/1/name")
    assert phone.path == "/uk/resume"


def test_after_quick_exit_back_shows_nothing_of_any_page(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone()
    phone.elsewhere_is_fine()
    for household, place in steps():
        phone.carry(site, site.open_draft(household))
        typed_into(phone, f"/uk/apply/{f'person/{place.number}/' if place.number else ''}{place.step.slug}")
        phone.press(AWAY)
        phone.window.wait_for_url(site.everyday)
        phone.back()
        assert nothing_is_shown(phone), f"{place.step.slug} is shown again"


@pytest.mark.parametrize("address", ["apply/person/1/name", "apply/check-answers", "apply/tasks"])
def test_after_done_back_shows_nothing(address: str, phone: Phone) -> None:
    typed_into(phone, f"/uk/{address}").press("Завершити й вийти на цьому телефоні")
    assert phone.path == "/uk/goodbye"
    phone.back()
    assert nothing_is_shown(phone)


def test_after_the_time_was_up_back_shows_nothing(phone: Phone, site: Site) -> None:
    typed_into(phone, "/uk/apply/person/1/name")
    site.let_time_pass(minutes=21)
    phone.press()
    assert phone.path == "/uk/resume/time-up"
    phone.back()
    assert nothing_is_shown(phone)


def test_after_sending_back_shows_nothing(phone: Phone) -> None:
    phone.open("/uk/apply/check-answers").open("/uk/apply/send")
    phone.fill(truth="yes", privacy_notice="yes", one_offer_understood="yes").press()
    assert phone.path == "/uk/apply/receipt"
    for _page in range(2):
        phone.back()
        assert nothing_is_shown(phone)


def test_a_protected_household_leaves_nothing_behind(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone()
    phone.elsewhere_is_fine()
    phone.carry(site, site.open_draft(PROTECTED))
    phone.open("/uk/apply/tasks").open("/uk/apply/person/1/name").press(AWAY)
    phone.window.wait_for_url(site.everyday)
    phone.back()
    assert str(sample_household(PROTECTED).people[0].said("name", "family")) not in phone.everything_written()
