"""Somebody who reads, on a portal whose editors have a folder of their own."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from portal.app import create_app
from portal.pages.information.library import CAME_WITH_THE_PORTAL, Library, library
from portal.settings import Settings
from portal.storage.database import Database
from portal.web import kept
from tests.citizen import Citizen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The editors' folder, with one page in two languages that they have taken over."""
    for language in ("en", "uk"):
        (tmp_path / "content" / language).mkdir(parents=True)
        shutil.copy(CAME_WITH_THE_PORTAL / language / "pets.md", tmp_path / "content" / language)
    return tmp_path / "content"


@pytest.fixture
def books(folder: Path) -> Library:
    """The library that the reader's portal uses."""
    return library(folder)


@pytest.fixture
def reader(settings: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Citizen]:
    """Somebody who came to read, and is never too early to see what has changed."""
    monkeypatch.setattr(kept, "SECONDS_KEPT", -1)
    database = Database.open(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    database.create_all()
    known = replace(
        settings,
        content_folder=folder,
        operator_email="post@portal.test",
        operator_phone="+47 00 00 00 00",
        operator_hours="mon-thu 09:00-15:00, fri 09:00-12:00",
    )
    somebody = Citizen(create_app(known, database))
    yield somebody
    somebody.close()
    database.close()
