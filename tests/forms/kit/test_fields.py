"""Questions of a page keep what was typed as it was typed, store clean answers, and say what is missing."""

from typing import Any

import pytest
from wtforms.validators import ValidationError

from forms.kit.answers import Asked
from forms.kit.fields import (
    ChoiceQuestion,
    ChoicesQuestion,
    ConfirmQuestion,
    LongTextQuestion,
    Option,
    Question,
    SelectQuestion,
    TextQuestion,
    worded,
    yes_no,
)
from forms.kit.step import StepForm
from locales import lazy, speaking
from tests.forms.kit.page import complaints, opened, sent


def not_nobody(_form: Any, question: Question) -> None:
    if question.data == "Nobody":
        raise ValidationError("Somebody has to come.")


def in_the_readers_language(asked: Asked) -> list[Option]:
    return [Option(asked.language, "Your language"), Option("other", "Another")]


class Visit(StepForm):
    """Somebody comes to stay."""

    who = TextQuestion("Who comes?", limit=10, missing="Write who comes.", checks=[not_nobody])
    how = ChoiceQuestion("How?", worded([("train", "By train"), ("other", "Another way")]), missing="Choose how.")
    other_way = TextQuestion("Which way?", missing="Write which way.", when=("how", "other"))
    brings = ChoicesQuestion("What comes along?", worded([("cat", "A cat"), ("dog", "A dog"), ("owl", "An owl")]))
    more = LongTextQuestion("More", limit=20)
    agreed = ConfirmQuestion("Is it agreed?")


GOOD: dict[str, str | list[str]] = {"who": "Olena", "how": "train"}


def test_what_was_typed_well_is_stored_clean_and_the_empty_is_left_out() -> None:
    page = sent(Visit, {**GOOD, "who": "  Olena ", "brings": [], "more": " "})
    assert complaints(page) == []
    assert page.answers == {"who": "Olena", "how": "train"}


def test_what_is_missing_is_said_in_the_order_of_the_page_and_leads_to_its_field() -> None:
    assert complaints(sent(Visit, {"who": " "})) == [("who", "Write who comes."), ("how-train", "Choose how.")]


def test_a_page_that_is_opened_complains_of_nothing() -> None:
    page = opened(Visit)
    assert complaints(page) == [] and page.answers == {}


def test_a_question_may_be_left_empty_unless_it_says_what_to_answer() -> None:
    assert [question.name for question in opened(Visit).questions() if question.optional] == [
        "brings",
        "more",
        "agreed",
    ]


def test_a_page_shows_again_what_was_stored() -> None:
    page = opened(Visit, {"who": "Olena", "how": "train", "brings": ["owl"], "agreed": True})
    assert page.who.value == "Olena" and page.agreed.value is True
    assert [option.value for option in page.how.options if option.checked] == ["train"]
    assert [option.value for option in page.brings.options if option.checked] == ["owl"]
    assert page.answers == {"who": "Olena", "how": "train", "brings": ["owl"], "agreed": True}


def test_what_was_typed_stays_as_it_was_typed_while_it_cannot_be_taken() -> None:
    page = sent(Visit, {**GOOD, "who": " much too long a name "}, stored={"who": "Olena"})
    assert page.who.value == " much too long a name "
    assert complaints(page) == [("who", "Use at most 10 characters.")]
    assert "who" not in page.answers


@pytest.mark.parametrize(
    ("text", "begins"),
    [("a\nb", "Write this on one line."), ("a\x00b", "Some characters here cannot be stored.")],
)
def test_what_no_line_of_text_can_hold_is_explained(text: str, begins: str) -> None:
    ((where, message),) = complaints(sent(Visit, {**GOOD, "who": text}))
    assert where == "who" and message.startswith(begins)


def test_characters_that_no_page_can_hold_do_not_come_back() -> None:
    assert sent(Visit, {**GOOD, "who": "a\x00b"}).who.value == "ab"


def test_text_turned_around_is_refused_where_it_is_long() -> None:
    ((where, message),) = complaints(sent(Visit, {**GOOD, "more": "abc\u202edef"}))
    assert where == "more" and "turn its direction" in message


