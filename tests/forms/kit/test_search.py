"""What is typed is looked up: one fit is taken, several are offered to choose from, none is explained."""

import pytest

from forms.codes.code_list import Codes
from forms.kit.search import MOST_CANDIDATES, SearchQuestion
from forms.kit.step import StepForm
from locales import LANGUAGES
from tests.forms.kit.page import complaints, opened, sent

NAMES = {"1": "Nes in the north", "2": "Nes in the south", "3": "Bergen", "4": "Oslo"}
PLACES = Codes(
    {code: {language: f"{name} ({language})" for language in LANGUAGES} for code, name in NAMES.items()},
    spellings=[("3", "Берген")],
    likely=["4", "3"],
)
WOODS = Codes({str(n): dict.fromkeys(LANGUAGES, f"Wood number {n}") for n in range(20)})


class Place(StepForm):
    """A place, and perhaps a wood."""

    place = SearchQuestion("Where?", PLACES, not_found="There is no such place.", missing="Write a place.")
    wood = SearchQuestion("Which wood?", WOODS, not_found="There is no such wood.")


def test_one_fit_is_taken_and_shown_by_its_name_in_the_readers_language() -> None:
    page = sent(Place, {"place": "bergen"}, language="nn")
    assert complaints(page) == [] and page.answers == {"place": "3"}
    assert page.place.value == "Bergen (nn)" and page.place.candidates == []


def test_a_place_is_found_in_another_script() -> None:
    assert sent(Place, {"place": "Берген"}).answers == {"place": "3"}


def test_what_was_stored_is_shown_by_its_name() -> None:
    assert opened(Place, {"place": "4"}, "uk").place.value == "Oslo (uk)"


def test_a_name_sent_back_as_it_was_shown_is_the_same_answer() -> None:
    shown = opened(Place, {"place": "1"}).place.value
    assert sent(Place, {"place": shown}).answers == {"place": "1"}


def test_when_several_fit_the_page_offers_them_and_takes_none() -> None:
    page = sent(Place, {"place": "Nes"})
    assert complaints(page) == [("place", "Several fit what you typed. Choose the right one below.")]
    assert [(option.value, option.label) for option in page.place.candidates] == [
        ("1", "Nes in the north (en)"),
        ("2", "Nes in the south (en)"),
    ]
    assert len({option.id for option in page.place.candidates}) == 2
    assert page.place.value == "Nes" and page.answers == {}


def test_what_is_chosen_of_those_offered_is_taken() -> None:
    page = sent(Place, {"place": "Nes", "place-pick": "2"})
    assert complaints(page) == [] and page.answers == {"place": "2"}
    assert page.place.value == "Nes in the south (en)"


def test_a_choice_counts_also_when_the_text_was_emptied() -> None:
    assert sent(Place, {"place": " ", "place-pick": "2"}).answers == {"place": "2"}


def test_new_text_counts_more_than_a_choice_that_was_made_for_the_old() -> None:
    assert sent(Place, {"place": "Oslo", "place-pick": "2"}).answers == {"place": "4"}


@pytest.mark.parametrize("invented", ["99", "", "3"])
def test_a_choice_that_was_not_offered_is_none(invented: str) -> None:
    page = sent(Place, {"place": "Nes", "place-pick": invented})
    assert [where for where, _message in complaints(page)] == ["place"] and page.answers == {}


def test_what_nothing_fits_is_explained_and_stays_as_it_was_typed() -> None:
    page = sent(Place, {"place": "Atlantis"}, stored={"place": "4"})
    assert complaints(page) == [("place", "There is no such place.")]
    assert page.place.value == "Atlantis" and page.answers == {}


def test_an_empty_field_is_missing_or_simply_empty() -> None:
    assert complaints(sent(Place, {"place": "", "wood": ""})) == [("place", "Write a place.")]


def test_no_more_are_offered_than_one_can_look_through() -> None:
    page = sent(Place, {"place": "Oslo", "wood": "wood"})
    assert len(page.wood.candidates) == MOST_CANDIDATES


def test_a_longer_text_than_any_name_is_not_looked_up() -> None:
    assert complaints(sent(Place, {"place": "Oslo" * 100})) == [("place", "Use at most 100 characters.")]


def test_the_browser_may_suggest_what_is_likely() -> None:
    assert opened(Place, language="nb").place.suggestions == ["Oslo (nb)", "Bergen (nb)"]
    assert opened(Place).wood.suggestions == []
