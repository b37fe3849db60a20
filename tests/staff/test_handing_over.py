"""Who may read a household: the centre while it writes with the resident's consent, the resident alone afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.access import demo_identities
from portal.storage.centre_households import centre_households
from portal.storage.database import Database
from portal.storage.staff import grants
from portal.submissions import retention
from tests.citizen import Citizen
from tests.journeys.applying import begin, example
from tests.journeys.outside import Outside, come_back
from tests.journeys.registering import Registrar, register
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")

CONSENT = {"protected": "no", "how": "read_aloud", "language": "ukrainsk", "interpreter": "no"}


def begun_alone(citizen: Citizen, household: dict[str, object], until: str = "person/1/permit") -> tuple[str, str]:
    """A resident has begun alone; the code and the birth date."""
    begin(citizen, household, until)
    language = citizen.path.split("/")[1]
    citizen.open(f"/{language}/apply/code")
    code = str(citizen.page.xpath("string(//p[@class='reference'])"))
    return code, str(household["persons"][0]["birth_date"])  # type: ignore[index]


def take_over(browser: Citizen, code: str, born: str, **changed: str) -> Citizen:
    browser.open("/nb/centre/take-over").fill(**{**CONSENT, **changed})
    browser.write("their-code", code)
    for part, value in zip(("year", "month", "day"), born.split("-"), strict=True):
        browser.write(f"their-born-{part}", value)
    return browser


def pseudonym_of(database: Database, who: str) -> str:
    with database.reading() as connection:
        identity = demo_identities.identity_of(connection, who)
    assert identity is not None
    return identity.staff


def move(database: Database, who: str, unit: str) -> None:
    """From now on somebody works at another unit."""
    mine = grants.c.staff_id == pseudonym_of(database, who)
    with database.transaction() as connection:
        connection.execute(update(grants).where(mine).values(unit_code=unit))


def test_what_a_resident_has_begun_alone_goes_on_at_the_centre(citizen: Citizen, signed_in: SignIn) -> None:
    household = example("01")
    code, born = begun_alone(citizen, household)
    browser = take_over(signed_in("centre-1"), code, born).press()
    given = household["persons"][0]["name"]["given"]
    assert browser.value("name-given") == given and f"Du registrerer for {given}" in browser.text
    assert "Skrevet av husstanden alene" in browser.text
    # The code is used up, and the telephone that had it open is sent away.
    assert citizen.open("/uk/apply/tasks").path == "/uk/resume"
    come_back(citizen, code, born, status=422)
    take_over(signed_in("centre-2"), code, born).press(status=422)


@pytest.mark.parametrize(("code", "born"), [("0000-0000", "1990-01-01"), ("nonsense", "1990-01-01")])
def test_a_wrong_code_shows_nothing(signed_in: SignIn, code: str, born: str) -> None:
    assert take_over(signed_in("centre-1"), code, born).press(status=422).errors()


def test_what_must_not_be_found_leads_to_the_same_page_whichever_way_it_comes(
    citizen: Citizen, signed_in: SignIn, database: Database
) -> None:
    code, born = begun_alone(citizen, example("06"), "person/1/numbers")
    browser = signed_in("centre-1")
    said = browser.open("/nb/centre/begin").fill(protected="yes").press().text
    assert take_over(browser, code, born).press().text == said
    assert take_over(browser, "0000-0000", born, protected="yes").press().text == said
    with database.reading() as connection:
        assert connection.execute(select(centre_households).execution_options(all_units=True)).first() is None
    # To the applicant nothing has happened.
    assert citizen.open("/uk/apply/tasks").path == "/uk/apply/tasks"


def test_who_wrote_what_is_shown_until_somebody_changes_it(signed_in: SignIn, database: Database) -> None:
    registrar = Registrar(signed_in("centre-1"), example("08"))
    registrar.begin()
    registrar.fill_page()
    registrar.browser.press(status=200)
    page = registrar.browser.path.replace("together", "person/1")
    assert "Skrevet av deg" in registrar.browser.open(page).text
    pseudonym = pseudonym_of(database, "centre-1")
    move(database, "centre-2", "demo-centre-1")
    colleague = signed_in("centre-2").open(page)
    assert f"Skrevet av {pseudonym}" in colleague.text and "Skrevet av deg" not in colleague.text
    colleague.write("name-patronymic", "Petrovych")
    colleague.press()
    assert "Skrevet av deg" in colleague.open(page).text and f"Skrevet av {pseudonym}" in colleague.text


def test_who_works_at_another_centre_from_today_on_reaches_the_old_one_no_more(
    signed_in: SignIn, database: Database
) -> None:
    browser = signed_in("centre-1")
    Registrar(browser, example("08")).begin()
    page = browser.path
    browser.open(page)
    move(database, "centre-1", "demo-centre-2")
    # The sign-in was for the old centre: there is nothing to do in it any more.
    for address in (page, page.replace("person/1", "check"), "/nb/centre"):
        assert browser.open(address).path == "/nb/staff"
    assert signed_in("centre-2").open(page, status=404)


def test_the_resident_takes_over_with_the_code_and_the_centre_sees_the_status_only(
    signed_in: SignIn, citizen: Citizen, outside: Outside
) -> None:
    household, browser = example("08"), signed_in("centre-1")
    reference = register(browser, household)
    receipt = browser.path
    code = browser.page.xpath("//p[@class='reference']")[1].text_content()
    assert browser.path.startswith("/uk/")
    assert "Hrytsenko" in browser.open("/nb/centre").text
    outside.work()
    assert "Mottatt: 1" in browser.open("/nb/centre?state=accepted").text
    come_back(citizen, code, household["persons"][0]["birth_date"])
    assert citizen.path == "/en/my-case"
    roster = browser.open("/nb/centre?state=accepted").text
    assert "Hrytsenko" not in roster and reference in roster
    browser.open("/nb/centre").fill(who="Hrytsenko").press("Søk")
    assert reference not in browser.text
    assert code not in browser.open(receipt).text


def test_thirty_days_after_sending_the_name_is_gone(signed_in: SignIn, database: Database) -> None:
    browser = signed_in("centre-1")
    reference = register(browser, example("08"))
    with database.transaction() as connection:
        retention.tidy(connection, datetime.now(UTC) + timedelta(days=29))
    assert "Hrytsenko" in browser.open("/nb/centre?state=sent").text
    with database.transaction() as connection:
        retention.tidy(connection, datetime.now(UTC) + timedelta(days=31))
    text = browser.open("/nb/centre?state=sent").text
    assert "Hrytsenko" not in text and reference in text


def test_consent_can_be_withdrawn_after_sending_and_the_record_with_it(signed_in: SignIn, outside: Outside) -> None:
    browser = signed_in("centre-1")
    reference, receipt = register(browser, example("08")), browser.path
    code = browser.page.xpath("//p[@class='reference']")[1].text_content()
    outside.work()
    browser.open(receipt.replace("receipt", "status"))
    browser.press("Отозвать" if browser.path.startswith("/ru/") else "Відкликати", status=422)
    browser.fill(sure="yes").press("Відкликати")
    outside.work()
    assert [record["type"] for record in outside.records()][-1] == "no.settlement.application.withdrawn.v1"
    roster = browser.open("/nb/centre?state=accepted").text
    assert "Samtykket er trukket tilbake" in roster and "Hrytsenko" not in roster
    # No page of the centre knows the household any more, and nothing leads into what it has answered.
    assert reference not in browser.open("/nb/centre").fill(who="Hrytsenko").press("Søk").text
    assert code not in browser.open(receipt).text
    assert "Trekk tilbake" not in browser.open(receipt.replace("receipt", "status")).text
    browser.open(receipt.replace("receipt", "link"), status=404)


def test_somebody_who_stands_elsewhere_is_pointed_out_without_being_shown(signed_in: SignIn) -> None:
    ours = Registrar(signed_in("centre-1"), example("08"))
    ours.begin()
    ours.fill_page()
    ours.browser.press()
    theirs = Registrar(signed_in("centre-2"), example("08"))
    theirs.begin()
    assert "i en annen søknad" not in theirs.browser.text
    theirs.fill_page()
    theirs.browser.press()
    page = theirs.browser.path.replace("together", "person/1").replace("check", "person/1")
    text = theirs.browser.open(page).text
    assert "i en annen søknad" in text and "Åmotdalen" not in text


def test_a_household_in_two_centres_is_linked_when_both_have_said_so(signed_in: SignIn) -> None:
    pages = []
    for who in ("centre-1", "centre-2"):
        browser = signed_in(who)
        Registrar(browser, example("08")).begin()
        browser.open(browser.path.replace("person/1", "link"))
        pages.append((browser, browser.page.xpath("string(//p[@class='reference'])")))
    (ours, our_number), (theirs, their_number) = pages
    said = "De to husstandene hører sammen"
    ours.fill(other=their_number.lower()).press("De hører sammen")
    assert "Notert" in ours.text and said not in ours.text
    assert said not in theirs.open(theirs.path).text
    theirs.fill(other=our_number).press("De hører sammen")
    assert said in theirs.text and said in ours.open(ours.path).text
    for nonsense in ("", "1234", our_number):
        ours.fill(other=nonsense).press("De hører sammen", status=422)


def test_a_form_counts_only_for_the_household_it_was_opened_for(signed_in: SignIn) -> None:
    browser = signed_in("centre-1")
    Registrar(browser, example("08")).begin()
    first, form = browser.path, browser.filled()
    Registrar(browser, example("08")).begin()
    second = browser.path
    assert first != second
    browser.post(second, form, status=403)
    browser.post(second.replace("person/1", "stop"), form, status=403)
    browser.post(first.replace("person/1", "stop"), form, status=200)
    browser.open(second)


def test_between_two_households_the_browser_gets_another_cookie(signed_in: SignIn) -> None:
    browser = signed_in("centre-1")
    seen = [browser.client.cookies["__Host-staff"]]
    for _household in range(2):
        Registrar(browser, example("08")).begin()
        seen.append(browser.client.cookies["__Host-staff"])
    browser.press("Personen vil ikke gå videre")
    seen.append(browser.client.cookies["__Host-staff"])
    assert len(set(seen)) == 4


def test_a_hospital_registers_in_its_own_channel(signed_in: SignIn, outside: Outside) -> None:
    register(signed_in("hospital-1"), example("08"))
    outside.work()
    (record,) = outside.records()
    assert record["data"]["channel"] == "hospital" and record["data"]["living"]["situation"] == "hospital"
