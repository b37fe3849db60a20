"""A morning at a reception centre: consent first, only one's own residents, and nothing to be read back once sent."""

from copy import deepcopy

import pytest
from sqlalchemy import delete, func, select, update

from locales import LANGUAGES, translate
from portal.access import demo_identities
from portal.routes import ADDRESSES
from portal.storage.audit import audit_rows
from portal.storage.belonging import WithoutUnit
from portal.storage.centre_households import centre_households
from portal.storage.database import Database
from portal.storage.drafts import drafts
from tests.citizen import Citizen
from tests.journeys.applying import example
from tests.journeys.registering import Registrar, register
from tests.staff.conftest import SignIn

HOUSEHOLD = example("08")
AFTERWARDS = ("/receipt", "/status")
# Where a household is registered; a new page is looked at without being named here.
PAGES = [
    address.path.replace("{number:int}", number)
    for address in ADDRESSES
    for number in ("1", "2")
    if address.path.startswith("centre/{household}/") and address.get and not address.path.endswith(AFTERWARDS)
]


def begun(browser: Citizen) -> Citizen:
    Registrar(browser, HOUSEHOLD).begin()
    return browser


def banner(browser: Citizen) -> str:
    return " ".join(browser.page.xpath("string(//header//strong)").split())


def count(database: Database) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(drafts)).scalar_one()


def consent(browser: Citizen, **changed: str) -> Citizen:
    said = {"protected": "no", "how": "read_aloud", "language": "ukrainsk", "interpreter": "yes"}
    browser.open("/nb/centre/begin").fill(**{**said, "kind": "qualified", "mode": "telephone", **changed})
    return browser


def test_who_must_not_be_found_is_never_registered_and_nothing_is_stored(signed_in: SignIn, database: Database) -> None:
    browser = consent(signed_in("centre-1"), protected="yes").press()
    assert "24 16 88 00" in browser.text
    assert count(database) == 0


@pytest.mark.parametrize("changed", [{"how": "no"}, {"kind": "child"}, {"language": ""}])
def test_without_consent_or_with_a_child_as_interpreter_nothing_begins(
    signed_in: SignIn, database: Database, changed: dict[str, str]
) -> None:
    browser = consent(signed_in("centre-1"), **changed).press(status=422)
    assert browser.errors()
    assert count(database) == 0


def test_what_is_right_is_kept_while_the_rest_is_shown_with_its_errors(signed_in: SignIn) -> None:
    browser = begun(signed_in("centre-1"))
    browser.write("start-born-year", "1969")
    browser.write("name-given", "Тарас")
    browser.press(status=422)
    assert browser.value("name-given") == "Тарас" and browser.errors()
    assert browser.open(browser.path).value("start-born-year") == "1969"


def test_the_page_says_that_it_saved_and_leads_to_what_an_answer_has_opened(signed_in: SignIn) -> None:
    registrar = Registrar(browser := signed_in("centre-1"), household := deepcopy(HOUSEHOLD))
    registrar.begin()
    assert "Dette er ikke besvart ennå" not in browser.text, "nothing is saved yet"
    household["persons"][0]["mapping"]["needs"]["any"] = "no"
    registrar.fill_page()
    browser.fill(**{"needs-any": "yes", "needs-categories": ["wheelchair"]}).press()
    assert "Dette er ikke besvart ennå" in browser.text
    opened = browser.page.xpath("//div[@class='notice']//a/@href")
    assert opened == ["#consent"]
    assert browser.page.get_element_by_id("consent").text == "Hvem kan få se svarene dine om helse?"


def test_another_language_on_the_way_keeps_what_is_typed(signed_in: SignIn) -> None:
    browser = begun(signed_in("centre-1"))
    browser.write("name-given", "Taras")
    browser.press("українська")
    assert browser.path.startswith("/uk/centre/") and browser.value("name-given") == "Taras"


