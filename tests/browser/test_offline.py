"""Without a network the information pages are still there, for who asked for them, until removed again."""

from tests.browser.conftest import NewPhone
from tests.browser.site import Site

ONLY_THIS_LANGUAGE = "/uk/information/introduction-programme"


def test_pages_that_were_asked_for_are_read_without_a_network(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone()
    phone.open("/uk/offline").window.click("#keep")
    phone.window.wait_for_selector("#remove")
    phone.window.context.set_offline(True)
    phone.open(ONLY_THIS_LANGUAGE)
    assert phone.window.text_content("h1") == "Вступна програма"
    phone.open(ONLY_THIS_LANGUAGE + "?for=collective")
    assert phone.window.text_content("h1") == "Вступна програма"
    phone.window.context.set_offline(False)
    phone.open("/uk/offline").window.click("#remove")
    phone.window.wait_for_selector("#keep")
    assert phone.window.evaluate("caches.keys()") == []


def test_nothing_is_kept_that_was_not_asked_for(new_phone: NewPhone, site: Site) -> None:
    phone = new_phone()
    phone.open("/uk/information").open("/uk/offline")
    assert phone.window.evaluate("caches.keys()") == []
    phone.window.click("#keep")
    phone.window.wait_for_selector("#remove")
    phone.open("/uk/search?q=страх").open("/uk/apply").open("/uk/check")
    kept = phone.window.evaluate(
        "caches.open('information-uk').then(all => all.keys()).then(all => all.map(one => new URL(one.url).pathname))"
    )
    assert all(path.startswith(("/uk/information", "/uk/glossary", "/uk/road", "/static/")) for path in kept)
    assert len(kept) == 28
