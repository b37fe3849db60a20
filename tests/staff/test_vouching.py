"""A lost SIM: staff vouch for who stands before them, see nothing, and the person sets a new number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine

from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.submissions import vouching
from portal.web.rendering import long_time
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.outside import come_back
from tests.journeys.post import Post
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
OLD, NEW = "+4790000001", "+4790000003"


def sent(citizen: Citizen, number: str = "03", **contact: object) -> tuple[str, str]:
    """Reference and birth date of an application with a telephone that is about to be lost."""
    household = example(number)
    household["languages_used"] = ["en"]
    household["contact"] |= {"phone": OLD, "safe_ways": ["sms"], "written_language": "uk", **contact}
    return apply(citizen, household), str(household["persons"][0]["birth_date"])


def vouch(staff: Citizen, reference: str, born: str, *, status: int = 200, **said: object) -> Citizen:
    staff.open("/nb/staff/vouch")
    answers = {"present": "yes", "checked": "passport", "reason": "lost", "language": "uk", **said}
    staff.fill(code=reference, **answers)
    for part, value in zip(("year", "month", "day"), born.split("-"), strict=True):
        staff.write(f"born-{part}", value)
    return staff.press(status=status)


def code_of(staff: Citizen) -> str:
    return str(staff.page.xpath("string(//p[@class='reference'])")).strip()


def test_who_lost_the_sim_gets_a_code_on_paper_and_sets_a_new_number(
    citizen: Citizen, another_citizen: Citizen, signed_in: SignIn, post: Post, database: Database
) -> None:
    reference, born = sent(citizen)
    staff = vouch(signed_in("centre-1"), reference, born)
    code = code_of(staff)
    assert len(code) == 7 and "Ваш код" in staff.text
    until = long_time(datetime.now(UTC) + vouching.LASTS, "uk")
    assert " ".join(until.split()) in staff.text, "whoever takes the paper home reads on it how long it is good"
    household = example("03")["persons"][0]
    told = staff.response.text
    assert not [name for name in household["name"].values() if name in told] and OLD[3:] not in told
    come_back(another_citizen, reference, born)
    assert "staff gave a code on paper" in another_citizen.text
    another_citizen.open("/en/my-case/answers").follow("I have a code on paper")
    before = another_citizen.client.cookies["__Host-session"]
    another_citizen.fill(code=code.lower().replace("-", " ")).press()
    assert another_citizen.path == "/en/my-case/vouched"
    assert another_citizen.client.cookies["__Host-session"] != before
    replayed = citizen.ask("GET", "/en/my-case", cookie=f"__Host-session={before}")
    assert replayed.headers["location"] == "/en/resume", "the old cookie is dead"
    another_citizen.press("Give a new telephone number").fill(phone=NEW).press()
    another_citizen.open("/en/my-case/change/check").press("Send the change")
    # The old number was told that there is news before it was replaced, and gets nothing more.
    assert [to for to, _subject, _text in post.arrived()] == [OLD]
    come_back(another_citizen, reference, born)
    another_citizen.open("/en/my-case/proof").press(name="way", value="sms")
    assert [to for to, _subject, _text in post.arrived()] == [OLD, NEW]
    another_citizen.fill(code=post.code()).press()
    assert another_citizen.path == "/en/my-case/answers"


def test_a_code_on_paper_works_once_for_a_day_and_five_tries(
    citizen: Citizen, another_citizen: Citizen, signed_in: SignIn, clock: time_machine.Traveller
) -> None:
    reference, born = sent(citizen)
    staff = signed_in("centre-1")

    def tries(code: str, *, status: int = 200) -> None:
        come_back(another_citizen, reference, born)
        another_citizen.open("/en/my-case/proof/paper").fill(code=code).press(status=status)

    first = code_of(vouch(staff, reference, born))
    code = code_of(vouch(staff, reference, born))
    tries(first, status=422)
    tries(code)
    tries(code, status=422)
    code = code_of(vouch(staff, reference, born))
    for _try in range(5):
        tries(first, status=422)
    tries(code, status=422)
    staff = signed_in("centre-2")
    code = code_of(vouch(staff, reference, born))
    clock.shift(24 * 3600 - 1)
    tries(code)
    code = code_of(vouch(signed_in("centre-1"), reference, born))
    clock.shift(24 * 3600)
    tries(code, status=422)


def test_the_page_loaded_once_more_changes_nothing(
    citizen: Citizen, another_citizen: Citizen, signed_in: SignIn, post: Post, clock: time_machine.Traveller
) -> None:
    reference, born = sent(citizen)
    staff = signed_in("centre-1").open("/nb/staff/vouch")
    asked = staff.value("asked")
    clock.shift(20)
    code = code_of(vouch(staff, reference, born, asked=asked))
    arrived = len(post.arrived())
    for after in (0, 1, 600):
        clock.shift(after)
        vouch(staff, reference, born, asked=asked, status=409)
        assert not code_of(staff) and code not in staff.text
        vouch(staff, reference, born, asked="", status=409)
    assert len(post.arrived()) == arrived, "nobody is told of a code that was not made"
    come_back(another_citizen, reference, born)
    assert another_citizen.text.count("staff gave a code on paper") == 1
    another_citizen.open("/en/my-case/proof/paper").fill(code=code).press()
    assert another_citizen.path == "/en/my-case/vouched"
    assert len(code_of(vouch(staff.follow("Lag en ny kode"), reference, born))) == 7


def test_a_slip_of_the_pen_is_no_try(citizen: Citizen, another_citizen: Citizen, signed_in: SignIn) -> None:
    reference, born = sent(citizen)
    code = code_of(vouch(signed_in("centre-1"), reference, born))
    slip = code[:-1] + ("2" if code[-1] != "2" else "3")
    come_back(another_citizen, reference, born).open("/en/my-case/proof/paper")
    for _try in range(7):
        another_citizen.fill(code=slip).press(status=422)
    another_citizen.fill(code=code).press()
    assert another_citizen.path == "/en/my-case/vouched"


def test_of_fifty_uses_at_the_same_moment_one_succeeds(
    citizen: Citizen, signed_in: SignIn, database: Database, seals: Seals
) -> None:
    reference, born = sent(citizen)
    code = code_of(vouch(signed_in("centre-1"), reference, born))
    with database.reading() as connection:
        submission = str(connection.exec_driver_sql("SELECT id FROM submissions").scalar_one())

    def use(_number: int) -> bool:
        with database.transaction() as connection:
            return vouching.voucher_is_right(connection, seals, submission, code)

    with ThreadPoolExecutor(50) as together:
        assert sum(together.map(use, range(50))) == 1


def test_a_municipality_vouches_only_where_the_case_concerns_it(citizen: Citizen, signed_in: SignIn) -> None:
    reference, born = sent(citizen, "01")
    bergen, stavanger = signed_in("municipality-1"), signed_in("municipality-2")
    assert len(code_of(vouch(bergen, reference, born))) == 7
    refused = vouch(stavanger, reference, born, status=422).errors()
    wrong = vouch(stavanger, reference, "1970-01-01", status=422).errors()
    assert refused == wrong and len(refused) == 1


@one_database
def test_nobody_vouches_for_a_household_that_must_not_be_found(citizen: Citizen, signed_in: SignIn) -> None:
    reference, born = sent(citizen, "06")
    staff = signed_in("centre-1")
    protected = vouch(staff, reference, born, status=422).errors()
    wrong = vouch(staff, reference, "1970-01-01", status=422).errors()
    assert protected == wrong


@one_database
def test_everything_is_asked_and_a_reference_is_not_guessed(citizen: Citizen, signed_in: SignIn) -> None:
    reference, born = sent(citizen)
    staff = signed_in("centre-1").open("/nb/staff/vouch").press(status=422)
    assert len(staff.errors()) == 6
    for _try in range(10):
        vouch(staff, reference, "1970-01-01", status=422)
    vouch(staff, reference, born, status=429)


def test_what_was_done_is_written_down(citizen: Citizen, signed_in: SignIn, database: Database) -> None:
    reference, born = sent(citizen)
    staff = signed_in("centre-1")
    vouch(staff, reference, born)
    vouch(staff, reference, "1970-01-01", status=422)
    with database.reading() as connection:
        submission = str(connection.exec_driver_sql("SELECT id FROM submissions").scalar_one())
        rows = list(connection.exec_driver_sql("SELECT act, about, fields FROM audit_rows ORDER BY number"))
    assert ("vouched", submission, "passport lost") in [tuple(row) for row in rows]
    assert ("could not vouch", "", "") in [tuple(row) for row in rows]