def test_a_colleague_goes_on_where_one_left_off_and_both_are_written_down(
    signed_in: SignIn, database: Database
) -> None:
    page = begun(signed_in("centre-1")).path
    colleague = signed_in("centre-1").open(page)
    colleague.write("start-born-year", "1969")
    colleague.press(status=422)
    with database.reading() as connection:
        acts = connection.execute(select(audit_rows.c.act).where(audit_rows.c.about == page.split("/")[3])).scalars()
        assert list(acts) == ["began to register", "read", "read", "wrote"]


def test_whom_one_registers_stands_on_every_page_also_with_errors_and_in_another_language(signed_in: SignIn) -> None:
    registrar = Registrar(browser := signed_in("centre-1"), HOUSEHOLD)
    registrar.begin()
    assert banner(browser) == "Du registrerer for Person 1"
    registrar.register()
    household = browser.path.split("/")[3]
    for page in PAGES:
        address = "/nb/" + page.replace("{household}", household)
        typed = [(name, value) for name, value in browser.open(address).filled() if name in ("forgery", "seen")]
        for language in LANGUAGES:
            says = translate(language, "You are registering for %(name)s") % {"name": "Taras Hrytsenko"}
            here = address.replace("nb", language, 1)
            assert banner(browser.open(here)) == says
            assert banner(browser.post(here, typed, status=422)) == says
            assert banner(browser.post(here, [*typed, ("switch", "1")], status=None)) == says


def test_a_household_of_four_takes_eight_pages_from_consent_to_receipt(signed_in: SignIn) -> None:
    household = deepcopy(HOUSEHOLD)
    for parent, number in zip(deepcopy(HOUSEHOLD["persons"]), ("202699009003", "202699009108"), strict=True):
        parent |= {"role": "parent", "identifiers": [{"kind": "duf", "value": number}], "birth_date": "1945-03-04"}
        household["persons"].append(parent)
    browser = signed_in("centre-1")
    before = len(browser.answers)
    register(browser, household)
    pages = {answer.request.url.path.split("/", 2)[2] for answer in browser.answers[before:] if answer.is_success}
    assert len(pages) <= 8, sorted(pages)


def test_what_the_household_says_to_have_read_can_be_read_from_the_page(signed_in: SignIn) -> None:
    registrar = Registrar(browser := signed_in("centre-1"), HOUSEHOLD)
    registrar.begin()
    registrar.register()
    assert "Jeg har lest hvem som får disse svarene" in browser.text
    assert browser.page.xpath("//main//a[@href='/nb/information/privacy']")


def test_two_at_once_do_not_overwrite_each_other_unseen(signed_in: SignIn) -> None:
    one = begun(signed_in("centre-1"))
    other = signed_in("centre-1").open(one.path)
    one.write("start-born-year", "1969")
    one.press(status=422)
    other.write("start-born-year", "1970")
    other.press(status=409)
    assert other.value("start-born-year") == "1970"
    other.press(status=422)
    assert one.open(one.path).value("start-born-year") == "1970"


def test_another_centre_sees_nothing_of_it_neither_before_nor_after_sending(signed_in: SignIn) -> None:
    ours, theirs = begun(signed_in("centre-1")), signed_in("centre-2")
    household = ours.path.split("/")[3]
    missing = "00000000-0000-0000-0000-000000000000"
    token = theirs.page.xpath("string(//input[@name='forgery']/@value)")
    pages = ("person/1", "together", "check", "receipt", "status", "link")
    for page in pages:
        foreign = theirs.open(f"/nb/centre/{household}/{page}", status=404).heading
        assert foreign == theirs.open(f"/nb/centre/{missing}/{page}", status=404).heading
    for page in ("person/1", "together", "check", "stop", "person/2/remove", "status", "link"):
        # A form that was not opened for this household counts for nothing, whether there is one or not.
        theirs.post(f"/nb/centre/{household}/{page}", [("forgery", token)], status=403)
        theirs.post(f"/nb/centre/{missing}/{page}", [("forgery", token)], status=403)
    assert household not in theirs.open("/nb/centre").response.text
    Registrar(ours, HOUSEHOLD).register()
    Registrar(ours, HOUSEHOLD).send()
    theirs.open(f"/nb/centre/{household}/receipt", status=404)


