"""What people type is kept, understood in many ways of writing, and refused only with words that help."""

from typing import Any

import pytest

from tests.citizen import Citizen
from tests.journeys.applying import begin, example

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("owner", ["sqlite"], indirect=True)]

SCRIPTS = [
    "Ковальчук Олена В'ячеславівна", "Ґалаґан Їжакевич", "Ёлкина", "Márjá Čállit", "محمد کریم", "می\u200cخواهم",
    "ܫܠܡܐ", "ትግርኛ", "தமிழ்", "हिन्दी", "ไทย", "မြန်မာ", "ქართული", "Հայերեն", "Ελένη", "中文", "한국어", "עברית", "😀",
    "a&lt;b", "<b>Olena</b>", "O'Brien", "O’Brien", "Oʼzbek", "\"quoted\"", "100%", "%(name)s", "{{ name }}", "a\\b",
]  # fmt: skip


@pytest.mark.parametrize("text", SCRIPTS)
def test_a_text_in_any_script_stays_when_something_else_is_missing_and_comes_back(citizen: Citizen, text: str) -> None:
    begin(citizen, example("03"), until="person/1/name")
    citizen.fill(given="Olena", native_script=text).press(status=422)
    assert citizen.value("native_script") == text
    assert citizen.value("given") == "Olena"
    citizen.fill(family="Test").press()
    assert citizen.open("/en/apply/person/1/name").value("native_script") == text
    assert citizen.heading == "Your name"


