"""Every page in every language, as it is and with its errors: WCAG 2.2 AA by axe, and nothing to push sideways."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, sync_playwright

from forms.settlement_application import JOURNEY
from locales import LANGUAGES
from portal.routes import ADDRESSES
from portal.web.guards import STAFF
from tests.browser.conftest import HEADLESS_SHELL, NewPhone, how_to_start
from tests.browser.every_page import (
    ASKED_FIRST,
    FIRST_PRESSED,
    NO_PAGE,
    NOT_OPENED,
    PROTECTED,
    Opened,
    every_page,
    steps,
)
from tests.browser.phone import Phone
from tests.browser.site import Site

# 320 px is the narrowest phone, and what 1280 px become for somebody who enlarges four times.
NARROWEST = {"width": 320, "height": 640}

Rules = dict[str, Any]
ALL_RULES: Rules = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
}
# What else than its colours could be wrong with a dark page is wrong with the light one, too. And colours come from the
# style sheet, not from the words: they are looked at in two languages, which saves a third of the time.
RULES_FOR_COLOURS: Rules = {"runOnly": ["color-contrast", "link-in-text-block"]}
ALL_BUT_CONTRAST: Rules = ALL_RULES | {"rules": ALL_RULES["rules"] | {"color-contrast": {"enabled": False}}}
RULES = {("uk", "dark"): RULES_FOR_COLOURS, ("uk", "light"): ALL_RULES, ("nn", "light"): ALL_RULES}
WHAT_AXE_FINDS = """async (rules) => {
    // Nothing here moves or sounds, so nothing has to be loaded again to be looked at.
    const { violations } = await axe.run({...rules, preload: false, resultTypes: ["violations"]});
    return violations.flatMap(({ id, nodes }) => nodes.map(node => id + " " + node.html.slice(0, 150)));
}"""
WHAT_STICKS_OUT = "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
EMPTY_THE_FORM = """() => {
    for (const field of document.querySelectorAll("#answers :is(input:not([type=hidden]), textarea, select)")) {
        field.checked = false;
        if (!["radio", "checkbox"].includes(field.type)) field.value = "";
    }
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One that looks at a thousand pages and needs none of them for its Back button."""
    how = how_to_start() | {"ignore_default_args": []}
    how["executable_path"] = shutil.which(HEADLESS_SHELL) or how["executable_path"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**how)
        yield browser
        browser.close()


@pytest.mark.parametrize(("language", "scheme"), [*((language, "light") for language in LANGUAGES), ("uk", "dark")])
def test_every_page_can_be_read_and_used_by_everybody(
    language: str, scheme: str, new_phone: NewPhone, site: Site
) -> None:
    phone = new_phone(viewport=NARROWEST, color_scheme=scheme)
    phone.window.add_init_script(AXE_SCRIPT)
    rules = RULES.get((language, scheme), ALL_BUT_CONTRAST)
    found = [line for page in every_page() for line in looked_at(phone, site, language, page, rules)]
    assert not found, "\n".join(found)


def test_every_step_of_the_application_is_looked_at() -> None:
    assert {place.step.slug for _household, place in steps()} == {step.slug for step in JOURNEY.steps}
    assert len(list(steps())) == len(JOURNEY.steps)


def test_what_is_not_looked_at_is_still_a_page() -> None:
    assert set(NOT_OPENED) <= {address.path for address in ADDRESSES}


def looked_at(phone: Phone, site: Site, language: str, page: Opened, rules: Rules) -> list[str]:
    """What is wrong with one page, as it is and after it was sent empty."""
    if page.access == "draft" and page.address not in FIRST_PRESSED:
        phone.carry(site, site.open_draft(page.household))
    elif page.address == "resume/lost/choose":
        phone.carry(site, site.who_lost_the_reference(page.household))
    elif page.access == "other adult" or page.address == "my-case/own":
        phone.carry(site, site.other_adult(page.household))
    elif page.access in ("case", "proof", "either adult", "draft"):
        phone.carry(site, site.sent_application(page.household, asked=page.address in ASKED_FIRST))
    elif page.access in STAFF:
        phone.carry(site, site.signed_in(page.access), "staff")
    address = f"/{language}/{page.address}"
    if "{household}" in address:
        sent = address.endswith(("receipt", "status"))
        address = address.replace("{household}", site.registered_household(page.household, sent=sent))
    if page.address.startswith("directorate/protected"):
        address = address.replace("{case}", site.protected_case(PROTECTED, opened=not address.endswith("/open")))
    elif "{case}" in address:
        address = address.replace("{case}", site.agreed_household(page.household))
    if "{one}/{other}" in address:
        address = address.replace("{one}/{other}", "/".join(site.pair_of_applications(page.household)))
    if "{request}" in address:
        address = address.replace("{request}", site.request_to_change(page.household))
    if page.address in FIRST_PRESSED:
        phone.open(f"/{language}/{FIRST_PRESSED[page.address]}").press_first()
    phone.open(address)
    assert phone.path == address, f"{address} leads to {phone.path}"
    assert phone.status == (404 if page.address == NO_PAGE else 200), f"{address} has status {phone.status}"
    found = problems(phone, address, rules)
    if phone.window.locator("#answers[method=post]").count():
        phone.window.evaluate(EMPTY_THE_FORM)
        phone.press()
        if phone.window.locator(".ds-error-summary").count():
            found += problems(phone, f"{address} with errors", rules)
    return found


def problems(phone: Phone, where: str, rules: Rules = ALL_RULES) -> list[str]:
    # What lies half beneath the bar that stays is no smaller for it: one only has to push the page.
    phone.window.evaluate("() => window.scrollTo(0, 0)")
    found: list[str] = phone.window.evaluate(WHAT_AXE_FINDS, rules)
    if sideways := phone.window.evaluate(WHAT_STICKS_OUT):
        found.append(f"sticks out by {sideways} px")
    return [f"{where}: {line}" for line in found]
