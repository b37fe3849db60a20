"""Every text of the portal exists in every language, whole, and says what its source says."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from locales import translate_plural
from locales.catalogues import HERE, ROOMS, TRANSLATED, complete, stored, updated
from portal.pages.information.library import library

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z%]")
TAG = re.compile(r"</?[a-z][^>]*>|&\w+;", re.IGNORECASE)
NOT_UKRAINIAN = re.compile(r"[ыэъё]|(?<=\w)['ʼ`´](?=\w)|[\"“”„]| – |\b(?:обер|обира|вилуч)", re.IGNORECASE)
# Counted or numbered, a person is людина; особа stays for who somebody is, and in супровідна особа.
COUNTED_OTHERWISE = re.compile(r"%\(\w+\)s ос[оі]б|\bособ\w* %", re.IGNORECASE)
I_AS_HE_OR_SHE = re.compile(r"\bя (?:\w+ )?\w+(?:в|ла)\b", re.IGNORECASE)
FORMS = {"uk": 3, "ru": 3, "nb": 2, "nn": 2}
EXPECTED_FORM = {
    "uk": {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 25: 2},
    "ru": {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1, 25: 2},
    "nb": {1: 0, 2: 1, 5: 1, 11: 1, 21: 1, 22: 1, 25: 1},
    "nn": {1: 0, 2: 1, 5: 1, 11: 1, 21: 1, 22: 1, 25: 1},
}

each_language = pytest.mark.parametrize("language", TRANSLATED)
each_catalogue = pytest.mark.parametrize(
    ("language", "room"), [(language, room) for language in TRANSLATED for room in ROOMS]
)


def messages(language: str, room: str) -> list[Message]:
    return [message for message in stored(language, room) if message.id]


def said(message: Message) -> tuple[str, ...]:
    """Every form of a translation."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def source(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


@each_catalogue
def test_a_catalogue_holds_exactly_the_texts_in_use(language: str, room: str) -> None:
    assert (HERE / language / f"{room}.po").read_bytes() == updated(language, room), "Run `make texts`."


@each_catalogue
def test_a_catalogue_is_complete_and_guesses_nothing(language: str, room: str) -> None:
    missing = [message.id for message in messages(language, room) if not complete(message) or message.fuzzy]
    assert not missing, f"Translate in locales/{language}/{room}.po: {missing[:5]}"


@each_catalogue
def test_a_translation_keeps_what_is_put_into_its_text(language: str, room: str) -> None:
    """A wrong name would be an error on the page, in one language only."""
    for message in messages(language, room):
        for form in said(message):
            wanted = {frozenset(PLACEHOLDER.findall(text)) for text in source(message)}
            assert frozenset(PLACEHOLDER.findall(form)) in wanted, f"{message.id!r} became {form!r}"


@each_catalogue
def test_a_translation_brings_no_markup_of_its_own(language: str, room: str) -> None:
    """Translations are folded into the templates as they are."""
    for message in messages(language, room):
        allowed = {tag for text in source(message) for tag in TAG.findall(text)}
        for form in said(message):
            assert set(TAG.findall(form)) <= allowed, f"{message.id!r} became {form!r}"
            assert ("<" in form) <= any("<" in text for text in source(message)), f"{message.id!r} became {form!r}"


@each_catalogue
def test_every_form_of_a_plural_is_there(language: str, room: str) -> None:
    for message in messages(language, room):
        if not isinstance(message.id, str):
            assert len(said(message)) == FORMS[language], f"{message.id!r} needs {FORMS[language]} forms"


@each_language
def test_numbers_take_their_form(language: str) -> None:
    plurals = [message for room in ROOMS for message in messages(language, room) if not isinstance(message.id, str)]
    assert plurals, "no text with a number: then this test can go"
    for message in plurals:
        one, many = source(message)
        forms = said(message)
        for number, form in EXPECTED_FORM[language].items():
            assert translate_plural(language, one, many, number) == forms[form]


@each_language
def test_one_text_has_one_translation_in_all_rooms(language: str) -> None:
    found = defaultdict(set)
    for room in ROOMS:
        for message in messages(language, room):
            found[source(message)].add(said(message))
    assert not {text: forms for text, forms in found.items() if len(forms) > 1}


@each_catalogue
def test_a_translation_begins_and_ends_like_its_source(language: str, room: str) -> None:
    """Spaces at the ends join texts; a full stop more or less shows that one of them was changed alone."""
    for message in messages(language, room):
        for text in said(message):
            begins, ends = source(message)[0], source(message)[-1]
            assert text[:1].isspace() == begins[:1].isspace(), f"{begins!r} became {text!r}"
            assert text[-1:].isspace() == ends[-1:].isspace(), f"{ends!r} became {text!r}"
            assert text.endswith((".", "!")) == ends.endswith((".", "!")), f"{ends!r} became {text!r}"


@pytest.mark.parametrize("room", ROOMS)
def test_ukrainian_keeps_its_letters_its_signs_and_one_word_for_choosing_and_for_removing(room: str) -> None:
    found = [text for message in messages("uk", room) for text in said(message) if NOT_UKRAINIAN.search(text)]
    assert not found, "Write ’ and « » and —, вибрати and прибрати."


@pytest.mark.parametrize("room", ROOMS)
def test_ukrainian_counts_and_numbers_people_by_one_word(room: str) -> None:
    assert not [text for message in messages("uk", room) for text in said(message) if COUNTED_OTHERWISE.search(text)]


@pytest.mark.parametrize("room", ROOMS)
def test_whoever_says_i_in_ukrainian_is_taken_for_neither_a_man_nor_a_woman(room: str) -> None:
    """The past tense would tell: «я відповів», «я відповіла»."""
    assert not [text for message in messages("uk", room) for text in said(message) if I_AS_HE_OR_SHE.search(text)]


def nynorsk() -> Iterator[str]:
    """Everything people read in nynorsk. Of a link its words only: addresses are in bokmål."""
    yield from (text for room in ROOMS for message in messages("nn", room) for text in said(message))
    books = library(None)
    yield from (word.meaning for word in books.words["nn"].values())
    for (language, _), page in books.pages.items():
        if language == "nn":
            yield from (page.title, page.summary)
            yield from (re.sub(r"\]\(\S*\)", "]", piece.markdown) for piece in page.pieces)


def test_nynorsk_keeps_to_one_form_of_a_word() -> None:
    """The table in the glossary says which; a hyphen stands for any ending."""
    glossary = (HERE / "glossary.md").read_text(encoding="utf-8")
    table = glossary.partition("## One form in nynorsk")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (?!We write).+ \| (.+) \|$", table, re.MULTILINE)
    others = "|".join(re.escape(form).replace(r"\-", r"\w*") for row in rows for form in row.split(", "))
    assert others, "no table: then this test can go"
    found = {match[0]: text for text in nynorsk() for match in re.finditer(rf"\b(?:{others})\b", text, re.IGNORECASE)}
    assert not found, "Write it as locales/glossary.md says."
