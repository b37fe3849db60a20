"""The same name has one key in every alphabet and spelling, and twins have two."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.kit.names import name_key

# Cabinet of Ministers of Ukraine, resolution 55 of 2010; some letters are written otherwise at the start of a word.
UKRAINIAN = {
    **dict(zip("абвгґдезиіклмнопрстуфєїй", [*"abvhgdezyiklmnoprstuf", "ie", "i", "i"], strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia"},
}
UKRAINIAN_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
# ICAO 9303, as in passports of Russia since 2014.
RUSSIAN = {
    **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True)),
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia"},
}


def in_passport(word: str, letters: dict[str, str], first: dict[str, str]) -> str:
    return first.get(word[0], letters[word[0]]) + "".join(letters[letter] for letter in word[1:])


def syllables(consonants: str, vowels: str) -> st.SearchStrategy[str]:
    pair = st.tuples(st.sampled_from(consonants), st.sampled_from(vowels)).map("".join)
    return st.lists(pair, min_size=2, max_size=5).map("".join)


@given(syllables("бвгґджзклмнпрстфхцчшщ", "аеиіоуюяєї"))
def test_a_ukrainian_name_is_the_same_in_the_passport(word: str) -> None:
    assert name_key(word) == name_key(in_passport(word, UKRAINIAN, UKRAINIAN_FIRST)) != ""


@given(syllables("бвгджзклмнпрстфхцчшщ", "аеиоуыэюя"))
def test_a_russian_name_is_the_same_in_the_passport(word: str) -> None:
    assert name_key(word) == name_key(in_passport(word, RUSSIAN, {})) != ""


@pytest.mark.parametrize(
    "spellings",
    [
        "Олена Ковальчук | Елена Ковальчук | Olena Kovalchuk | Kovalčuk Olena | ELENA KOVALCHUK",
        "Сергій | Serhii | Sergey | Сергей | Sergei | Serhiy",
        "Марія | Мария | Maria | Mariia | Mariya",
        "Щербак | Shcherbak | Ščerbak",
        "Володимир | Vladimir | Volodymyr | Владимир",
        "Зеленський | Зеленский | Zelenskyi | Zelensky | Zelenskiy",
        "Ковалёв | Ковальов | Kovalov | Kovalev | Kovalyov",
        "Юлія | Julia | Yuliia | Юлия",
        "Наталія | Наталья | Natalia | Nataliia",
        "Євген | Евгений | Yevhen | Evgeny | Evgenii",
        "Катерина | Kateryna | Ekaterina | Екатерина",
        "В'ячеслав | Вʼячеслав | Вячеслав | Viacheslav | Vyacheslav",
        "Олексій | Oleksii | Alexey | Алексей",
        "Олександр | Alexander | Oleksandr | Александр",
        "Микола | Nikolai | Mykola | Николай",
        "Ганна | Anna | Hanna",
        "Анна-Марія Шевченко | Anna-Mariia Shevchenko | Anna Maria SHEVCHENKO",
        "Згурський | Zghurskyi",
        "محمد علي | محمد علی",
        "Ødegård | Odegard",
    ],
)
def test_one_person_has_one_key(spellings: str) -> None:
    assert len({name_key(name) for name in spellings.split(" | ")}) == 1


def pairs(names: str) -> list[tuple[str, str]]:
    return list(combinations(names.split(), 2))


@pytest.mark.parametrize(
    ("one", "other"), pairs("Олена Аліна Оксана Ольга Ірина Марина Марія Дарина Данило Денис Дмитро")
)
def test_twins_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("text", ["", "  ", "-", "123 -- !"])
def test_what_has_no_letters_matches_nothing_by_accident(text: str) -> None:
    assert name_key(text) in ("", "123")


@pytest.mark.parametrize("hostile", ["y", "iyj", "g", "-'", "щ", "\u0301", "ь"])
def test_a_hostile_name_gets_its_key_as_well(hostile: str) -> None:
    assert name_key(hostile * (50_000 // len(hostile))) is not None
