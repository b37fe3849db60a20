"""Every list is whole, labelled in five languages, and found by what people call things."""

import re

import pytest

from forms.codes import CodeList, countries, education, languages, municipalities, occupations
from forms.codes.code_list import rows
from forms.codes.municipality_codes import NO_PARTICULAR
from locales import LANGUAGES

LISTS: dict[str, CodeList] = {
    "municipalities": municipalities,
    "countries": countries,
    "languages": languages,
    "occupations": occupations,
    "education": education,
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_label_of_its_own_that_leads_back_to_it(name: str, language: str) -> None:
    codes = LISTS[name]
    labels = {code: codes.label(code, language) for code in codes}
    assert all(label == label.strip() and label for label in labels.values())
    assert len(set(labels.values())) == len(labels)
    astray = {code: codes.find(labels[code], language) for code in codes if code != NO_PARTICULAR}
    assert {code: found for code, found in astray.items() if found != [code]} == {}


@pytest.mark.parametrize("name", LISTS)
def test_what_is_suggested_is_in_the_list_and_the_same_in_every_language(name: str) -> None:
    codes = LISTS[name]
    suggested = {tuple(codes.likely(language)) for language in LANGUAGES}
    assert len(suggested) == 1
    assert all(code in codes for code in suggested.pop())


@pytest.mark.parametrize(
    ("name", "pattern", "count"),
    [
        ("municipalities", r"[0-9]{4}", 357 + 1),
        ("countries", r"[A-Z]{2}", 249 + 2),
        ("occupations", r"[0-9]{1,2}", 10 + 43),
        ("education", r"[a-z_]+", 9),
    ],
)
def test_a_list_is_whole_and_its_codes_fit_the_record(name: str, pattern: str, count: int) -> None:
    codes = list(LISTS[name])
    assert len(codes) == len(set(codes)) == count
    assert all(re.fullmatch(pattern, code) for code in codes)


def test_codes_of_languages_fit_the_record() -> None:
    assert all(re.fullmatch(r"[a-z]{2,3}", code) for code in languages)
    for code in ("uk", "ru", "ar", "fa", "ps", "ti", "so", "tr", "prs", "kmr", "ckb", "rom", "nsl", "ukl", "rsl"):
        assert code in languages


@pytest.mark.parametrize("name", LISTS)
def test_other_codes_are_not_in_a_list(name: str) -> None:
    for other in ("", "9999", "ZZ", "zz", "2221", None, 0):
        assert other not in LISTS[name]


def test_education_goes_from_none_to_doctorate() -> None:
    assert list(education) == [
        "none",
        "primary",
        "lower_secondary",
        "upper_secondary",
        "vocational",
        "bachelor",
        "master",
        "doctorate",
        "unknown",
    ]


def test_a_municipality_is_shown_with_its_county() -> None:
    assert municipalities.label("4601", "uk") == "Bergen (Vestland)"
    assert municipalities.label("1818", "nb") == "Herøy (Nordland)"
    assert municipalities.label("0301", "en") == "Oslo"


def test_no_particular_municipality_is_chosen_and_not_searched_for() -> None:
    assert NO_PARTICULAR in municipalities
    for language in LANGUAGES:
        assert municipalities.find(municipalities.label(NO_PARTICULAR, language), language) == []
    assert municipalities.find("0000", "en") == []


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        ("0301", "Oslo | Осло | oslo kommune | 0301 | Osloo"),
        ("4601", "Bergen | Берген | Bergn | 4601"),
        ("5001", "Trondheim | Тронгейм | Тронхейм | Трондгейм | Tråante | Traante | Trondhiem"),
        ("1103", "Stavanger | Ставангер | Stavangr"),
        ("4204", "Kristiansand | Крістіансанн | Кристиансанд"),
        ("5501", "Tromsø | Tromso | Тромсе | Тромсё | Tromsoe"),
        ("1804", "Bodø | Bodo | Буде | Будё"),
        ("1508", "Ålesund | Alesund | Aalesund | Олесунн"),
        ("4003", "Skien | Шиен"),
        ("3407", "Gjøvik | Gjovik | Гйовік | Йовик"),
        ("3201", "Bærum | Baerum | Barum | Берум | Бэрум | Sandvika"),
        ("1119", "Hå | Ha"),
        ("5612", "Kautokeino | Guovdageaidnu"),
        ("5622", "Porsanger | Porsáŋgu | Porsangu | Porsanki"),
        ("5605", "Kirkenes | Кіркенес | Sør-Varanger"),
        ("1818", "Herøy Nordland | Heroy (Nordland)"),
        ("3107", "Fredrikstad | Фредрикстад | Фредрікстад"),
    ],
)
def test_a_municipality_is_found_by_every_name(number: str, typed: str) -> None:
    assert {name: municipalities.find(name, "uk") for name in typed.split(" | ")} == {
        name: [number] for name in typed.split(" | ")
    }


