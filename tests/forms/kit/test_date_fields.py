"""A date is asked in three small fields: each keeps what was typed, and the page says what is wrong with it."""

import pytest

from forms.kit.date_fields import BirthDateQuestion, DateQuestion
from forms.kit.step import StepForm
from locales import LANGUAGES, speaking
from tests.forms.kit.page import complaints, opened, sent


class Dates(StepForm):
    """When somebody came, until when the home is free, and when somebody was born."""

    came = DateQuestion("When did you come?", missing="Write when you came.")
    until = DateQuestion("Until when?", future_allowed=True)
    born = BirthDateQuestion("When were you born?")


def typed(name: str, day: str, month: str, year: str) -> dict[str, str]:
    """What a browser sends for one date."""
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


CAME = typed("came", "24", "2", "2022")


def values(question: DateQuestion) -> list[str]:
    """What stands in the three fields."""
    return [part.value for part in question.parts]


def test_a_date_is_stored_in_one_way_and_stays_on_the_page_as_it_was_typed() -> None:
    page = sent(Dates, typed("came", "05", "березня", "2022"))
    assert complaints(page) == [] and page.answers == {"came": "2022-03-05"}
    assert values(page.came) == ["05", "березня", "2022"]


def test_a_stored_date_is_shown_in_its_three_fields() -> None:
    page = opened(Dates, {"came": "2022-03-05", "born": "1990-05"})
    assert values(page.came) == ["5", "3", "2022"]
    assert values(page.born) == ["", "5", "1990"]
    assert values(page.until) == ["", "", ""]
    assert page.answers == {"came": "2022-03-05", "born": "1990-05"}


def test_each_of_the_three_fields_has_a_name_an_id_and_a_label_in_the_readers_language() -> None:
    parts = opened(Dates).came.parts
    assert [part.name for part in parts] == [part.id for part in parts] == ["came-day", "came-month", "came-year"]
    with speaking("nb"):
        assert [str(part.label) for part in parts] == ["Dag", "Måned", "År"]


def test_what_is_wrong_leads_to_the_first_of_the_three_fields() -> None:
    assert complaints(sent(Dates, typed("came", "", "", ""))) == [("came-day", "Write when you came.")]


@pytest.mark.parametrize(
    ("day", "month", "year", "part", "begins"),
    [
        ("", "3", "2022", "day", "Write the day, the month and the year."),
        ("1", "3", " ", "year", "Write the day, the month and the year."),
        ("1", ".", "2022", "day", "Write the day, the month and the year."),
        ("31", "4", "2022", "day", "There is no such day."),
        ("1", "13", "2022", "month", "The month must be a number"),
        ("1", "1", "22", "year", "Write the year with four digits"),
        ("first", "1", "2022", "day", "Write the date in numbers."),
        ("22", "11", "2026", "year", "This date lies in the future."),
        ("1", "1", "1899", "year", "This date lies too far back."),
    ],
)
def test_every_problem_with_a_date_has_words_leads_to_its_field_and_nothing_typed_is_lost(
    day: str, month: str, year: str, part: str, begins: str
) -> None:
    page = sent(Dates, typed("came", day, month, year), stored={"came": "2022-02-24"})
    ((where, message),) = complaints(page)
    assert where == f"came-{part}" and message.startswith(begins)
    assert values(page.came) == [day, month, year] and page.answers == {}


def test_today_lies_not_in_the_future() -> None:
    assert sent(Dates, typed("came", "21", "11", "2026")).answers == {"came": "2026-11-21"}


def test_a_date_that_may_still_come_is_taken() -> None:
    page = sent(Dates, CAME | typed("until", "1", "3", "2027"))
    assert complaints(page) == [] and page.answers["until"] == "2027-03-01"


def test_a_date_that_may_be_left_empty_is_left_out() -> None:
    page = sent(Dates, CAME | typed("until", " ", "", ""), stored={"until": "2027-03-01"})
    assert complaints(page) == [] and page.answers == {"came": "2022-02-24"}


@pytest.mark.parametrize(
    ("day", "month", "year", "stored"),
    [("17", "5", "1990", "1990-05-17"), ("", "5", "1990", "1990-05"), ("", "", "1990", "1990")],
)
def test_a_birth_date_is_enough_as_far_as_it_is_known(day: str, month: str, year: str, stored: str) -> None:
    assert sent(Dates, CAME | typed("born", day, month, year)).answers["born"] == stored


def test_a_birth_date_without_its_year_is_asked_about() -> None:
    page = sent(Dates, CAME | typed("born", "17", "5", ""))
    assert [where for where, _message in complaints(page)] == ["born-year"]


def test_a_field_that_did_not_arrive_is_an_empty_one() -> None:
    assert sent(Dates, CAME | {"born-year": "1990"}).answers["born"] == "1990"


def test_characters_that_no_page_can_hold_do_not_come_back() -> None:
    page = sent(Dates, typed("came", "1\x00", "1", "2022"))
    assert [where for where, _message in complaints(page)] == ["came-day"]
    assert values(page.came) == ["1", "1", "2022"]


def test_what_is_wrong_with_a_date_is_said_in_five_languages() -> None:
    page = sent(Dates, typed("came", "31", "4", "2022"))
    said = set()
    for language in LANGUAGES:
        with speaking(language):
            said.add(complaints(page)[0][1])
    assert len(said) == len(LANGUAGES)