def test_several_lines_are_kept_where_there_is_room_for_them() -> None:
    page = sent(Visit, {**GOOD, "more": "one\r\ntwo\n"})
    assert page.answers["more"] == "one\ntwo" and page.more.maxlength == 20


def test_a_check_of_the_page_speaks_only_when_something_is_there_to_check() -> None:
    assert complaints(sent(Visit, {**GOOD, "who": "Nobody"})) == [("who", "Somebody has to come.")]
    assert complaints(sent(Visit, {**GOOD, "who": ""})) == [("who", "Write who comes.")]


@pytest.mark.parametrize("invented", ["boat", "TRAIN", ""])
def test_a_choice_that_the_page_does_not_offer_is_none(invented: str) -> None:
    page = sent(Visit, {**GOOD, "how": invented}, stored={"how": "train"})
    assert complaints(page) == [("how-train", "Choose how.")]
    assert "how" not in page.answers


def test_boxes_are_stored_in_the_order_of_the_page_and_invented_ones_are_not() -> None:
    assert sent(Visit, {**GOOD, "brings": ["owl", "tiger", "cat"]}).answers["brings"] == ["cat", "owl"]


def test_boxes_that_are_no_longer_ticked_are_forgotten() -> None:
    page = sent(Visit, GOOD, stored={"brings": ["cat"], "agreed": True})
    assert "brings" not in page.answers and "agreed" not in page.answers


def test_a_ticked_box_is_stored_as_true() -> None:
    assert sent(Visit, {**GOOD, "agreed": "yes"}).answers["agreed"] is True


def test_a_question_that_hangs_on_another_is_asked_only_with_it() -> None:
    assert complaints(sent(Visit, {**GOOD, "how": "other"})) == [("other_way", "Write which way.")]
    assert sent(Visit, {**GOOD, "how": "other", "other_way": "On foot"}).answers["other_way"] == "On foot"


def test_what_was_typed_under_another_choice_stays_on_the_page_but_is_not_stored() -> None:
    page = sent(Visit, {**GOOD, "other_way": "On\nfoot"})
    assert complaints(page) == [] and "other_way" not in page.answers
    assert page.other_way.value == "On\nfoot"


def test_the_template_learns_what_a_question_hangs_on() -> None:
    page = opened(Visit)
    assert page.other_way.reveal == ("how", "other") and page.how.reveal is None


def test_every_choice_has_an_id_of_its_own() -> None:
    ids = [option.id for question in (opened(Visit).how, opened(Visit).brings) for option in question.options]
    assert ids == ["how-train", "how-other", "brings-cat", "brings-dog", "brings-owl"]


class Language(StepForm):
    """Choices that depend on who is asked; a list that opens."""

    speaks = SelectQuestion("Which language?", in_the_readers_language, missing="Choose one.")
    sure = ChoiceQuestion("Sure?", yes_no(no="Not yet"))


def test_choices_may_depend_on_who_is_asked() -> None:
    assert sent(Language, {"speaks": "nn"}, language="nn").answers == {"speaks": "nn"}
    assert sent(Language, {"speaks": "nn"}, language="nb").answers == {}


def test_a_list_that_opens_begins_with_nothing_chosen_and_is_led_to_itself() -> None:
    page = sent(Language, {"speaks": ""})
    assert [(option.value, option.checked) for option in page.speaks.options] == [
        ("", True),
        ("en", False),
        ("other", False),
    ]
    assert complaints(page) == [("speaks", "Choose one.")]


def test_yes_and_no_may_be_said_in_other_words() -> None:
    assert [(option.value, str(option.label)) for option in opened(Language).sure.options] == [
        ("yes", "Yes"),
        ("no", "Not yet"),
    ]


class Spoken(StepForm):
    """A question in the languages of the portal."""

    born = TextQuestion("", missing=lazy("Write the day, the month and the year."), limit=3)


def test_what_is_wrong_is_said_in_the_readers_language() -> None:
    with speaking("nb"):
        missing, long = complaints(sent(Spoken, {"born": ""})), complaints(sent(Spoken, {"born": "1234"}))
    assert missing != complaints(sent(Spoken, {"born": ""}))
    assert long != complaints(sent(Spoken, {"born": "1234"})) and "3" in long[0][1]
