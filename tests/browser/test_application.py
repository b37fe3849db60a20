"""A family applies on a small phone, page by page as people do, with scripts and without."""

import pytest
import time_machine

from tests.browser.conftest import NewPhone
from tests.browser.site import Site
from tests.journeys.applying import apply, example

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
@time_machine.travel("2026-11-20T09:00:00Z")
def test_a_mother_with_two_children_applies_in_ukrainian(scripts: bool, new_phone: NewPhone, site: Site) -> None:
    sent = site.sent()
    phone = new_phone(java_script_enabled=scripts)
    household = example("01")
    reference = apply(phone, household)
    assert len(reference) == 9
    assert site.sent() == sent + 1
    addresses = " ".join(request.url for request in phone.asked)
    for person in household["persons"]:
        assert person["name"]["given"] not in addresses
