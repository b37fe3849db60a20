"""Reading: every page opens in every language, says where its facts come from and when they were looked at."""

from pathlib import Path
from urllib.parse import quote

import brotli
import pytest
import time_machine

from locales import LANGUAGES
from portal.pages.information.contents import NUMBERS
from portal.pages.information.library import Library
from portal.pages.information.page_file import MARK
from portal.web.assets import asset, static_file
from portal.web.seam import HEADERS
from tests.citizen import Citizen
from tests.information.test_library import rewritten

EVERYWHERE = pytest.mark.parametrize("language", LANGUAGES)
STATIC = Path(static_file.__code__.co_filename).parent / "static"
FIRST_ROUND_TRIP = 14_600


@EVERYWHERE
def test_every_page_opens_with_its_sources_and_its_date(reader: Citizen, language: str) -> None:
    style = len(brotli.compress((STATIC / asset("portal.css").rpartition("/")[2]).read_bytes()))
    headers = sum(len(name) + len(value) + 4 for name, value in HEADERS) + 400
    for slug in NUMBERS:
        reader.open(f"/{language}/information/{slug}")
        html = reader.response.text
        assert 'id="source-1"' in html
        assert "2026" in html
        assert not MARK.search(html)
        assert ":::" not in html
        assert "{{" not in html
        assert len(brotli.compress(html.encode())) + style + headers <= FIRST_ROUND_TRIP, slug


@EVERYWHERE
def test_the_table_of_contents_leads_to_every_page(reader: Citizen, language: str) -> None:
    reader.open(f"/{language}/information")
    assert {f"/{language}/information/{slug}" for slug in NUMBERS} <= set(reader.page.xpath("//main//a/@href"))


def test_a_word_explains_itself_where_it_stands(reader: Citizen) -> None:
    reader.open("/uk/information/introduction-programme")
    buttons = reader.page.xpath("//button[@popovertarget]")
    assert buttons
    for button in buttons:
        meaning = reader.page.get_element_by_id(button.get("popovertarget"))
        assert meaning.get("popover") is not None
        assert "/uk/glossary#" in meaning.xpath(".//a/@href")[0]


OPEN = {
    "uk": "понеділок–четвер 09:00–15:00, пʼятниця 09:00–12:00",
    "ru": "понедельник–четверг 09:00–15:00, пятница 09:00–12:00",
    "en": "Monday–Thursday 09:00–15:00, Friday 09:00–12:00",
    "nb": "mandag–torsdag 09:00–15:00, fredag 09:00–12:00",
    "nn": "måndag–torsdag 09:00–15:00, fredag 09:00–12:00",
}


@pytest.mark.parametrize(("language", "hours"), OPEN.items())
def test_when_somebody_answers_is_written_in_the_reader_s_language(reader: Citizen, language: str, hours: str) -> None:
    assert hours in reader.open(f"/{language}/information/contact").text


@EVERYWHERE
def test_the_glossary_explains_every_word(reader: Citizen, language: str) -> None:
    reader.open(f"/{language}/glossary")
    assert len(reader.page.xpath("//main//dt[@id]")) == len(reader.page.xpath("//main//dd")) == 37


def test_rules_of_one_permit_can_be_read_without_those_of_the_other(reader: Citizen) -> None:
    everything = reader.open("/en/information/norwegian-training").text
    mine = reader.open("/en/information/norwegian-training?for=collective").text
    assert "With another permit" in everything
    assert "With another permit" not in mine
    assert "With collective protection" in mine


def test_an_unknown_choice_in_the_address_shows_everything(reader: Citizen) -> None:
    assert "With another permit" in reader.open("/en/information/norwegian-training?for=%3Cscript%3E").text


def test_there_is_no_page_of_an_unknown_name(reader: Citizen) -> None:
    reader.open("/en/information/cats", status=404)


