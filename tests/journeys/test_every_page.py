"""On every page of the application: what is wrong is said and led to, and a change of language loses nothing."""

from collections.abc import Iterator
from itertools import pairwise

import pytest

from locales import LANGUAGES
from tests.citizen import Citizen
from tests.journeys.applying import Applicant, example

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.parametrize("owner", ["sqlite"], indirect=True)]

# A walk along every ordered pair of the five languages.
ROUND = [
    "uk", "ru", "uk", "en", "uk", "nb", "uk", "nn", "ru", "en", "ru",
    "nb", "ru", "nn", "en", "nb", "en", "nn", "nb", "nn", "uk",
]  # fmt: skip
CONTROLS = ("input", "select", "textarea")
ERROR = {"uk": "Помилка", "ru": "Ошибка", "en": "Error", "nb": "Feil", "nn": "Feil"}
ODD = "Ґанок’ <b>&amp; \"'`ʼ می‌خواهم ١٢ 중 中 😀 \\"


def pages_of(citizen: Citizen, *numbers: str) -> Iterator[str]:
    """Stops once at every kind of page that these households meet; goes on with good answers."""
    met = set()
    for number in numbers:
        household = example(number) | {"languages_used": ["uk"]}
        applicant = Applicant(citizen, household)
        citizen.open("/uk/goodbye")
        citizen.client.cookies.clear()
        citizen.open("/uk/apply").fill(phone="own").press()
        while not citizen.path.endswith("/check-answers"):
            here = citizen.path
            step = here.rpartition("/")[2]
            if step in ("code", "tasks"):
                citizen.open(citizen.page.xpath("string(//main//a[contains(@class,'ds-button')]/@href)"))
                continue
            kind = (step, len(citizen.filled()))
            if kind not in met:
                met.add(kind)
                yield here
                citizen.open(here)
            applicant.answer(step)
            citizen.press()


def scribble(citizen: Citizen) -> None:
    """Something odd into every field, and the last of every choice."""
    for element in citizen.page.get_element_by_id("answers").iter(*CONTROLS):
        name, kind = element.get("name"), element.get("type")
        if kind == "hidden":
            continue
        if kind in ("radio", "checkbox"):
            citizen.write(name, element.get("value"))
        elif element.tag == "select":
            citizen.write(name, list(element.iter("option"))[-1].get("value"))
        else:
            citizen.write(name, ODD)


def typed(citizen: Citizen) -> list[tuple[str, str]]:
    return [(name, value) for name, value in citizen.filled() if name not in ("forgery", "checked")]


def test_the_language_of_every_page_can_be_changed_and_nothing_is_lost(citizen: Citizen) -> None:
    """From every language to every other, with odd texts everywhere, and with the errors where there are any."""
    assert set(pairwise(ROUND)) == {(a, b) for a in LANGUAGES for b in LANGUAGES if a != b}
    with_errors = 0
    for here in pages_of(citizen, "01", "06"):
        scribble(citizen)
        before = typed(citizen)
        citizen.press("русский").press("українська")
        assert typed(citizen) == before and not citizen.errors()
        citizen.press(status=None)
        if citizen.response.status_code != 422:
            continue
        assert typed(citizen) == before
        with_errors += 1
        said = {"uk": citizen.errors()}
        for language in ROUND[1:]:
            citizen.press(LANGUAGES[language].own_name)
            assert citizen.path == here.replace("/uk/", f"/{language}/")
            assert typed(citizen) == before, here
            said.setdefault(language, citizen.errors())
            assert citizen.errors() == said[language] and len(said[language]) == len(said["uk"])
            assert citizen.page.findtext(".//title").startswith(ERROR[language])
        assert len({tuple(said[language]) for language in ("uk", "ru", "en", "nb")}) == 4, f"{here} is not translated"
    assert with_errors > 8


def test_an_empty_page_says_what_is_missing_and_leads_there(citizen: Citizen) -> None:
    for here in pages_of(citizen, "01", "04", "06"):
        asked = [e for e in citizen.page.get_element_by_id("answers").iter(*CONTROLS) if e.get("type") != "hidden"]
        for element in asked:
            citizen.write(element.get("name"), [] if element.get("type") in ("radio", "checkbox") else "")
        optional = not asked or here.endswith("/stay")
        if optional:
            continue
        citizen.press(status=422)
        assert citizen.errors(), here
        assert citizen.page.findtext(".//title").startswith("Помилка: ")
        main = citizen.page.get_element_by_id("main")
        assert "ds-error-summary" in (next(main.iterchildren()).get("class") or ""), "the summary stands first"
        for link in citizen.page.xpath("//*[contains(@class,'ds-error-summary')]//a"):
            target = citizen.page.get_element_by_id(link.get("href")[1:])
            assert target.tag in CONTROLS, f"{link.get('href')} on {here} is no field"
            told = " ".join(
                target.xpath("string(ancestor::*[.//*[contains(@class,'ds-validation-message')]][1])").split()
            )
            assert " ".join(link.text_content().split()) in told, f"{here}: the message does not stand beside its field"


def test_no_field_offers_what_somebody_else_has_written_on_this_phone(citizen: Citizen) -> None:
    written = "self::textarea or self::input[not(@type) or @type='text' or @type='tel' or @type='email']"
    met = 0
    for here in pages_of(citizen, "01", "04", "06"):
        fields = citizen.page.xpath(f"//main//*[{written}]")
        met += len(fields)
        assert [field.get("name") for field in fields if field.get("autocomplete") != "off"] == [], here
    assert met > 40


def test_every_question_can_be_read_in_norwegian_beside_its_translation(citizen: Citizen) -> None:
    for here in pages_of(citizen, "01", "06"):
        questions = citizen.page.xpath(
            "//form[@id='answers']//*[@class='ds-label'][self::legend or self::label[not(ancestor::fieldset)]]"
        )
        norwegian = citizen.page.xpath("//details[@class='norwegian']//div[@lang='nb']")
        if not questions:
            continue
        assert norwegian, here
        citizen.open(here.replace("/uk/", "/nb/"))
        assert not citizen.page.xpath("//details[@class='norwegian']")
        for block in norwegian:
            words = " ".join(block.find("p").text_content().split())
            assert words in citizen.text, f"{here}: {words!r} is not what the page in bokmål says"
