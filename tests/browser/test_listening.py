"""A page is read aloud where the device itself has a voice for its language, and nowhere else is anything sent."""

import json

import pytest

from tests.browser.conftest import NewPhone
from tests.browser.phone import Phone
from tests.browser.site import Site

pytestmark = pytest.mark.browser

# Stands for the voices of a phone, which Chromium without a screen does not have; it notes what it is to say.
VOICES = """
window.said = [];
const voices = %s;
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
    getVoices: () => voices,
    speak: (utterance) => window.said.push([utterance.lang, utterance.text]),
    cancel: () => { window.cancelled = true },
}) });
window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text } };
"""


def phone_with(new_phone: NewPhone, *voices: tuple[str, bool]) -> Phone:
    phone = new_phone()
    phone.window.add_init_script(VOICES % json.dumps([{"lang": lang, "localService": own} for lang, own in voices]))
    return phone


def test_a_page_is_read_aloud_paragraph_by_paragraph(new_phone: NewPhone, site: Site) -> None:
    phone = phone_with(new_phone, ("en-US", True), ("uk-UA", True)).open("/uk/information/pets")
    phone.window.get_by_role("button", name="Послухати цю сторінку").click()
    said = phone.window.evaluate("window.said")
    assert {language for language, _text in said} == {"uk-UA"}
    assert len(said) > 10 and not [text for _language, text in said if "[1]" in text or not text]
    phone.window.get_by_role("button", name="Зупинити читання").click()
    assert phone.window.evaluate("window.cancelled")
    assert phone.window.get_by_role("button", name="Послухати цю сторінку").is_visible()


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