@EVERYWHERE
def test_a_page_past_its_date_says_so_calmly(reader: Citizen, books: Library, language: str) -> None:
    page = books.page(language, "introduction-programme")
    assert page
    with time_machine.travel(f"{page.look_again_by}T12:00:00Z", tick=False):
        reader.open(f"/{language}/information/{page.slug}")
        assert not reader.page.xpath("//main//*[@class='notice']")
    with time_machine.travel("2028-07-02T12:00:00Z", tick=False):
        reader.open(f"/{language}/information/{page.slug}")
        assert len(reader.page.xpath("//main//*[@class='notice']")) == 1


def test_a_translation_of_an_older_text_says_so(reader: Citizen, books: Library, folder: Path) -> None:
    rewritten(folder / "en" / "pets.md", "revision: 1", "revision: 2")
    books.look()
    reader.open("/uk/information/pets")
    assert reader.page.xpath("//main//*[@class='notice']//a[@hreflang='en']/@href") == ["/en/information/pets"]
    reader.open("/en/information/pets")
    assert not reader.page.xpath("//main//*[@class='notice']")


def test_a_page_that_has_not_changed_is_not_sent_again(reader: Citizen) -> None:
    reader.open("/uk/information/pets")
    mark = reader.response.headers["etag"]
    reader.client.headers["if-none-match"] = mark
    reader._see("GET", "https://portal.test/uk/information/pets", None, 304)


def test_a_browser_that_reads_brotli_gets_what_was_compressed_before(reader: Citizen) -> None:
    plain = reader.open("/uk/information/pets").response.content
    reader.client.headers["accept-encoding"] = "br"
    reader.open("/uk/information/pets")
    assert reader.response.headers["content-encoding"] == "br"
    assert reader.response.content == plain


def test_a_number_from_a_poster_leads_to_its_page(reader: Citizen) -> None:
    reader.client.headers["accept-language"] = "nn,nb;q=0.8"
    assert reader.open("/7").path == "/nn/information/introduction-benefit"
    reader.open("/999", status=404)


def test_the_map_for_search_engines_lists_each_page_in_each_language(reader: Citizen) -> None:
    reader._see("GET", "https://portal.test/sitemap.xml", None, 200)
    for language in LANGUAGES:
        for slug in NUMBERS:
            assert f"<loc>https://portal.test/{language}/information/{slug}</loc>" in reader.response.text
    reader._see("GET", "https://portal.test/robots.txt", None, 200)
    assert "Disallow: /uk/apply" in reader.response.text


def test_links_to_other_pages_of_the_portal_lead_somewhere(reader: Citizen) -> None:
    seen: set[str] = set()
    for slug in NUMBERS:
        reader.open(f"/en/information/{slug}")
        seen |= {link.partition("#")[0] for link in reader.page.xpath("//a/@href") if link.startswith("/")}
    for link in sorted(seen):
        reader.open(link)


def test_a_page_is_sent_on_by_plain_links(reader: Citizen) -> None:
    reader.open("/uk/information/pets")
    ways = {link.text: link.get("href") for link in reader.page.xpath("//main//a[@rel='noopener noreferrer']")}
    assert set(ways) == {"Електронна пошта", "SMS", "Telegram", "Viber", "WhatsApp"}
    assert all(quote("https://portal.test/uk/information/pets", safe="") in href for href in ways.values())
    loaded = reader.page.xpath("//@src | //link[@rel!='alternate']/@href")
    assert loaded and all(address.startswith("/static/") for address in loaded)


@EVERYWHERE
def test_search_engines_find_what_a_page_is_in_the_page_itself(reader: Citizen, books: Library, language: str) -> None:
    reader.open(f"/{language}/information/pets")
    page = books.page(language, "pets")
    (about,) = reader.page.xpath("//main//*[@itemtype='https://schema.org/WebPage']")
    assert page and about.xpath(".//*[@itemprop='name']")[0].text == page.title
    assert about.xpath(".//*[@itemprop='inLanguage']/@content") == [language]
    assert about.xpath(".//*[@itemprop='lastReviewed']/@datetime") == [str(page.checked_on)]
    assert set(about.xpath(".//*[@itemprop='citation']/@href")) == {each.url for each in page.sources if each.url}
    assert not reader.page.xpath("//script[not(@src)]")
