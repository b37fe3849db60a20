"""Whoever takes a shared phone's disk finds where somebody has been, and nothing of what they wrote or read there."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import how_to_start
from tests.browser.every_page import MOTHER_OF_TWO
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.test_leaving import STORED

TYPED = "Zzvorotka"

pytestmark = pytest.mark.browser


def test_nothing_that_was_written_or_read_is_left_on_the_disk(chromium: Browser, site: Site, tmp_path: Path) -> None:
    profile = chromium.browser_type.launch_persistent_context(
        tmp_path / "profile", ignore_https_errors=True, **how_to_start()
    )
    phone = Phone(profile, site.origin)
    phone.carry(site, site.open_draft(MOTHER_OF_TWO))
    phone.open("/uk/apply/check-answers").open("/uk/apply/contact").fill(phone=TYPED).press()
    assert "Перевірте" in phone.everything_written()
    phone.open("/uk/apply/person/1/name").fill(given=TYPED, family=TYPED).press()
    phone.open("/uk/apply/person/1/name").fill(patronymic=TYPED).open("/uk/apply/tasks")
    profile.close()
    there = b"".join(file.read_bytes() for file in (tmp_path / "profile").rglob("*") if file.is_file())
    assert site.origin.encode() in there, "the browser has kept nothing at all: this test proves nothing"
    for word in (TYPED, *STORED, "Storgata"):
        assert word.encode() not in there and word.encode("utf-16-le") not in there, f"{word} is on the disk"
