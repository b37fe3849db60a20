"""A portal where invented staff can sign in, and the people who do."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from portal.access import demo_identities
from portal.settings import Settings
from portal.storage.database import Database
from portal.web.seam import Seam
from tests.citizen import Citizen

SignIn = Callable[[str], Citizen]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo_identities=True)


@pytest.fixture
def signed_in(portal: Seam, database: Database) -> Iterator[SignIn]:
    """Signs in as a demo identity, each in a browser of their own: `signed_in("auditor")`."""
    with database.transaction() as connection:
        demo_identities.prepare(connection)
    browsers: list[Citizen] = []

    def sign_in(who: str) -> Citizen:
        browser = Citizen(portal)
        browsers.append(browser)
        return browser.open("/nb/sign-in").press(name="who", value=who)

    yield sign_in
    for browser in browsers:
        browser.close()
