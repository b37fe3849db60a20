"""One Chromium and one portal for all tests here; each test gets phones of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.phone import Phone
from tests.browser.site import Site, running
from tests.conftest import settings_for_tests

NAMES = ("chromium", "chromium-browser", "google-chrome")
SMALL_PHONE = {"width": 360, "height": 740}
# Nothing of the browser's own housekeeping: it would only knock at doors that are shut here.
QUIETLY = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# Draws the same pages without a window, and faster; on Debian a package of its own.
HEADLESS_SHELL = "chromium-headless-shell"
NewPhone = Callable[..., Phone]


def how_to_start() -> dict[str, Any]:
    """Where this machine's Chromium is, and how it is to behave; where there is none, the test is skipped."""
    place = os.environ.get("PORTAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if place is None:
        pytest.skip("no Chromium here: install it (on Debian: apt install chromium) or name it in PORTAL_CHROMIUM")
    # A worker is not installed over a certificate that only the context was told to overlook.
    arguments = ["--ignore-certificate-errors", *QUIETLY, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {
        "executable_path": place,
        "args": arguments,
        "ignore_default_args": ["--disable-back-forward-cache"],
    }


# By module, not by session: while Playwright runs, nobody else in this process may run an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium that keeps pages in its memory for the Back button, as people's browsers do."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**how_to_start())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(settings_for_tests(), tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def new_phone(chromium: Browser, site: Site) -> Iterator[NewPhone]:
    """Phones for one test; in the end nobody was asked but the portal, and nothing was complained of."""
    phones: list[Phone] = []

    def phone(**wishes: Any) -> Phone:
        context = chromium.new_context(ignore_https_errors=True, **{"viewport": SMALL_PHONE, **wishes})
        phones.append(Phone(context, site.origin))
        return phones[-1]

    yield phone
    for each in phones:
        each.window.context.close()
    assert not [complaint for each in phones for complaint in each.complaints]


@pytest.fixture
def phone(new_phone: NewPhone) -> Phone:
    return new_phone()