HARMFUL = ["a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "a\ud7ff\ufffeb"]


@pytest.mark.parametrize("text", HARMFUL)
def test_what_cannot_be_stored_is_refused_kindly_and_the_rest_stays(citizen: Citizen, text: str) -> None:
    begin(citizen, example("03"), until="person/1/name")
    own = [(name, value) for name, value in citizen.filled() if name in ("forgery", "seen")]
    citizen.post(citizen.path, [*own, ("given", "Olena"), ("family", text)], status=422)
    assert citizen.errors()[0].startswith("Some characters here cannot be stored")
    assert str(citizen.value("family")).startswith("a") and str(citizen.value("family")).endswith("b")
    citizen.fill(family="Kept", native_script="Ok").press()
    assert citizen.path == "/en/apply/members"


def test_hidden_marks_of_direction_are_left_out_of_a_name_and_refused_in_a_long_text(citizen: Citizen) -> None:
    begin(citizen, example("03"), until="person/1/name")
    citizen.fill(given="Ole\u202ena", family="\u2066Test\u2069", native_script="\u200eОлена\u200f").press()
    citizen.open("/en/apply/person/1/name")
    assert [citizen.value(name) for name in ("given", "family", "native_script")] == ["Olena", "Test", "Олена"]


def test_too_long_a_text_is_told_so_and_kept(citizen: Citizen) -> None:
    begin(citizen, example("03"), until="person/1/name")
    citizen.fill(given="A" * 101, family="B" * 100).press(status=422)
    assert citizen.errors() == ["Use at most 100 characters."] and citizen.value("given") == "A" * 101
    citizen.fill(given="A" * 100).press()
    assert citizen.path == "/en/apply/members"


def at(citizen: Citizen, step: str) -> Citizen:
    begin(citizen, example("03"), until=step)
    return citizen


def test_a_number_that_looks_wrong_is_asked_about_once_and_then_kept(citizen: Citizen) -> None:
    at(citizen, "person/1/numbers").fill(has="yes")
    citizen.write("numbers-0-kind", "duf")
    citizen.write("numbers-0-value", "2026 9900 0101")
    citizen.press(status=422)
    assert "Look at the number once more" in citizen.errors()[0]
    assert citizen.value("numbers-0-value") == "2026 9900 0101"
    citizen.press(name="rows", value="add:numbers").press("nynorsk").press("English")
    citizen.press()
    assert citizen.path == "/en/apply/person/1/permit"
    assert citizen.open("/en/apply/person/1/numbers").value("numbers-0-value") == "202699000101"


def test_another_wrong_number_is_asked_about_anew(citizen: Citizen) -> None:
    at(citizen, "person/1/numbers").fill(has="yes")
    citizen.write("numbers-0-kind", "duf")
    for number in ("202699000101", "202699000102"):
        citizen.write("numbers-0-value", number)
        citizen.press(status=422)
    citizen.write("numbers-0-value", "20269900010")
    citizen.press(status=422).press(status=422)
    assert "A digit is missing" in citizen.errors()[0]


MUNICIPALITIES: list[tuple[str, str]] = [
    ("Bergen", "Bergen (Vestland)"),
    ("bergen", "Bergen (Vestland)"),
    ("Берген", "Bergen (Vestland)"),
    ("Тромсё", "Tromsø (Troms)"),
    ("Тромсо", "Tromsø (Troms)"),
    ("Kárášjohka", "Karasjok (Finnmark)"),
    ("Tromso", "Tromsø (Troms)"),
    ("Guovdageaidnu", "Kautokeino (Finnmark)"),
    ("Olesund", "Ålesund (Møre og Romsdal)"),
    ("Тронхейм", "Trondheim (Trøndelag)"),
    ("Осло", "Oslo"),
    ("Stavangr", "Stavanger (Rogaland)"),
    ("Herøy (Nordland)", "Herøy (Nordland)"),
]


@pytest.mark.parametrize(("typed", "understood"), MUNICIPALITIES)
def test_a_municipality_is_understood_in_many_ways_of_writing(citizen: Citizen, typed: str, understood: str) -> None:
    at(citizen, "apply/living").fill(situation="private", municipality=typed).press()
    assert citizen.open("/en/apply/living").value("municipality") == understood


@pytest.mark.parametrize(
    ("typed", "number", "shown"),
    [("Herøy", "1515", "Møre og Romsdal"), ("Хероєй", "1818", "Nordland"), ("Våler", "3419", "Innlandet")],
)
def test_a_name_that_stands_for_two_is_asked_about(citizen: Citizen, typed: str, number: str, shown: str) -> None:
    at(citizen, "apply/living").fill(situation="private", municipality=typed)
    citizen.press(status=422)
    assert "Several fit" in citizen.errors()[0] and citizen.value("municipality") == typed
    citizen.fill(**{"municipality-pick": number}).press()
    assert shown in citizen.open("/en/apply/living").value("municipality")


def test_new_text_goes_before_a_choice_made_for_the_old(citizen: Citizen) -> None:
    at(citizen, "apply/living").fill(situation="private", municipality="Herøy").press(status=422)
    citizen.fill(**{"municipality-pick": "1818", "municipality": "Bodø"}).press()
    assert citizen.open("/en/apply/living").value("municipality") == "Bodø (Nordland)"


def test_what_is_no_municipality_is_kept_and_said(citizen: Citizen) -> None:
    at(citizen, "apply/living").fill(situation="private", municipality="Qwxyz at home").press(status=422)
    assert "do not find" in citizen.errors()[0] and citizen.value("municipality") == "Qwxyz at home"


@pytest.mark.parametrize("typed", ["no idea", "I do not know", "at home", "не знаю"])
def test_words_that_are_no_country_are_not_taken_for_one(citizen: Citizen, typed: str) -> None:
    at(citizen, "person/1/citizenship").fill(**{"citizenships-0-country": typed}).press(status=422)
    assert citizen.value("citizenships-0-country") == typed


PHONES = [
    ("+380 50 123 45 67", "+380 50 123 4567"),
    ("00380501234567", "+380 50 123 4567"),
    ("+47 90 77 07 70", "+47 90 77 07 70"),
    ("90770770", "+47 90 77 07 70"),
    ("٩٠٧٧٠٧٧٠", "+47 90 77 07 70"),
    ("+7 (912) 345-67-89", "+7 912 345-67-89"),
]


@pytest.mark.parametrize(("typed", "shown"), PHONES)
def test_a_telephone_is_understood_in_many_ways_of_writing(citizen: Citizen, typed: str, shown: str) -> None:
    at(citizen, "apply/contact").fill(phone=typed, safe_ways=["sms"]).press()
    assert citizen.open("/en/apply/contact").value("phone") == shown


@pytest.mark.parametrize("typed", ["123", "not a number", "+380", "+47 1", "050 123 45 67"])
def test_what_is_no_telephone_is_kept_and_said(citizen: Citizen, typed: str) -> None:
    at(citizen, "apply/contact").fill(phone=typed, safe_ways=["sms"]).press(status=422)
    assert "+47" in citizen.errors()[0] or "country code" in citizen.errors()[0]
    assert citizen.value("phone") == typed and citizen.value("safe_ways") == "sms"


def test_a_safe_way_needs_what_it_takes(citizen: Citizen) -> None:
    at(citizen, "apply/contact").fill(safe_ways=["sms", "portal"]).press(status=422)
    assert "Write the number" in citizen.errors()[0]
    citizen.fill(safe_ways=["email"]).press(status=422)
    assert "Write the address" in citizen.errors()[0]
    citizen.fill(safe_ways=["portal"]).press()


BIRTHS: list[tuple[tuple[str, str, str], Any]] = [
    (("", "", "1989"), ("", "", "1989")),
    (("", "3", "1989"), ("", "3", "1989")),
    (("14", "березня", "1989"), ("14", "3", "1989")),
    (("29", "2", "2000"), ("29", "2", "2000")),
    (("١٤", "٣", "١٩٨٩"), ("14", "3", "1989")),
    (("1", "1", "1900"), ("1", "1", "1900")),
    (("20", "11", "2026"), ("20", "11", "2026")),
    (("29", "2", "2001"), None),
    (("21", "11", "2026"), None),
    (("1", "13", "1989"), None),
    (("1", "1", "1899"), None),
    (("14", "", "1989"), None),
    (("", "", ""), None),
    (("1", "1", "89"), None),
    (("x", "y", "z"), None),
]


@pytest.mark.parametrize(("typed", "kept"), BIRTHS)
def test_a_birth_date_may_be_known_in_part(citizen: Citizen, typed: tuple[str, str, str], kept: Any) -> None:
    citizen.open("/en/apply").fill(phone="own").press()
    for part, value in zip(("day", "month", "year"), typed, strict=True):
        citizen.write(f"born-{part}", value)
    citizen.press(status=200 if kept else 422)
    shown = (
        tuple(citizen.open("/en/apply/start").value(f"born-{p}") for p in ("day", "month", "year")) if kept else None
    )
    assert shown == kept
    if not kept:
        assert tuple(citizen.value(f"born-{part}") for part in ("day", "month", "year")) == typed


def test_rows_come_and_go_and_keep_everything(citizen: Citizen) -> None:
    at(citizen, "person/1/relations").fill(has="yes")
    for number in range(4):
        citizen.write(f"relations-{number}-name", f"Name {number} Їжак")
        citizen.write(f"relations-{number}-kind", "friend")
        citizen.write(f"relations-{number}-municipality", "nowhere at all")
        citizen.press(name="rows", value="add:relations")
    citizen.press(name="rows", value="remove:relations:2")
    names = [str(citizen.value(f"relations-{number}-name")) for number in (0, 2, 3)]
    assert names == ["Name 0 Їжак", "Name 2 Їжак", "Name 3 Їжак"]
    assert citizen.value("relations-3-municipality") == "nowhere at all"
    citizen.press("українська").press(status=422)
    assert citizen.value("relations-2-name") == "Name 2 Їжак"
    for number in (0, 2, 3):
        citizen.write(f"relations-{number}-municipality", "Bergen")
        citizen.write(f"relations-{number}-wish", "near")
    citizen.press()
    citizen.open("/uk/apply/person/1/relations")
    assert [citizen.value(f"relations-{number}-name") for number in range(3)] == names


def test_rows_have_an_end(citizen: Citizen) -> None:
    at(citizen, "person/1/citizenship")
    for _more in range(2):
        citizen.press(name="rows", value="add:citizenships")
    assert not citizen.page.xpath("//button[@value='add:citizenships']")
    for number in ("1", "1", "1"):
        citizen.press(name="rows", value=f"remove:citizenships:{number}")
    assert citizen.page.xpath("//button[@value='add:citizenships']")
    citizen.press(status=422)


def test_what_hangs_on_another_answer_is_stored_only_with_it(citizen: Citizen) -> None:
    at(citizen, "person/1/needs").fill(any="yes", categories=["sight"], details="Secret").press()
    citizen.open("/en/apply/person/1/needs").fill(any="no").press("nynorsk")
    assert citizen.value("details") == "Secret", "it stays on the page while one may still change one's mind"
    citizen.press()
    citizen.open("/nn/apply/person/1/needs")
    assert citizen.value("details") == "" and citizen.value("categories") is None
