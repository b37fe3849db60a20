"""A page is read aloud where the device itself has a voice for its language, and nowhere else is anything sent."""

import json

import pytest

from tests.browser.conftest import NewPhone
from tests.browser.every_page import MOTHER_OF_TWO
from tests.browser.phone import Phone
from tests.browser.site import Site

pytestmark = pytest.mark.browser

# Stands for the voices of a phone, which Chromium without a screen does not have; it notes what it is to say.
VOICES = """
window.said = [];
let unloading = false;
addEventListener("pagehide", () => { unloading = true });
const voices = %s;
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
    getVoices: () => voices,
    speak: (utterance) => window.said.push([utterance.lang, utterance.text]),
    cancel: () => { sessionStorage.silent ||= unloading ? "late" : "at once" },
}) });
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text } };
"""


def phone_with(new_phone: NewPhone, *voices: tuple[str, bool]) -> Phone:
    phone = new_phone()
    phone.window.add_init_script(VOICES % json.dumps([{"lang": lang, "localService": own} for lang, own in voices]))
    return phone


def listen(phone: Phone) -> None:
    phone.window.get_by_role("button", name="Послухати цю сторінку").click()


def test_a_page_is_read_aloud_paragraph_by_paragraph(new_phone: NewPhone, site: Site) -> None:
    phone = phone_with(new_phone, ("en-US", True), ("uk-UA", True)).open("/uk/information/pets")
    listen(phone)
    said = phone.window.evaluate("window.said")
    assert {language for language, _text in said} == {"uk-UA"}
    assert len(said) > 10 and not [text for _language, text in said if "[1]" in text or not text]
    phone.window.get_by_role("button", name="Зупинити читання").click()
    assert phone.window.evaluate("sessionStorage.silent")
    assert phone.window.get_by_role("button", name="Послухати цю сторінку").is_visible()


def test_a_question_is_read_with_its_hint_and_choices_as_far_as_it_is_seen(new_phone: NewPhone, site: Site) -> None:
    phone = phone_with(new_phone, ("uk-UA", True))
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    phone.open("/uk/apply/pets").fill(has="no")
    listen(phone)
    said = [text for _language, text in phone.window.evaluate("window.said")]
    assert said[0] == phone.window.locator("h1").inner_text()
    assert len(said) == len(set(said)), "nothing is read twice"
    labels = phone.window.locator("#answers label").all()
    for label in labels:
        assert (label.inner_text() in said) is label.is_visible()
    assert {label.is_visible() for label in labels} == {True, False}
    assert not any("Norwegian" in text or "kjæledyr" in text.casefold() for text in said)


def test_what_is_wrong_is_read_before_the_question(new_phone: NewPhone, site: Site) -> None:
    phone = phone_with(new_phone, ("uk-UA", True))
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    phone.open("/uk/apply/person/1/name").fill(given="").press()
    listen(phone)
    said = [text for _language, text in phone.window.evaluate("window.said")]
    wrong = phone.window.locator(".ds-error-summary a").inner_text()
    assert wrong in said[: said.index(phone.window.locator("h1").inner_text())]


def test_leaving_quickly_silences_the_voice_before_the_network_answers(new_phone: NewPhone, site: Site) -> None:
    phone = phone_with(new_phone, ("uk-UA", True))
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    phone.open("/uk/apply/pets")
    listen(phone)
    phone.window.evaluate("sessionStorage.removeItem('silent')")
    phone.elsewhere_is_fine()
    phone.press("Швидкий вихід")
    phone.window.wait_for_url(site.everyday)
    phone.open("/uk/")
    assert phone.window.evaluate("sessionStorage.silent") == "at once"


def test_a_reader_of_nynorsk_is_read_to_by_a_norwegian_voice(new_phone: NewPhone, site: Site) -> None:
    phone = phone_with(new_phone, ("nb-NO", True)).open("/nn/information/pets")
    assert phone.window.locator("#listen").is_visible()


@pytest.mark.parametrize("voice", [("uk-UA", False), ("en-US", True)], ids=["elsewhere", "another language"])
def test_no_button_appears_without_a_voice_of_the_devices_own(
    voice: tuple[str, bool], new_phone: NewPhone, site: Site
) -> None:
    assert not phone_with(new_phone, voice).open("/uk/information/pets").window.locator("#listen").is_visible()


def test_without_scripts_there_is_no_button(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone(java_script_enabled=False).open("/uk/information/pets")
    assert not phone.window.locator("#listen").is_visible()


def test_a_resident_hears_what_staff_wrote_and_staff_read_for_themselves(new_phone: NewPhone, site: Site) -> None:
    screen = phone_with(new_phone, ("uk-UA", True))
    screen.carry(site, site.signed_in("register residents"), "staff")
    household = site.registered_household(MOTHER_OF_TWO, sent=False)
    assert not screen.open("/uk/centre").window.locator("#listen").count()
    listen(screen.open(f"/uk/centre/{household}/check"))
    said = [text for _language, text in screen.window.evaluate("window.said")]
    answers = screen.window.locator("section.checked p").all()
    assert answers and all(answer.inner_text() in said for answer in answers)
