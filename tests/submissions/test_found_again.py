"""The reference is lost: three people share a phone, and each finds their own; nobody learns what is not theirs."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal.storage.database import Database
from portal.storage.one_time_codes import one_time_codes
from portal.storage.sealing import Seals
from portal.submissions import found_again, second_proof
from tests.citizen import Citizen
from tests.journeys.applying import apply, example
from tests.journeys.post import Post
from tests.journeys.telling import told

one_database = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
PHONE = "+4790000001"
# Given name, family name, and when they were born: two of them in the same year.
THREE = (("Olena", "Koval", "1985-03-02"), ("Ivan", "Bondar", "1985-11-30"), ("Maria", "Tkach", "1950-01-01"))


def household(given: str, family: str, born: str, safe: tuple[str, ...] = ("sms",)) -> dict[str, Any]:
    found = example("03")
    found["languages_used"] = ["en"]
    found["persons"][0]["name"] = {"given": given, "family": family}
    found["persons"][0]["birth_date"] = born
    found["persons"][0]["identifiers"] = []
    found["contact"] |= {"phone": PHONE, "safe_ways": list(safe), "written_language": "en"}
    return found


def asks(citizen: Citizen, phone: str = PHONE) -> Citizen:
    return citizen.open("/en/resume/lost").fill(way="sms", phone=phone).press()


@pytest.mark.usefixtures("clock")
def test_three_people_on_one_phone_each_find_their_own(citizen: Citizen, another_citizen: Citizen, post: Post) -> None:
    references = [apply(citizen, household(*person)) for person in THREE]
    another_citizen.open("/en/resume").follow("Get in by SMS or e-mail")
    asks(another_citizen).fill(code=post.code(), year="1950").press()
    assert another_citizen.path == "/en/my-case"
    assert references[2] in another_citizen.open("/en/apply/receipt").text
    assert "Maria" in another_citizen.open("/en/my-case/answers").text
    asks(another_citizen).fill(code=post.code(), year="1985").press()
    assert another_citizen.heading == "Which one is yours?"
    shown = another_citizen.page.xpath("string(//main)")
    assert "O. K." in shown and "I. B." in shown and "M. T." not in shown
    assert not [name for person in THREE for name in person[:2] if name in shown]
    assert not [reference for reference in references if reference in shown]
    another_citizen.press("I. B.")
    assert references[1] in another_citizen.open("/en/apply/receipt").text
    assert [to for to, _subject, _text in post.arrived()] == [PHONE, PHONE]
    assert not [name for person in THREE for name in person[:2] for message in post.arrived() if name in message[2]]


@pytest.mark.usefixtures("clock")
def test_a_choice_is_open_only_to_the_visit_that_has_found_it(
    citizen: Citizen, another_citizen: Citizen, post: Post
) -> None:
    for person in THREE[:2]:
        apply(citizen, household(*person))
    asks(citizen).fill(code=post.code(), year="1985").press()
    button = citizen.page.xpath("string((//button[@name='application'])[1]/@value)")
    assert another_citizen.open("/en/resume/lost/choose").path == "/en/resume/lost"
    token = another_citizen.value("forgery")
    another_citizen.post("/en/resume/lost/choose", [("forgery", token), ("application", button)], status=404)


@pytest.mark.usefixtures("clock")
def test_who_did_not_call_it_safe_or_has_stopped_is_not_found(
    citizen: Citizen, another_citizen: Citizen, post: Post
) -> None:
    apply(citizen, household(*THREE[0], safe=("portal",)))
    asks(another_citizen)
    assert post.arrived() == []


@pytest.mark.parametrize(
    ("way", "contacts"), [("sms", (PHONE, "+4790000009")), ("email", ("oleh@mail.example", "ivan@mail.example"))]
)
@pytest.mark.usefixtures("clock")
def test_nothing_tells_whether_a_number_or_an_address_is_known(
    portal: Any, citizen: Citizen, post: Post, database: Database, way: str, contacts: tuple[str, str]
) -> None:
    known = household(*THREE[0], safe=("sms", "email"))
    known["contact"]["email"] = "oleh@mail.example"
    apply(citizen, known)
    heard = []
    for contact in contacts:
        somebody = Citizen(portal)
        somebody.open("/en/resume/lost").fill(way=way, **{"phone" if way == "sms" else "email": contact})
        with told(somebody, database) as asked:
            somebody.press()
        post.arrived()
        with told(somebody, database) as tried:
            for year in ("1985", "1986"):
                somebody.fill(code="000000", year=year).press(status=422)
        somebody.close()
        heard.append((asked, tried))
    assert heard[0] == heard[1]
    assert [to for to, _subject, _text in post.arrived()] == [contacts[0]]


@pytest.mark.usefixtures("clock")
def test_a_wrong_year_spends_a_try_and_not_the_code(citizen: Citizen, another_citizen: Citizen, post: Post) -> None:
    apply(citizen, household(*THREE[0]))
    asks(another_citizen)
    another_citizen.fill(code=post.code(), year="1986").press(status=422)
    another_citizen.fill(code=post.code(), year="1985").press()
    assert another_citizen.path == "/en/my-case"
    another_citizen.open("/en/resume/lost/code").fill(code=post.code(), year="1985").press(status=422)


def sent_now(citizen: Citizen, database: Database) -> str:
    apply(citizen, household(*THREE[0]))
    with database.reading() as connection:
        return str(connection.exec_driver_sql("SELECT id FROM submissions").scalar_one())


@pytest.mark.usefixtures("clock")
def test_ten_failures_in_an_hour_are_all_for_one_number_or_one_application(
    citizen: Citizen, database: Database, seals: Seals
) -> None:
    submission = sent_now(citizen, database)

    def guess(round_: int, *, by_contact: bool) -> int:
        """Five guesses at a new code, from a new browser; how many of them count."""
        with database.transaction() as connection:
            if by_contact:
                found_again.ask_for_code(connection, seals, f"visit {round_}", "sms", PHONE, "en")
            else:
                second_proof.ask_for_code(connection, f"visit {round_}", "sms", "en", submission_id=submission)
        for _guess in range(7):
            with database.transaction() as connection:
                if by_contact:
                    assert found_again.find(connection, seals, f"visit {round_}", "wrong", 1985) == []
                else:
                    assert not second_proof.code_is_right(connection, seals, f"visit {round_}", "wrong")
        with database.reading() as connection:
            mine = one_time_codes.select().where(one_time_codes.c.session_id == f"visit {round_}")
            return sum(row.tries for row in connection.execute(mine))

    assert [guess(round_, by_contact=False) for round_ in range(4)] == [5, 5, 0, 0]
    assert [guess(round_, by_contact=True) for round_ in range(4, 8)] == [5, 5, 0, 0]


@pytest.mark.usefixtures("clock")
def test_of_fifty_uses_at_the_same_moment_one_finds(
    citizen: Citizen, another_citizen: Citizen, post: Post, database: Database, seals: Seals
) -> None:
    sent_now(citizen, database)
    asks(another_citizen)
    code = post.code()
    with database.reading() as connection:
        (session,) = connection.scalars(one_time_codes.select().with_only_columns(one_time_codes.c.session_id))

    def use(_number: int) -> int:
        with database.transaction() as connection:
            return len(found_again.find(connection, seals, session, code, 1985))

    with ThreadPoolExecutor(50) as together:
        assert sum(together.map(use, range(50))) == 1


@one_database
@pytest.mark.usefixtures("clock")
def test_fifty_people_behind_one_address_are_not_held_up_by_one_who_guesses(portal: Any) -> None:
    """Limits belong to what is guessed at, not to the network it is guessed from."""
    guesser = Citizen(portal)
    for guess in range(30):
        asks(guesser).fill(code=f"{guess:06}", year="1985").press(status=None)
    guesser.close()
    for number in range(50):
        somebody = Citizen(portal)
        somebody.open("/en/apply").fill(phone="own").press()
        assert somebody.path == "/en/apply/start", f"person {number} cannot begin"
        somebody.close()
