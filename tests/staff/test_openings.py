"""The case of people who must not be found: opened with a reason and another's yes, for an hour, and looked through."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from portal.access import demo_identities, openings
from portal.access.openings import NotPossible
from portal.delivery.messages import opened
from portal.settings import Settings
from portal.storage import messages
from portal.storage.audit import audit_rows
from portal.storage.database import Database
from portal.storage.openings import openings as table
from portal.storage.sealing import Seals
from tests.citizen import Citizen
from tests.staff.conftest import SignIn
from tests.staff.sending import ORDINARY, PROTECTED, Sent, sent

pytestmark = pytest.mark.usefixtures("clock")
QUEUE = "/nb/directorate/protected"
LOOK = "/nb/directorate/openings"
REASON = "Kommunen ringer og spør hvem som kan hente nøkkelen."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, security_to="vakt@portal.test, sikkerhet@portal.test")


@pytest.fixture
def case(database: Database, seals: Seals) -> Sent:
    return sent(database, seals, PROTECTED)


def asked(handler: Citizen, case: Sent, *, urgent: bool = False) -> Citizen:
    handler.open(f"{QUEUE}/{case.id}")
    return handler.fill(reason=REASON, urgent=["yes"] if urgent else []).press()


def agreed(handler: Citizen) -> Citizen:
    return handler.open(QUEUE).press("Jeg er enig")


def is_open(handler: Citizen, case: Sent) -> bool:
    return case.name in handler.open(f"{QUEUE}/{case.id}").text


def acts(database: Database, case: Sent) -> list[str]:
    with database.reading() as connection:
        about = select(audit_rows.c.act).where(audit_rows.c.about == case.id).order_by(audit_rows.c.number)
        return list(connection.execute(about).scalars())


def token_of(browser: Citizen) -> str:
    return str(browser.page.xpath("string(//input[@name='forgery']/@value)"))


def close_by_the_clock(database: Database, seals: Seals) -> int:
    with database.transaction() as connection:
        return openings.close_what_is_over(connection, seals, datetime.now(UTC))


def test_from_the_reason_to_the_review_every_state_is_written_down(
    signed_in: SignIn, database: Database, case: Sent
) -> None:
    one, other, auditor = signed_in("handler"), signed_in("handler-too"), signed_in("auditor")
    assert case.reference in one.open(QUEUE).text and case.name not in one.text
    asked(one, case)
    assert not is_open(one, case)
    agreed(other)
    assert not is_open(other, case), "who agrees does not see it"
    assert is_open(one, case)
    one.press("Jeg er ferdig")
    assert not is_open(one, case)
    auditor.open(LOOK)
    assert REASON in auditor.text and case.name not in auditor.text and case.reference not in auditor.text
    auditor.press("Det var i orden")
    assert "i orden" in auditor.text
    assert acts(database, case) == ["asked to open", "agreed to open", "read", "closed", "looked through: in order"]


def test_a_reason_that_is_too_short_is_kept_on_the_page_and_opens_nothing(
    signed_in: SignIn, database: Database, case: Sent
) -> None:
    browser = signed_in("handler").open(f"{QUEUE}/{case.id}").fill(reason="x" * 19).press(status=422)
    assert browser.errors() and browser.value("reason") == "x" * 19
    assert acts(database, case) == []


def test_who_agrees_and_who_looks_through_sees_that_it_is_saved_and_nobody_else(signed_in: SignIn, case: Sent) -> None:
    def saved(browser: Citizen) -> bool:
        return [line.text for line in browser.page.xpath("//p[@role='status']")] == ["Lagret."]

    one, other, auditor = asked(signed_in("handler"), case), signed_in("handler-too"), signed_in("auditor")
    assert not saved(other.open(QUEUE)) and saved(agreed(other)) and not saved(other.open(QUEUE))
    one.open(f"{QUEUE}/{case.id}").press("Jeg er ferdig")
    assert not saved(auditor.open(LOOK))
    opening = auditor.page.xpath("string(//button[@name='do']/@value)")
    assert saved(auditor.press("Det var i orden"))
    # Pressed once more, it is not saved again, and the page does not say so.
    assert not saved(auditor.post(f"{LOOK}?saved", [("forgery", token_of(auditor)), ("do", opening)], status=422))


def test_asking_twice_asks_once(signed_in: SignIn, database: Database, case: Sent) -> None:
    one = asked(signed_in("handler"), case)
    page = f"{QUEUE}/{case.id}/open"
    one.post(page, [("forgery", token_of(one)), ("reason", REASON)], status=422)
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1


def test_nobody_agrees_to_what_they_have_asked_for(signed_in: SignIn, database: Database, case: Sent) -> None:
    one = asked(signed_in("handler"), case)
    with database.reading() as connection:
        opening = connection.scalar(select(table.c.id))
    assert "Jeg er enig" not in one.open(QUEUE).text
    fields = [("forgery", token_of(one.open(f"{QUEUE}/{case.id}"))), ("opening", str(opening))]
    one.post(f"{QUEUE}/{case.id}/agree", fields, status=422)
    assert not is_open(one, case)
    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(update(table).values(agreed_by=table.c.asked_by))
    with pytest.raises(IntegrityError), database.transaction() as connection:
        connection.execute(update(table).values(reviewed_by=table.c.asked_by))


def test_of_twenty_who_agree_at_once_one_does(database: Database, seals: Seals, case: Sent) -> None:
    with database.transaction() as connection:
        opening = openings.ask(connection, seals, case.id, "staff-a", REASON, urgent=False)

    def agree(number: int) -> bool:
        try:
            with database.transaction() as connection:
                openings.agree(connection, opening, f"staff-{number}")
        except NotPossible:
            return False
        return True

    with ThreadPoolExecutor(20) as threads:
        assert sum(threads.map(agree, range(20))) == 1


@pytest.mark.parametrize(("seconds", "works"), [(15 * 60 - 1, True), (15 * 60 + 1, False)])
def test_another_agrees_within_fifteen_minutes_or_not_at_all(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent, clock: time_machine.Traveller,
    seconds: int, works: bool,
) -> None:  # fmt: skip
    one = asked(signed_in("handler"), case)
    with database.reading() as connection:
        opening = str(connection.scalar(select(table.c.id)))
    clock.shift(seconds)
    other = signed_in("handler-too")
    assert (REASON in other.open(QUEUE).text) == works
    fields = [("forgery", token_of(other)), ("opening", opening)]
    other.post(f"{QUEUE}/{case.id}/agree", fields, status=200 if works else 422)
    assert is_open(one, case) == works
    close_by_the_clock(database, seals)
    assert ("nobody agreed" in acts(database, case)) == (not works)


def test_it_is_open_for_an_hour_and_the_clock_writes_down_the_end(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent, clock: time_machine.Traveller
) -> None:
    one = asked(signed_in("handler"), case)
    clock.shift(60)
    agreed(signed_in("handler-too"))
    for _minutes in range(0, 40, 20):
        clock.shift(20 * 60)
        assert is_open(one, case)
    clock.shift(20 * 60 - 1)
    assert is_open(one, case) and close_by_the_clock(database, seals) == 0
    auditor = signed_in("auditor").open(LOOK)
    assert "Lukkes av seg selv" in auditor.text, "it is open yet"
    clock.shift(2)
    assert "Lukkes av seg selv" not in auditor.open(LOOK).text
    assert not is_open(one, case)
    assert close_by_the_clock(database, seals) == 1 and close_by_the_clock(database, seals) == 0
    assert acts(database, case)[-1] == "closed by the clock"


def test_asking_needs_a_sign_in_within_the_last_five_minutes(
    signed_in: SignIn, case: Sent, clock: time_machine.Traveller
) -> None:
    one = signed_in("handler")
    clock.shift(5 * 60 + 1)
    assert one.open(QUEUE).path == QUEUE
    assert one.open(f"{QUEUE}/{case.id}").path == "/nb/sign-in/once-more"


def test_where_life_is_in_danger_it_is_open_at_once_and_closes_if_nobody_agrees(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent, clock: time_machine.Traveller
) -> None:
    one = asked(signed_in("handler"), case, urgent=True)
    assert is_open(one, case)
    clock.shift(15 * 60 - 1)
    assert is_open(one, case)
    clock.shift(2)
    assert one.open(f"{QUEUE}/{case.id}").path == "/nb/sign-in/once-more"
    assert close_by_the_clock(database, seals) == 1
    again = signed_in("handler").open(f"{QUEUE}/{case.id}/open")
    again.fill(reason=REASON, urgent=["yes"]).press(status=422)
    assert REASON in signed_in("auditor").open(LOOK).text, "it has to be looked through all the same"
    assert acts(database, case) == ["opened for danger to life", "read", "read", "read", "nobody agreed"]


def test_another_who_agrees_in_time_lets_it_stay_open_for_the_rest_of_the_hour(
    signed_in: SignIn, case: Sent, clock: time_machine.Traveller
) -> None:
    one = asked(signed_in("handler"), case, urgent=True)
    clock.shift(10 * 60)
    agreed(signed_in("handler-too"))
    assert is_open(one, case)
    clock.shift(25 * 60)
    assert is_open(one, case)
    clock.shift(25 * 60 - 1)
    assert is_open(one, case)
    clock.shift(2)
    assert case.name not in one.open(f"{QUEUE}/{case.id}").text


def test_only_who_had_no_part_in_it_looks_it_through_and_only_when_it_is_over(
    signed_in: SignIn, database: Database, case: Sent, clock: time_machine.Traveller
) -> None:
    one, other = asked(signed_in("handler"), case), agreed(signed_in("handler-too"))
    with database.reading() as connection:
        do = f"in order:{connection.scalar(select(table.c.id))}"
    auditor = signed_in("auditor")
    auditor.open(LOOK).post(LOOK, [("forgery", token_of(auditor)), ("do", do)], status=422)
    one.open(f"{QUEUE}/{case.id}").press("Jeg er ferdig")
    for handler in (one, other):
        assert "Det var i orden" not in handler.open(LOOK).text
        handler.post(LOOK, [("forgery", token_of(handler)), ("do", do)], status=422)
    clock.shift(4 * 24 * 3600)
    late = signed_in("auditor").open(LOOK)
    assert "skulle ha vært gått gjennom" in late.text
    late.press("Det var ikke i orden")
    assert "ikke i orden" in late.text
    late.post(LOOK, [("forgery", token_of(late)), ("do", do)], status=422)
    late.post(LOOK, [("forgery", token_of(late)), ("do", "anything")], status=404)


def test_those_who_watch_are_told_at_once_and_nothing_of_the_case(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent
) -> None:
    asked(signed_in("handler"), case)
    with database.reading() as connection:
        owed = connection.execute(select(messages.messages)).all()
    letters = [opened(seals, row) for row in owed]
    assert [letter["to"] for letter in letters] == ["vakt@portal.test", "sikkerhet@portal.test"]
    assert all(row.due_at <= datetime.now(UTC) and row.submission_id == "" for row in owed)
    for secret in (case.id, case.reference, case.name, REASON, "handler"):
        assert secret not in str(letters)
    assert all("https://portal.test/nb/directorate/openings" in letter["text"] for letter in letters)


def test_for_all_others_it_is_as_if_there_were_no_such_case(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent
) -> None:
    for who, (role, _unit) in demo_identities.PEOPLE.items():
        if role == "handler":
            continue
        browser = signed_in(who)
        for page in (QUEUE, f"{QUEUE}/{case.id}", f"{QUEUE}/{case.id}/open"):
            browser.open(page, status=404)
        if role != "auditor":
            browser.open(LOOK, status=404)
    handler = signed_in("handler")
    ordinary = sent(database, seals, ORDINARY)
    for missing in (ordinary.id, "00000000-0000-0000-0000-000000000000"):
        handler.open(f"{QUEUE}/{missing}", status=404).open(f"{QUEUE}/{missing}/open", status=404)


def test_a_reason_is_sealed_and_a_working_day_leaves_out_the_weekend(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent
) -> None:
    asked(signed_in("handler"), case, urgent=True)
    with database.reading() as connection:
        assert REASON.encode() not in connection.scalar(select(table.c.reason))  # type: ignore[operator]
        (opening,) = openings.listed(connection, seals)
    assert opening.asked_at.weekday() == 4
    assert opening.look_through_by - opening.ends_at == timedelta(days=3)


def test_after_a_year_nothing_is_left_but_the_audit_log_and_what_nobody_has_looked_through(
    signed_in: SignIn, database: Database, seals: Seals, case: Sent, clock: time_machine.Traveller
) -> None:
    asked(signed_in("handler"), case, urgent=True)
    clock.shift(366 * 24 * 3600)
    with database.transaction() as connection:
        assert openings.tidy(connection, datetime.now(UTC)) == 0
        (opening,) = openings.listed(connection, seals)
        openings.review(connection, seals, opening.id, "staff-x", in_order=True)
    clock.shift(366 * 24 * 3600)
    with database.transaction() as connection:
        assert openings.tidy(connection, datetime.now(UTC)) == 1
    assert "opened for danger to life" in acts(database, case)
