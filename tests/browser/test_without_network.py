"""Where the network of a centre fails: what staff write waits sealed on a prepared device, and is put in later."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import NewPhone
from tests.browser.phone import Phone
from tests.browser.site import Site
from tests.browser.test_every_page import problems

TABLET = {"width": 800, "height": 1100}
PLACE = "/nb/centre/without-network"
# All that the device holds of the portal, as somebody would see it who takes it apart.
ON_THE_DEVICE = """async () => {
    const opening = indexedDB.open("notebook", 1);
    await new Promise((resolve) => opening.onsuccess = resolve);
    const asking = [...opening.result.objectStoreNames].includes("pages")
        && opening.result.transaction("pages").objectStore("pages").getAll();
    if (asking) await new Promise((resolve) => asking.onsuccess = resolve);
    opening.result.close();
    const latin = new TextDecoder("latin1");
    let all = JSON.stringify(asking ? asking.result : [], (name, value) =>
        value instanceof ArrayBuffer ? latin.decode(value) : value);
    for (const name of await caches.keys()) {
        const kept = await caches.open(name);
        for (const page of await kept.keys()) all += page.url + await (await kept.match(page)).text();
    }
    return all + JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage}) + document.cookie;
}"""

pytestmark = pytest.mark.browser


@pytest.fixture
def tablet(new_phone: NewPhone, site: Site) -> Phone:
    tablet = new_phone(viewport=TABLET)
    tablet.window.add_init_script(AXE_SCRIPT)
    tablet.carry(site, site.signed_in("register residents"), "staff")
    return tablet


def prepare(tablet: Phone) -> None:
    tablet.open("/nb/centre").window.get_by_role("link", name="Skriv uten nett").click()
    tablet.window.get_by_role("button", name="Gjør denne enheten klar").click()
    tablet.window.wait_for_selector("text=Denne enheten er klar")


def begin(tablet: Phone) -> None:
    """A household is begun as always, up to its first person."""
    tablet.open("/nb/centre/begin").fill(protected="no", how="read_aloud", language="ukrainsk", interpreter="no")
    tablet.press()


def lose_network(tablet: Phone) -> None:
    tablet.window.context.set_offline(True)


def find_network(tablet: Phone) -> None:
    tablet.window.context.set_offline(False)


def keep(tablet: Phone, button: str) -> None:
    tablet.window.get_by_role("button", name=button, exact=True).click()


def look_at(tablet: Phone, page: str) -> None:
    """The page to write on has come, and everybody can use it."""
    tablet.window.wait_for_url(f"**{PLACE}/{page}")
    tablet.window.wait_for_selector("#answers:not([hidden])")
    found = problems(tablet, f"{page} without a network")
    assert not found, "\n".join(found)


def waiting(tablet: Phone) -> str:
    tablet.window.wait_for_selector("#notebook:not([hidden])")
    return tablet.window.locator("#waiting").inner_text()


def put_in(tablet: Phone) -> Phone:
    """The first of what is offered here."""
    tablet.window.get_by_role("button", name="Sett det inn her").first.click()
    tablet.window.wait_for_function("() => document.getElementById('answers').dataset.entry")
    return tablet


def test_a_household_is_written_down_without_a_network_and_put_in_later(tablet: Phone) -> None:
    prepare(tablet)
    lose_network(tablet)
    tablet.open(PLACE).window.get_by_role("link", name="Før du registrerer").click()
    look_at(tablet, "consent")
    tablet.fill(how="read_aloud", language="ukrainsk", interpreter="no")
    keep(tablet, "Lagre og gå videre")
    look_at(tablet, "first")
    born = {"start-born-day": "4", "start-born-month": "5", "start-born-year": "1988"}
    tablet.fill(**born, **{"name-given": "Olena", "name-family": "Hemmelig"})
    keep(tablet, "Lagre og skriv opp en person til")
    look_at(tablet, "person")
    for given in ("Taras", "Ivan"):
        tablet.fill(**{"name-given": given, "name-family": "Hemmelig"})
        keep(tablet, "Lagre og skriv opp en person til")
        tablet.window.wait_for_function("() => !document.querySelector('[name=name-given]').value")
    tablet.fill(**{"name-given": "Maria", "name-family": "Hemmelig"})
    keep(tablet, "Lagre og gå videre til husstanden")
    look_at(tablet, "together")
    keep(tablet, "Lagre")
    tablet.window.wait_for_url(f"**{PLACE}")
    assert waiting(tablet) == "6"
    assert tablet.window.locator("#notebook li").count() == 6
    told = tablet.window.evaluate(ON_THE_DEVICE)
    assert not [word for word in ("Hemmelig", "Olena", "1988", '"d":') if word in told]

    find_network(tablet)
    assert waiting(tablet.open("/uk/centre")) == "6", "also in another language"
    put_in(tablet.open("/nb/centre/begin")).fill(protected="no").press()
    assert tablet.path.endswith("/person/1")
    assert waiting(tablet) == "5"
    assert "Olena Hemmelig" in tablet.text
    put_in(tablet)
    assert {name: tablet.value(name) for name in born} == born
    assert tablet.value("name-given") == "Olena"
    tablet.press()
    assert waiting(tablet) == "4"
    household = tablet.path.rpartition("/person/")[0]
    tablet.open(f"{household}/person/1")
    assert tablet.value("name-given") == "Olena", "it was saved as always"
    tablet.open(f"{household}/together")
    assert waiting(tablet) == "4"
    assert tablet.window.locator("#notebook li").inner_text().count("Olena Hemmelig") == 1, "whose page it is"


def test_a_page_that_was_sent_while_the_network_failed_waits_and_is_put_in_again(tablet: Phone) -> None:
    prepare(tablet)
    begin(tablet)
    here = tablet.path
    tablet.fill(**{"name-given": "Olena", "name-family": "Hemmelig"})
    lose_network(tablet)
    tablet.press()
    assert tablet.window.is_visible("#no-network")
    assert waiting(tablet) == "1"
    find_network(tablet)
    tablet.open(here)
    assert not tablet.value("name-given")
    put_in(tablet)
    assert tablet.value("name-given") == "Olena"
    tablet.press()
    assert tablet.value("name-given") == "Olena", "the page says what is still open, and shows what was written"
    tablet.window.wait_for_function(f"() => ({ON_THE_DEVICE})().then((all) => !all.includes('sentAt'))")
    assert tablet.window.is_hidden("#notebook")


def test_signing_out_empties_the_device(tablet: Phone) -> None:
    prepare(tablet)
    lose_network(tablet)
    tablet.open(f"{PLACE}/person").window.wait_for_selector("#answers:not([hidden])")
    tablet.fill(**{"name-given": "Olena"})
    keep(tablet, "Lagre og skriv opp en person til")
    tablet.window.wait_for_selector("#kept:not([hidden])")
    find_network(tablet)
    tablet.open("/nb/centre").press("Logg ut")
    assert tablet.window.evaluate("indexedDB.databases()") == []
    assert tablet.window.evaluate("caches.keys()") == []
    assert tablet.window.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_somebody_else_who_signs_in_finds_an_empty_device(tablet: Phone, site: Site) -> None:
    prepare(tablet)
    tablet.open(f"{PLACE}/person").window.wait_for_selector("#answers:not([hidden])")
    tablet.fill(**{"name-given": "Olena"})
    keep(tablet, "Lagre og skriv opp en person til")
    tablet.window.wait_for_selector("#kept:not([hidden])")
    tablet.carry(site, site.signed_in_as("centre-2"), "staff")
    tablet.open("/nb/centre")
    tablet.window.wait_for_function("() => caches.keys().then((all) => !all.length)")
    assert tablet.window.is_hidden("#notebook")
    tablet.open(PLACE).window.wait_for_selector("#prepare")


def test_without_preparation_nothing_is_kept(tablet: Phone) -> None:
    begin(tablet)
    tablet.fill(**{"name-given": "Olena"}).press()
    tablet.open(f"{PLACE}/person")
    assert tablet.window.is_visible("#unprepared") and tablet.window.is_hidden("#answers")
    assert tablet.window.evaluate("indexedDB.databases()") == []
    assert tablet.window.evaluate("caches.keys()") == []
    assert tablet.window.evaluate("sessionStorage.length") == 0
