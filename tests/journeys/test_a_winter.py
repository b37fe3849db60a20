"""A winter in Bergen and Stavanger: four households, from their applications until each is settled, or never found.

One test walks through it from date to date, on one portal, since each part needs what was before it: asked and answered
in Ukrainian, yes, no, two dates, reminders without end, an agreement that ends, and whom nobody finds.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine

from portal.settings import Settings
from portal.storage.database import Database
from tests.citizen import Citizen
from tests.journeys.applying import example
from tests.journeys.norway import BERGEN, STAVANGER, Norway, answer, listed, opened, settle, write_date

pytestmark = pytest.mark.usefixtures("clock")
UNIT = "flyktning@bergen.example"
RESPONDED, INFORMED, SETTLED = "municipality.responded", "information.given", "person.settled"
MISSING = "bosettingsdatoer mangler"
NOBODY = "/nb/municipality/case/00000000-0000-0000-0000-000000000000"


@pytest.fixture
def norway(settings: Settings, database: Database) -> Iterator[Norway]:
    """With the first household: it has lived in Bergen since July, and applies in Ukrainian."""
    norway = Norway(settings, database)
    yield norway
    norway.close()


def until(clock: time_machine.Traveller, day: str) -> None:
    clock.move_to(datetime.fromisoformat(f"{day}T09:00:00Z"))


def test_from_four_applications_to_the_last_settlement_date(norway: Norway, clock: time_machine.Traveller) -> None:
    kovalchuk = norway.applicant(example("01"))
    bergen_has_never_done_it_and_is_told_what_to_do(norway, kovalchuk)
    bergen_asks_and_is_answered_in_ukrainian(norway, kovalchuk, clock)
    bergen_says_yes(norway, kovalchuk, clock)
    the_family_moves_in_on_two_days(norway, kovalchuk, clock)
    tkachenko = norway.applicant(example("05"))
    stavanger_cannot_and_bergen_changes_its_mind(norway, tkachenko)
    each_municipality_sees_its_own(norway, kovalchuk, tkachenko)
    moroz = norway.applicant(example("06"))
    nobody_finds_who_must_not_be_found(norway, moroz)
    bondar = norway.applicant(example("02"))
    bergen_is_reminded_again_and_again(norway, bondar, tkachenko, clock)
    everything_has_arrived_in_its_order(norway)


def bergen_has_never_done_it_and_is_told_what_to_do(norway: Norway, family: tuple[str, str]) -> None:
    reference, submission = family
    browser = norway.staff("municipality-1")
    assert browser.path == "/nb/municipality" and reference in browser.text, "it lives there"
    assert opened(browser, reference).heading == "Klar for tilbud (fordelingsklar), ikke spurt ennå"
    assert "Svar for kommunen" not in browser.text
    norway.tell(submission, "municipality.asked", municipality=BERGEN)
    browser.open("/nb/staff").follow("Husstander som gjelder kommunen")
    assert listed(browser) == [reference] and "Svar ja med en dato" in browser.text
    opened(browser, reference)
    assert browser.heading == "Spurt: venter på svar fra dere (fordelt)"
    assert "Olena Kovalchuk" in browser.text and "Bor her nå" in browser.text


def bergen_asks_and_is_answered_in_ukrainian(
    norway: Norway, family: tuple[str, str], clock: time_machine.Traveller
) -> None:
    reference, submission = family
    browser = opened(norway.staff("municipality-1"), reference).follow("Svar for kommunen")
    topics = ["school_and_kindergarten", "move_in_date"]
    answer(browser, date(2026, 12, 1), answer="needs_information", to_know=topics)
    assert browser.heading == "Dere har spurt husstanden om noe"
    norway.work()
    assert "Для вас є новини" in list(norway.sms.carried.values())[-1][2]
    (asked,) = norway.records(RESPONDED)
    assert asked["data"]["answer"] == "needs_information" and asked["data"]["municipality"] == BERGEN
    until(clock, "2026-11-22")
    olena = norway.back(reference, example("01"), "uk")
    assert olena.heading == "Потрібна ваша відповідь" and "1 грудня 2026" in olena.text
    olena.open("/uk/my-case/proof").press(name="way", value="sms").fill(code=norway.code()).press()
    olena.open("/uk/my-case/questions")
    assert "Bergen" in olena.text
    olena.fill(**{"school_and_kindergarten-choice": "school", "move_in_date-choice": "from_date"})
    olena.fill(**{"school_and_kindergarten-text": "Донька ходила у 5 клас"})
    write_date(olena, "move_in_date-date", date(2026, 12, 15))
    assert olena.press().path == "/uk/my-case"
    norway.work()
    (given,) = norway.records(INFORMED)
    assert given["subject"] == f"submission/{submission}" and given["data"]["asked_by"] == "municipality"
    assert given["data"]["answers"] == [
        {"question": "move_in_date", "choice": "from_date", "date": "2026-12-15"},
        {
            "question": "school_and_kindergarten",
            "choice": "school",
            "text": "Донька ходила у 5 клас",
            "text_language": "uk",
        },
    ]
    browser = opened(norway.staff("municipality-1"), reference)
    assert browser.heading == "Spurt: venter på svar fra dere (fordelt)"
    assert "15. desember 2026" in browser.text and "Må oversettes fra: ukrainsk" in browser.text
    assert browser.page.xpath("//dd//span[@lang='uk' and .='Донька ходила у 5 клас']")


def bergen_says_yes(norway: Norway, family: tuple[str, str], clock: time_machine.Traveller) -> None:
    reference, submission = family
    browser = opened(norway.staff("municipality-1"), reference).follow("Svar på nytt")
    assert browser.press(status=422).errors(), "nothing was chosen"
    answer(browser, date(2026, 11, 21), answer="can_receive", status=422)
    assert "Denne dagen" in browser.errors()[0], browser.errors()
    answer(browser, date(2026, 12, 15), answer="can_receive")
    assert browser.heading == "Besvart: venter på IMDi"
    norway.work()
    said = norway.records(RESPONDED)[-1]["data"]
    assert (said["answer"], said["ready_from"]) == ("can_receive", "2026-12-15") and said["staff"].startswith("staff-")
    norway.tell(submission, "municipality.agreed", municipality=BERGEN, agreed_on="2026-11-22")
    assert opened(browser.open("/nb/municipality"), reference).heading.startswith("Avtalt")


def the_family_moves_in_on_two_days(norway: Norway, family: tuple[str, str], clock: time_machine.Traveller) -> None:
    reference, submission = family
    people = [person["person_id"] for person in norway.records("submitted")[0]["data"]["persons"]]
    until(clock, "2026-11-30")
    browser = opened(norway.staff("municipality-1"), reference).follow("Registrer bosetting")
    settle(browser, people[:2], date(2026, 11, 21), status=422)
    assert "kan ikke være før det" in browser.errors()[0]
    settle(browser, people[:2], date(2026, 12, 24), status=422)
    assert "har ikke kommet" in browser.errors()[0]
    settle(browser, people[:2], date(2026, 11, 28))
    assert browser.path.endswith("/settlement") and "Bosatt: 28. november 2026" in browser.text
    settle(browser, people[2:], date(2026, 12, 10), kind="planned")
    assert browser.heading.startswith("Avtalt")
    until(clock, "2026-12-11")
    browser = opened(norway.staff("municipality-1"), reference)
    assert browser.path.endswith("/settlement"), "the planned day has passed, so the queue begins with it"
    assert "Planlagt: 10. desember 2026" in browser.text
    settle(browser, ["everybody"], date(2026, 12, 11))
    assert browser.heading == "Bosatt"
    settle(browser.follow("Rett en bosettingsdato"), people[2:], date(2026, 12, 9))
    norway.work()
    settled = [record["data"] for record in norway.records(SETTLED, submission)]
    assert [each["settled_on"] for each in settled] == ["2026-11-28", "2026-11-28", "2026-12-11", "2026-12-09"]
    assert [each["person_id"] for each in settled] == [*people, people[2]]
    assert {each["municipality"] for each in settled} == {BERGEN}
    assert not listed(browser.open("/nb/municipality/settlements"))


def stavanger_cannot_and_bergen_changes_its_mind(norway: Norway, family: tuple[str, str]) -> None:
    reference, submission = family
    norway.tell(submission, "municipality.asked", municipality=STAVANGER)
    browser = opened(norway.staff("municipality-2"), reference).follow("Svar for kommunen")
    answer(browser, answer="cannot_receive", status=422)
    answer(browser, answer="cannot_receive", reason="no_housing", note="Ledig bolig til våren.")
    assert browser.heading == "Besvart: venter på IMDi"
    norway.tell(submission, "municipality.declined", municipality=STAVANGER)
    assert opened(browser.open("/nb/municipality"), reference).heading == "Kommunen sa nei"
    norway.tell(submission, "municipality.asked", municipality=BERGEN)
    browser = opened(norway.staff("municipality-1"), reference).follow("Svar for kommunen")
    answer(browser, answer="cannot_receive", reason="no_places_left")
    answer(browser.follow("Svar på nytt"), date(2026, 12, 28), answer="can_receive")
    norway.work()
    said = [record["data"] for record in norway.records(RESPONDED, submission)]
    assert [(each["municipality"], each["answer"]) for each in said] == [
        (STAVANGER, "cannot_receive"),
        (BERGEN, "cannot_receive"),
        (BERGEN, "can_receive"),
    ]
    assert (said[0]["reason"], said[0]["note"]) == ("no_housing", "Ledig bolig til våren.")


def each_municipality_sees_its_own(norway: Norway, of_bergen: tuple[str, str], of_both: tuple[str, str]) -> None:
    bergen, stavanger = norway.staff("municipality-1"), norway.staff("municipality-2")
    address = opened(bergen.open("/nb/municipality?status=settled"), of_bergen[0]).path
    token = stavanger.page.xpath("string(//input[@name='forgery']/@value)")
    for page in ("", "/answer", "/settlement"):
        foreign = stavanger.open(address + page, status=404).heading
        assert foreign == stavanger.open(NOBODY + page, status=404).heading
        stavanger.post(address + page, [("forgery", token), ("do", "needs")], status=404)
    for query in ("", "?status=settled", "?status=closed", "?reason=wishes_to"):
        assert of_bergen[0] not in listed(stavanger.open(f"/nb/municipality{query}"))
    for word in ("Kovalchuk", "202699000100", "Олена", of_bergen[0]):
        assert not searched(stavanger, word) and searched(bergen, word) == [of_bergen[0]], word
    assert of_both[0] in searched(stavanger, "Tkachenko") and of_both[0] in searched(bergen, "Tkachenko")
    theirs = opened(stavanger, of_both[0])
    assert "Kommunen sa nei" in theirs.text and "can_receive" not in theirs.text and "svarte ja" not in theirs.text
    for who in ("centre-1", "directorate", "administrator", "auditor"):
        norway.sign_in(who).open(address, status=404)


def nobody_finds_who_must_not_be_found(norway: Norway, family: tuple[str, str]) -> None:
    reference, submission = family
    for kind in ("municipality.asked", "municipality.agreed"):
        norway.tell(submission, kind, municipality=BERGEN)
    for who in ("municipality-1", "municipality-2"):
        browser = norway.staff(who)
        for page in ("municipality", "municipality?status=to_settle", "municipality?status=closed", "duplicates",
                     "municipality/settlements", "municipality/changes", "municipality/files"):  # fmt: skip
            response = browser.ask("GET", f"/nb/{page}")
            assert reference not in response.text and submission not in response.text
        assert not any(searched(browser, word) for word in (reference, "Moroz", "202699005008"))
    handler = norway.sign_in("handler").open("/nb/directorate/protected")
    assert reference in handler.text and "Moroz" not in handler.text and "Bergen" not in handler.text


def bergen_is_reminded_again_and_again(
    norway: Norway, family: tuple[str, str], other: tuple[str, str], clock: time_machine.Traveller
) -> None:
    reference, submission = family
    people = [person["person_id"] for person in norway.records("submitted", submission)[0]["data"]["persons"]]
    for each in (submission, other[1]):
        norway.tell(each, "municipality.asked", municipality=BERGEN)
        norway.tell(each, "municipality.agreed", municipality=BERGEN, agreed_on="2026-12-11")
    assert days_with_letters(norway, clock, 29) == [(14, 2), (28, 2)]
    norway.tell(other[1], "case.closed", outcome="lapsed")
    browser = norway.staff("municipality-1")
    assert "manglet for lenge" in browser.text and listed(browser)[0] == reference
    assert listed(browser.open("/nb/municipality/settlements")) == [reference], "the other agreement has ended"
    assert "Over fristen" in browser.text
    ended = opened(norway.staff("municipality-1").open("/nb/municipality?status=closed"), other[0])
    ended.open(f"{ended.path}/settlement", status=404)
    settle(opened(browser, reference), people[:-1], date(2027, 1, 8))
    assert days_with_letters(norway, clock, 27) == [(13, 1), (27, 1)], "one person is still forgotten"
    browser = norway.staff("municipality-1").open("/nb/municipality/settlements")
    settle(opened(browser, reference), people[-1:], date(2027, 2, 10), kind="planned")
    assert days_with_letters(norway, clock, 20) == [(6, 1), (20, 1)], "a planned day counts until it has passed"
    browser = norway.staff("municipality-1").open("/nb/municipality/settlements")
    settle(opened(browser, reference), people[-1:], date(2027, 2, 10))
    assert browser.heading == "Bosatt" and "manglet for lenge" not in browser.open("/nb/municipality").text
    assert not days_with_letters(norway, clock, 30)


def everything_has_arrived_in_its_order(norway: Norway) -> None:
    found = norway.records()
    for subject in {record["subject"] for record in found}:
        assert norway.receiver.store.cases_of(subject) == 1
        numbers = [record["sequence"] for record in found if record["subject"] == subject]
        assert numbers == list(range(1, len(numbers) + 1))
    assert len(found) == 4 + 5 + 1 + 4 + 3


def searched(browser: Citizen, word: str) -> list[str]:
    browser.open("/nb/municipality").fill(words=word).press("Finn")
    return listed(browser) if "Funnet" in browser.text else []


def days_with_letters(norway: Norway, clock: time_machine.Traveller, number: int) -> list[tuple[int, int]]:
    """On which of the coming days the municipality is told that dates are missing, and of how many households."""
    norway.letters()
    heard = []
    for day in range(1, number + 1):
        clock.shift(timedelta(days=1))
        norway.work()
        for to, text in norway.letters(MISSING):
            assert to == UNIT
            heard.append((day, 2 if ": 2." in text else 1))
    return heard
