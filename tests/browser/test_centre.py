"""Staff of a centre at their screen: with keys alone, thirty households in a row, and every state readable by all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.base import AXE_SCRIPT

from locales import LANGUAGES
from tests.browser.conftest import NewPhone
from tests.browser.every_page import MOTHER_OF_TWO
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.test_every_page import NARROWEST, problems
from tests.browser.test_leaving import FILL_ALL_FIELDS
from tests.browser.typist import Typist
from tests.journeys.applying import example
from tests.journeys.registering import Registrar

SCREEN = {"width": 1280, "height": 800}
WRITTEN_IN_FIELDS = """() => [...document.querySelectorAll("input:not([type=hidden]), textarea")]
    .filter(({ type, value, checked }) => ["radio", "checkbox"].includes(type) ? checked : value)
    .map(({ name, value }) => name + "=" + value).join()"""
# Fields in which a browser would offer what was written before.
OFFERED_BY_THE_BROWSER = """() => [...document.querySelectorAll("main input[type=text], main input[type=tel],"
    + "main input[type=email], main input[type=search], main textarea")]
    .filter((field) => (field.getAttribute("autocomplete") || field.form.autocomplete) != "off")
    .map(({ name }) => name)"""
LIST = """Fornamn;Etternamn;Fødselsdato;DUF;Rom
Oleksandr;Bondar;17.05.1990;;7
Iryna;Kovalenko;02.02.1971;202699008008;12
Feil;;i går;12;
"""

pytestmark = pytest.mark.browser


@pytest.fixture
def staff(new_phone: NewPhone, site: Site) -> Iterator[Phone]:
    phone = new_phone(viewport=SCREEN)
    phone.carry(site, site.signed_in("register residents"), "staff")
    with time_machine.travel("2026-11-20T09:00:00Z"):
        yield phone


@time_machine.travel("2026-11-20T09:00:00Z")
def test_a_household_is_registered_with_keys_alone_from_signing_in_to_the_receipt(
    new_phone: NewPhone, site: Site
) -> None:
    sent = site.sent()
    typist = Typist(new_phone(viewport=SCREEN).window.context, site.origin)
    typist.open("/nb/sign-in").press(name="who", value="centre-1")
    # Does all that a Citizen does, with keys.
    registrar = Registrar(typist, example("08"))  # type: ignore[arg-type]
    typist.open("/nb/centre")
    registrar.begin()
    registrar.register()
    registrar.send()
    assert typist.path.endswith("/receipt") and site.sent() == sent + 1
    assert not typist.hidden and not typist.complaints


def written_in_fields(phone: Phone) -> str:
    return str(phone.window.evaluate(WRITTEN_IN_FIELDS))


def begin_next(phone: Phone) -> Phone:
    """From the roster to the first page of a new household."""
    phone.open("/nb/centre").window.get_by_role("link", name="Registrer en husstand").click()
    phone.window.wait_for_url("**/centre/begin")
    assert not written_in_fields(phone)
    phone.fill(protected="no", how="read_aloud", language="ukrainsk", interpreter="no").press()
    assert phone.path.endswith("/person/1")
    return phone


def test_thirty_households_in_one_browser_and_nothing_of_one_in_the_next(staff: Phone, site: Site) -> None:
    phone, cookies = staff, set()
    words: list[str] = []
    left_open: list[tuple[Phone, str, str]] = []
    for number in range(30):
        begin_next(phone)
        shown = phone.everything_written()
        assert not [word for word in words if word in shown], f"household {number} shows an earlier one"
        assert not written_in_fields(phone)
        assert phone.window.evaluate(OFFERED_BY_THE_BROWSER) == []
        assert phone.window.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
        kept = phone.window.context.cookies()
        assert len(kept) <= 2 and not any(word in str(kept) for word in words)
        cookies.add(next(each["value"] for each in kept if each["name"] == site.settings.cookie("staff")))
        words.append(f"Hemmelig{number:02}")
        phone.window.evaluate(FILL_ALL_FIELDS, words[-1])
        match number % 5:
            case 0:
                # Left without saving; and Back, from the middle of the next one, does not bring it back.
                begin_next(phone)
                for _page in range(3):
                    phone.back()
                    assert words[-1] not in phone.everything_written()
            case 1:
                phone.press()
                assert phone.status == 200 and words[-1] in phone.everything_written()
            case 2:
                phone.back()
                assert words[-1] not in phone.everything_written()
            case 3:
                phone.press("Personen vil ikke gå videre: Slett alt")
            case _:
                left_open.append((phone, phone.path, words[-1]))
                phone = phone.another_tab()
    assert len(cookies) == 30
    for tab, path, word in left_open:
        # What was typed there is still only there, and is saved where it belongs.
        tab.press()
        assert tab.path == path and word in tab.everything_written()
        assert not [other for other in words if other != word and other in tab.everything_written()]


@pytest.fixture
def looked_through(new_phone: NewPhone, site: Site) -> Phone:
    phone = new_phone(viewport=NARROWEST)
    phone.window.add_init_script(AXE_SCRIPT)
    phone.carry(site, site.signed_in("register residents"), "staff")
    return phone


def test_a_resident_looks_through_the_answers_in_each_language(looked_through: Phone, site: Site) -> None:
    phone, found = looked_through, []
    household = site.registered_household(MOTHER_OF_TWO, sent=False)
    seen = set()
    for language in LANGUAGES:
        phone.open(f"/{language}/centre/{household}/check")
        assert phone.window.locator("html").get_attribute("lang") == language
        seen.add(tuple(phone.window.locator("h2").all_inner_texts()))
        found += problems(phone, f"check in {language}")
        phone.press()
        assert phone.window.locator(".ds-error-summary").count()
        found += problems(phone, f"check with errors in {language}")
    assert len(seen) == len(LANGUAGES)
    phone.fill(truth="yes", privacy_notice="yes", one_offer_understood="yes").press()
    for language in LANGUAGES:
        found += problems(phone.open(f"/{language}/centre/{household}/receipt"), f"receipt in {language}")
    assert not found, "\n".join(found)


def test_every_state_of_the_pages_of_a_centre_can_be_read_and_used_by_everybody(
    looked_through: Phone, site: Site, tmp_path: Path
) -> None:
    phone, found = looked_through, []

    def look(where: str) -> None:
        found.extend(problems(phone, where))

    def submit(button: int = 0) -> None:
        with phone.window.expect_navigation():
            phone.window.locator("main form[method=post]").nth(button).locator("button").first.click()

    phone.open("/nn/centre/begin").fill(protected="yes").press()
    look("another way")
    phone.open("/nn/centre/import")
    submit()
    assert phone.window.locator(".ds-error-summary").count()
    look("no file")
    table = tmp_path / "namn.csv"

    def look_at(text: str) -> None:
        table.write_text(text)
        phone.window.locator("#table").set_input_files(table)
        submit()

    look_at(LIST)
    look("the list, looked at")
    assert "Nye: 2" in phone.text, phone.text
    submit()
    look("the list, brought in")
    phone.open("/nn/centre/import")
    look_at("".join(line for line in LIST.splitlines(keepends=True) if line.startswith(("Fornamn", "Iryna"))))
    assert phone.window.locator("#gone").count()
    look("a list without one of them")
    phone.fill(gone="yes")
    submit()
    assert "1 namn" in phone.text, phone.text
    look("a name taken off")
    begun = site.registered_household(MOTHER_OF_TWO, sent=False)
    sent = site.registered_household(MOTHER_OF_TWO, sent=True)
    for state in ("not_begun", "begun", "waits", "sent", "accepted"):
        phone.open(f"/nn/centre?state={state}")
        look(state)
    for who in ("Kovalenko", "Nobody"):
        phone.fill(who=who)
        submit()
        look(f"search for {who}")
    phone.open(f"/nn/centre/{begun}/person/1")
    other = phone.another_tab()
    other.open(phone.window.url).fill(**{"name-patronymic": "Olehivna"}).press()
    phone.fill(**{"name-patronymic": "Ivanivna"}).press()
    assert "Ivanivna" in phone.everything_written() and not phone.path.endswith("/check")
    look("changed by somebody else")
    phone.open(f"/nn/centre/{begun}/link").fill(other="1234")
    submit()
    look("a number that is none")
    numbers = []
    for household in (begun, sent):
        phone.open(f"/nn/centre/{household}/link")
        numbers.append(phone.window.locator("p.reference").inner_text())
    phone.fill(other=numbers[0])
    submit()
    assert phone.window.locator(".status").count()
    look("one of two has said that they belong together")
    phone.open(f"/nn/centre/{begun}/link").fill(other=numbers[1])
    submit()
    look("both have said that they belong together")
    phone.open(f"/nn/centre/{sent}/status")
    assert "høyrer saman" in phone.text
    look("how it stands with a household in two places")
    phone.open(f"/nn/centre/{sent}/status")
    submit()
    look("withdraw without a tick")
    phone.fill(sure="yes")
    submit()
    look("withdrawn")
    assert not found, "\n".join(found)
