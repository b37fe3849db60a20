"""What the tests of the seam share: a portal that has lost its database."""

from collections.abc import Iterator

import pytest

from portal.app import create_app
from portal.settings import Settings
from portal.storage.database import Database
from tests.citizen import Citizen


@pytest.fixture
def nowhere(settings: Settings) -> Iterator[Citizen]:
    """Somebody who visits a portal whose database does not answer."""
    gone = Database.open("sqlite:////nowhere/portal.sqlite")
    somebody = Citizen(create_app(settings, gone))
    yield somebody
    somebody.close()
    gone.close()