def test_whose_household_it_is_follows_from_signing_in_and_from_nothing_that_is_sent_along(signed_in: SignIn) -> None:
    ours, theirs = begun(signed_in("centre-1")), signed_in("centre-2")
    household, unit = ours.path.split("/")[3], "demo-centre-1"
    theirs.client.cookies.set("unit", unit)
    pretended = {"x_unit": unit, "x_tenant_id": unit, "x_organisation": "313367002", "x_forwarded_user": "centre-1"}
    said = f"unit={unit}&centre={unit}&organisation=313367002&household={household}"
    for page in ("person/1", "check", "link"):
        assert theirs.ask("GET", f"/nb/centre/{household}/{page}?{said}", **pretended).status_code == 404
    roster = theirs.show(theirs.ask("GET", f"/nb/centre?{said}", **pretended))
    assert household not in roster.response.text and "Begynt: 0" in roster.text
    sent = [("forgery", theirs.value("forgery")), ("who", "1969"), ("unit", unit), ("centre", unit)]
    assert household not in theirs.post("/nb/centre", sent, status=200).response.text
    theirs.post("/nb/centre/begin", [*sent, ("resident", household)], status=422)


def test_nobody_else_of_the_staff_gets_there(signed_in: SignIn) -> None:
    page = begun(signed_in("centre-1")).path
    for who in demo_identities.PEOPLE:
        if not who.startswith("centre"):
            signed_in(who).open(page, status=404)


def test_once_sent_the_centre_sees_how_it_stands_and_nothing_else(signed_in: SignIn, database: Database) -> None:
    browser = signed_in("centre-1")
    reference = register(browser, HOUSEHOLD)
    receipt = browser.path
    for page in ("person/1", "together", "check"):
        browser.open(receipt.replace("receipt", page), status=404)
    status = receipt.replace("receipt", "status")
    for page in ("/nb/centre", status, receipt):
        text = browser.open(page).text
        assert reference in text and "1969" not in text and "202699008007" not in text
    assert "Hrytsenko" in browser.open("/nb/centre").text


def test_a_post_that_is_repeated_after_sending_shows_the_same_receipt(signed_in: SignIn) -> None:
    browser = signed_in("centre-1")
    registrar = Registrar(browser, HOUSEHOLD)
    registrar.begin()
    registrar.register()
    check, token = browser.path, browser.value("forgery")
    reference = registrar.send()
    browser.post(check, [("forgery", token)], status=200)
    assert reference in browser.text


def test_when_the_consent_is_taken_back_everything_is_deleted(signed_in: SignIn, database: Database) -> None:
    browser = begun(signed_in("centre-1"))
    page = browser.path
    browser.press("Personen vil ikke gå videre")
    assert browser.path == "/nb/centre"
    browser.open(page, status=404)
    assert count(database) == 0


def test_the_next_household_begins_empty(signed_in: SignIn) -> None:
    browser = begun(signed_in("centre-1"))
    browser.write("name-given", "Taras")
    browser.press(status=422)
    begun(browser)
    assert browser.value("name-given") == ""
    assert "Taras" not in browser.response.text


def test_a_person_added_by_mistake_is_taken_out_again(signed_in: SignIn) -> None:
    browser = signed_in("centre-1")
    registrar = Registrar(browser, HOUSEHOLD)
    registrar.begin()
    while browser.path.endswith("/person/1"):
        registrar.fill_page()
        browser.press(name="then", value="add")
    browser.press("Ta ut denne personen")
    assert browser.path.endswith("/together")
    browser.open(browser.path.replace("together", "person/2"), status=404)


def test_a_query_that_names_no_unit_is_refused(database: Database) -> None:
    table = centre_households
    with database.transaction() as connection:
        for statement in (
            select(table),
            select(table.c.id).where(table.c.id == "x"),
            select(table.c.id).where(table.c.unit_code == ""),
            select(drafts.c.id).where(drafts.c.id.in_(select(table.c.id))),
            update(table).values(begun_by="somebody"),
            delete(table),
        ):
            with pytest.raises(WithoutUnit):
                connection.execute(statement)
        connection.execute(select(table).where(table.c.unit_code == "demo-centre-1"))
