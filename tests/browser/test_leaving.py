"""After leaving, sending or a time-out, Back shows nothing that anybody wrote, though browsers keep whole pages."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Route

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
SOON_ENOUGH = 100  # milliseconds
MOST_TRIES = 5
WATCH_FOR_A_BLANK_PAGE = """() => {
    const pressed = ({ timeStamp }) => { sessionStorage.pressedAt = timeStamp };
    for (const press of ["click", "keydown"]) document.addEventListener(press, pressed, true);
    const look = () => {
        if (document.documentElement.getClientRects().length) requestAnimationFrame(look);
        else requestAnimationFrame((now) => { sessionStorage.blankAt = now });
    };
    look();
}"""

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


def blank_after(phone: Phone, site: Site, press: Callable[[], None]) -> float:
    """Milliseconds from the press to the first picture without anything on it, while the network takes a second.

    Where the machine has other things to do, the shortest of some tries is what the page itself takes.
    """

    def in_a_while(route: Route) -> None:
        time.sleep(1)
        route.continue_()

    phone.elsewhere_is_fine()
    phone.window.route("**/leave", in_a_while)
    took: list[float] = []
    while len(took) < MOST_TRIES and min(took, default=SOON_ENOUGH + 1) > SOON_ENOUGH:
        phone.carry(site, site.open_draft(MOTHER_OF_TWO))
        phone.open("/uk/apply/tasks").open("/uk/apply/person/1/name")
        phone.window.evaluate(WATCH_FOR_A_BLANK_PAGE)
        press()
        phone.window.wait_for_url(site.everyday)
        phone.back()
        assert phone.path == "/uk/" and nothing_is_shown(phone)
        took.append(phone.window.evaluate("sessionStorage.blankAt - sessionStorage.pressedAt"))
    return min(took)


def test_the_page_is_blank_before_the_network_has_answered(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone()
    press = phone.window.get_by_role("button", name=AWAY).click
    assert 0 < blank_after(phone, site, lambda: press(no_wait_after=True)) <= SOON_ENOUGH


def test_shift_pressed_three_times_leaves_too(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone()

    def press() -> None:
        phone.window.locator("[name=given]").focus()
        for _press in range(3):
            phone.window.keyboard.press("Shift")

    assert 0 < blank_after(phone, site, press) <= SOON_ENOUGH
    phone.open("/uk/apply/person/1/name")
    assert phone.path == "/uk/resume"


def test_capital_letters_leave_nobody_outside(phone: Phone) -> None:
    phone.open("/uk/apply/person/1/name")
    phone.window.locator("[name=given]").focus()
    for _letter in range(5):
        phone.window.keyboard.press("Shift+O")
    for key in ("Shift", "Shift", "Tab", "Shift"):
        phone.window.keyboard.press(key)
    assert phone.window.locator("body").is_visible() and phone.path == "/uk/apply/person/1/name"


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
