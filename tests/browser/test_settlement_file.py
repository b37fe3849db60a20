"""A file of settlement dates on the narrowest phone and by keyboard: looked at with its problems, then registered."""

import csv
import io

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import FilePayload

from tests.browser.conftest import NewPhone
from tests.browser.every_page import MOTHER_OF_TWO
from tests.browser.site import Site
from tests.browser.test_every_page import NARROWEST, problems

pytestmark = pytest.mark.browser
PAGE, LIST = "/nn/municipality/settlements/file", "/nn/municipality/settlements/bosetting.csv"


def test_a_file_is_looked_at_and_registered_by_keyboard(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone(viewport=NARROWEST)
    phone.window.add_init_script(AXE_SCRIPT)
    phone.carry(site, site.signed_in("answer for the municipality"), "staff")
    site.agreed_household(MOTHER_OF_TWO)
    phone.open(PAGE)
    listed = phone.window.context.request.get(site.origin + LIST).body().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(listed), delimiter=";")
    rows[-3][4], rows[-2][4], rows[-1][4] = rows[-3][2], rows[-2][2], "i går"
    text = "\r\n".join(";".join(row) for row in (head, *rows))
    file: FilePayload = {"name": "datoar.csv", "mimeType": "text/csv", "buffer": text.encode()}
    phone.window.set_input_files("#table", file)
    phone.press("Sjå på datoane")
    found = problems(phone, "the file as it was read")
    assert "2 personar blir busette" in phone.text and "kan ikkje lesast" in phone.text
    phone.window.get_by_role("button", name="Registrer desse datoane").focus()
    with phone.window.expect_navigation():
        phone.window.keyboard.press("Enter")
    found += problems(phone, "what came of it")
    assert "2 busetjingsdatoar er registrerte" in phone.text
    assert not found, "\n".join(found)