@pytest.mark.parametrize(
    ("typed", "found"), [("Herøy", {"1515", "1818"}), ("Våler", {"3114", "3419"}), ("Valer", {"3114", "3419"})]
)
def test_a_name_that_occurs_twice_is_asked_about(typed: str, found: set[str]) -> None:
    assert set(municipalities.find(typed, "nb")) == found


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("UA", "Україна | Украина | Ukraine | Ukraina | Ukrane | україна"),
        ("SY", "Сирія | Сирия | Syria"),
        ("AF", "Афганістан | Afganistan | Афганистан"),
        ("BY", "Білорусь | Беларусь | Белоруссия | Belarus"),
        ("TR", "Туреччина | Турция | Turkey | Tyrkia | Türkiye"),
        ("PS", "Палестина | Palestine"),
        ("XK", "Косово | Kosovo"),
        ("XX", "stateless | Без гражданства | без громадянства | statsløs | statslaus"),
        ("NE", "Niger | Нигер"),
        ("NG", "Nigeria | Нигерия | Нігерія"),
    ],
)
def test_a_country_is_found_in_every_language(code: str, typed: str) -> None:
    assert {name: countries.find(name, "nb") for name in typed.split(" | ")} == {
        name: [code] for name in typed.split(" | ")
    }


def test_a_country_that_could_be_two_is_asked_about() -> None:
    assert set(countries.find("Конго", "ru")) == {"CD", "CG"}
    assert set(countries.find("Korea", "en")) == {"KP", "KR"}


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("uk", "українська | українська мова | украинский | Ukrainian | ukrainsk"),
        ("prs", "дарі | дари | Dari"),
        ("fa", "Farsi | фарсі | persisk"),
        ("kmr", "kurmanji | курманджі"),
        ("ti", "Tigrinya | тигринья"),
        ("ukl", "українська жестова мова | ukrainsk tegnspråk"),
        ("nsl", "norsk tegnspråk | norsk teiknspråk"),
    ],
)
def test_a_language_is_found_in_every_language(code: str, typed: str) -> None:
    assert {name: languages.find(name, "en") for name in typed.split(" | ")} == {
        name: [code] for name in typed.split(" | ")
    }


def test_kurdish_and_sign_language_are_asked_about() -> None:
    assert set(languages.find("Kurdish", "en")) == {"ckb", "kmr", "sdh"}
    assert set(languages.find("жестова мова", "uk")) == {"nsl", "rsl", "ukl"}


def test_every_everyday_word_for_an_occupation_leads_to_its_group() -> None:
    words = [
        (row["code"], language, word)
        for row in rows("occupation_words.csv")
        for language in LANGUAGES
        for word in row[language].split("|")
    ]
    assert len({word for _, language, word in words if language == "uk"}) >= 150
    assert [(code, word) for code, language, word in words if occupations.find(word, language) != [code]] == []


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("72", "сварщик | зварювальник | welder | sveiser | сварщиком"),
        ("22", "медсестра | медицинская сестра | старша медсестра | медсистра | медсестрою | sjukepleiar"),
        ("23", "я працювала вчителем | учительницей"),
        ("83", "водій | водієм | водителем | taxi driver | sjåfør"),
        ("33", "бухгалтер | бугалтер | accountant"),
        ("51", "повар | кухарем | hairdresser"),
        ("52", "продавцем | продавцом"),
        ("03", "солдат | soldier"),
        ("91", "прибирання | renhold"),
    ],
)
def test_an_occupation_is_found_by_how_people_answer(code: str, typed: str) -> None:
    assert {name: occupations.find(name, "uk") for name in typed.split(" | ")} == {
        name: [code] for name in typed.split(" | ")
    }


def test_two_occupations_in_one_answer_are_asked_about() -> None:
    assert set(occupations.find("кухар-кондитер", "uk")) == {"51", "75"}
