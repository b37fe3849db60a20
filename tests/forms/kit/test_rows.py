"""Rows come and go by buttons, without a script; the empty ones are not stored, and what was typed is never lost."""

import pytest
from wtforms import Form

from forms.kit.date_fields import DateQuestion
from forms.kit.fields import ChoiceQuestion, SelectQuestion, TextQuestion, worded, yes_no
from forms.kit.rows import Rows, short
from forms.kit.step import StepForm
from locales import lazy, speaking
from tests.forms.kit.page import complaints, opened, sent


class Animal(Form):
    kind = SelectQuestion("Kind", worded([("cat", "A cat"), ("dog", "A dog")]), missing="Choose the kind.")
    name = TextQuestion("Name")


class Pets(StepForm):
    """Which animals there are."""

    has = ChoiceQuestion("Are there pets?", yes_no(), missing="Choose yes or no.")
    pets = Rows(
        "Pets",
        Animal,
        title=lazy("Number %(n)s"),
        add="Add another",
        missing="Write at least one.",
        most=3,
        when=("has", "yes"),
    )


class Word(Form):
    word = TextQuestion("Word", limit=5)


class Words(StepForm):
    """A list of single answers."""

    words = Rows("Words", Word, title="Word", add="Add", most=4, single=True)


CAT = {"has": "yes", "pets-0-kind": "cat", "pets-0-name": "Murka"}
TWO = {**CAT, "pets-1-kind": "dog", "pets-1-name": "Ryabko"}


def names(page: Pets) -> list[str]:
    """What stands in the names on the page, row by row."""
    return [str(form.name.value) for form in page.pets.forms]


def test_a_page_begins_with_one_empty_row() -> None:
    page = opened(Pets)
    assert [[question.name for question in row] for row in page.pets.rows] == [["pets-0-kind", "pets-0-name"]]
    assert page.answers == {}


def test_stored_rows_are_shown_again() -> None:
    stored = {"has": "yes", "pets": [{"kind": "cat", "name": "Murka"}, {"kind": "dog"}]}
    page = opened(Pets, stored)
    assert names(page) == ["Murka", ""] and page.answers == stored


def test_filled_rows_are_stored_without_what_is_empty_in_them() -> None:
    page = sent(Pets, {**TWO, "pets-1-name": " "})
    assert complaints(page) == []
    assert page.answers["pets"] == [{"kind": "cat", "name": "Murka"}, {"kind": "dog"}]


def test_an_empty_row_between_others_is_no_mistake_and_is_not_stored() -> None:
    page = sent(Pets, {**CAT, "pets-1-kind": "", "pets-1-name": "", "pets-2-kind": "dog"})
    assert complaints(page) == []
    assert page.answers["pets"] == [{"kind": "cat", "name": "Murka"}, {"kind": "dog"}]


class Visit(Form):
    day = DateQuestion("Day", missing="Write the day.")


class Visits(StepForm):
    """Days, of which there may be none."""

    visits = Rows("Visits", Visit, title="Visit", add="Add", most=4)


def test_a_row_with_an_empty_date_is_empty() -> None:
    page = sent(Visits, {"visits-0-day-day": "", "visits-0-day-month": " ", "visits-0-day-year": ""})
    assert complaints(page) == [] and page.answers == {}


def test_a_row_half_filled_says_what_is_missing_in_it() -> None:
    page = sent(Pets, {**CAT, "pets-1-kind": "", "pets-1-name": "Ryabko"})
    assert complaints(page) == [("pets-1-kind", "Choose the kind.")]


def test_no_row_at_all_leads_to_the_first_field_of_the_first_row() -> None:
    page = sent(Pets, {"has": "yes", "pets-0-kind": "", "pets-0-name": ""})
    assert complaints(page) == [("pets-0-kind", "Write at least one.")]
    assert complaints(sent(Pets, {"has": "yes"})) == [("pets-0-kind", "Write at least one.")]


def test_rows_are_not_asked_for_while_they_hang_on_another_answer() -> None:
    page = sent(Pets, {**CAT, "has": "no", "pets-0-kind": "tiger"})
    assert complaints(page) == [] and page.answers == {"has": "no"}
    assert names(page) == ["Murka"], "what was typed stays on the page"


def test_another_row_is_added_and_the_others_stay_as_typed() -> None:
    page = sent(Pets, {**CAT, "rows": "add:pets"})
    assert names(page) == ["Murka", ""]
    assert page.pets.rows[1][0].name == "pets-1-kind"


def test_a_row_is_taken_out_as_the_reader_counts_them() -> None:
    assert names(sent(Pets, {**TWO, "rows": "remove:pets:1"})) == ["Ryabko"]
    assert names(sent(Pets, {**TWO, "rows": "remove:pets:2"})) == ["Murka"]


def test_the_last_row_taken_out_leaves_an_empty_one() -> None:
    assert names(sent(Pets, {**CAT, "rows": "remove:pets:1"})) == [""]


def test_a_row_added_after_one_was_taken_out_takes_no_others_name() -> None:
    page = sent(Pets, {"has": "yes", "pets-1-kind": "dog", "pets-1-name": "Ryabko", "rows": "add:pets"})
    assert [row[0].name for row in page.pets.rows] == ["pets-1-kind", "pets-2-kind"]


@pytest.mark.parametrize(
    "button",
    ["", "add", "add:", "add:others", "remove:pets", "remove:pets:", "remove:pets:9", "remove:pets:x", "x:pets"],
)
def test_a_button_that_is_not_ours_changes_nothing(button: str) -> None:
    assert names(sent(Pets, {**TWO, "rows": button})) == ["Murka", "Ryabko"]


def test_there_are_never_more_rows_than_the_page_allows() -> None:
    many = {"has": "yes"} | {f"pets-{n}-name": f"n{n}" for n in range(9)}
    page = sent(Pets, {**many, "rows": "add:pets"})
    assert names(page) == ["n0", "n1", "n2"] and not page.pets.can_add
    assert sent(Pets, CAT).pets.can_add


def test_stored_rows_are_there_for_a_button_pressed_before_anything_was_typed() -> None:
    page = sent(Pets, {"rows": "add:pets"}, stored={"pets": [{"kind": "cat", "name": "Murka"}]})
    assert names(page) == ["Murka", ""]


def test_single_answers_are_stored_and_shown_as_a_plain_list() -> None:
    page = sent(Words, {"words-0-word": "one", "words-1-word": "", "words-2-word": "two"})
    assert page.answers == {"words": ["one", "two"]}
    assert [form.word.value for form in opened(Words, page.answers).words.forms] == ["one", "two"]


def test_a_wrong_single_answer_is_led_to_and_keeps_what_was_typed() -> None:
    page = sent(Words, {"words-0-word": "one", "words-1-word": "too long"})
    assert complaints(page) == [("words-1-word", "Use at most 5 characters.")]
    assert page.words.forms[1].word.value == "too long"


def test_rows_that_may_be_empty_say_nothing() -> None:
    page = sent(Words, {"words-0-word": ""})
    assert complaints(page) == [] and page.answers == {}


def test_each_row_has_a_heading_with_its_number_in_the_readers_language() -> None:
    with speaking("nb"):
        assert opened(Pets).pets.row_title(2) == "Nummer 2"
    assert opened(Words).words.row_title(2) == "Word"


def test_a_question_of_a_row_knows_its_name_without_the_row() -> None:
    assert [short(question) for question in opened(Pets).pets.rows[0]] == ["kind", "name"]
