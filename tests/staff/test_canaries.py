"""Everybody goes through every page they can reach, and meets exactly what the access model lets them see.

A page that is new is gone through without being named here: by the links that lead to it, and by the site map.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
import pytest
from sqlalchemy import select

from portal.delivery.messages import opened
from portal.pages.information.contents import NUMBERS
from portal.routes import ADDRESSES
from portal.storage.audit import audit_rows
from portal.storage.database import Database, metadata
from portal.storage.messages import messages
from portal.storage.sealing import Seals
from portal.submissions import duplicates
from portal.submissions.cases import as_draft
from portal.web.guards import STAFF
from tests.citizen import Citizen
from tests.staff.asked import tell
from tests.staff.canaries import Marked, applied, found, readable, registered
from tests.staff.conftest import SignIn

MOST_PAGES = 2500
ALL = "everything"
FORM = {"content_type": "application/x-www-form-urlencoded"}
WHY = "Et eksempel for prøven"
NOBODYS_WORD = "Ingensomhelst"
# For the resident to take along, until they go on alone with it.
RECEIPT = {"reference", "code"}
# What a municipality reads of a household that concerns it: numbers and birth dates are covered, needs only by group.
NAMES = {f"{part} {place}" for part in ("given", "family") for place in range(3)} | {"patronymic 0", "native_script 0"}
BY_A_MUNICIPALITY = NAMES | {"reference", "title 0", "field 0", "wish"}
IN_A_FILE = {f"{part} {place}" for part in ("given", "family") for place in range(3)} | {"reference"}
IN_THE_ARCHIVE = BY_A_MUNICIPALITY
# Who meets what of whom. What does not stand here, nobody meets.
SEES: dict[str, dict[str, set[str]]] = {
    "centre-1": {"begun at 1": {ALL}, "sent by 1": RECEIPT},
    "centre-2": {"begun at 2": {ALL}, "sent by 2": RECEIPT},
    # All three wish to live there.
    "municipality-1": dict.fromkeys(("sent by 1", "sent by 2", "by itself"), BY_A_MUNICIPALITY),
    "municipality-2": {},
    # One of their numbers is the same, so they are compared as doubles.
    "directorate": {which: {"reference"} for which in ("sent by 1", "sent by 2", "by itself")},
    "handler": {"protected": {"reference"}},
    "administrator": {},
    "auditor": {},
}


@pytest.fixture
def households(signed_in: SignIn, database: Database, seals: Seals) -> dict[str, Marked]:
    """Two at each of two centres, one that applied for itself, and one that must not be found.

    Both municipalities were asked to receive those.
    """
    with database.transaction() as connection:
        made = {
            "begun at 1": registered(connection, seals, "centre-1", "Spurv", 1, sent=False),
            "begun at 2": registered(connection, seals, "centre-2", "Trost", 2, sent=False),
            "sent by 1": registered(connection, seals, "centre-1", "Ugle", 3, sent=True),
            "sent by 2": registered(connection, seals, "centre-2", "Svale", 4, sent=True),
            "by itself": applied(connection, seals, "Hegre", 5),
            "protected": applied(connection, seals, "Kraake", 6, protected=True),
        }
        for municipality in ("4601", "1103"):
            hidden = made["protected"].id
            tell(connection, seals, hidden, "municipality.asked", municipality=municipality, protected=True)
        return made


class Walk:
    """Somebody who opens all there is: what is linked, what the site map names with every id there is, every search."""

    def __init__(self, browser: Citizen, ids: list[str], words: list[str]) -> None:
        self.browser, self.ids, self.words = browser, ids, words
        self.pages: dict[str, str] = {}
        self.waiting = ["/nb/staff", *self._by_the_site_map()]

    def everything(self) -> str:
        """All that was met."""
        while self.waiting:
            where = self.waiting.pop()
            if where not in self.pages and self._is_ours(where):
                assert len(self.pages) < MOST_PAGES, "the pages lead on without end"
                self._open(where)
        return "\n".join(self.pages.values())

    def _open(self, where: str) -> None:
        response = self.browser.ask("GET", where)
        assert response.status_code < 500, where
        told = readable(response) + str(response.headers)
        page = (
            lxml.html.document_fromstring(response.text)
            if "text/html" in response.headers.get("content-type", "")
            else None
        )
        if page is not None and "?" in where:
            told = without_what_was_asked(page, where) + str(response.headers.get("set-cookie"))
        self.pages[where] = told
        if "location" in response.headers:
            self.waiting.append(urljoin(where, response.headers["location"]))
        if page is not None and response.status_code == 200:
            self.waiting += [urljoin(where, link) for link in page.xpath("//a/@href | //form[@method='get']/@action")]
            self.waiting += list(self._searches(page, where))
            self._post_searches(page, where)

    def _searches(self, page: Any, where: str) -> Iterator[str]:
        """Each search of the page, for each word there is; it leads no further."""
        if "?" in where:
            return
        for form in page.xpath("//main//form[not(@method) or @method='get']"):
            for field in form.xpath(".//input[@type='text' or @type='search' or not(@type)]/@name"):
                target = urljoin(where, form.get("action") or where).partition("?")[0]
                yield from (f"{target}?{urlencode({field: word})}" for word in self.words)

    def _post_searches(self, page: Any, where: str) -> None:
        """The searches whose words stand in no address, as if they did."""
        for form in page.xpath("//main//form[@method='post' and @role='search']"):
            token = form.xpath("string(.//input[@name='forgery']/@value)")
            for field in form.xpath(".//input[@type='search']/@name"):
                target = urljoin(where, form.get("action") or where)
                for word in self.words:
                    answer = self.browser.ask("POST", target, urlencode({"forgery": token, field: word}), **FORM)
                    assert answer.status_code == 200
                    asked = f"{target}?{urlencode({field: word})}"
                    self.pages[asked] = without_what_was_asked(lxml.html.document_fromstring(answer.text), asked)

    def _by_the_site_map(self) -> Iterator[str]:
        for address in ADDRESSES:
            if address.access in STAFF and address.get is not None:
                for id_ in self.ids if "{" in address.path else [""]:
                    path = address.path.replace("{number:int}", "1").replace("{year:int}", "2026")
                    yield "/nb/" + re.sub(r"\{[^}]*\}", id_, path)

    @staticmethod
    def _is_ours(where: str) -> bool:
        path = urlsplit(where).path.removeprefix("/nb/")
        public = path in {address.path for address in ADDRESSES if address.access == "open"}
        return where.startswith("/nb/") and not public and not path.startswith(("information/", *NUMBERS))


def without_what_was_asked(page: Any, where: str) -> str:
    """The text of a page that was searched, but for what one typed oneself."""
    text = " ".join(page.text_content().split())
    for _field, typed in parse_qsl(urlsplit(where).query):
        text = text.replace(typed, "")
    return text


def every_id(database: Database) -> list[str]:
    """All that could stand in an address, whosesoever it is."""
    with database.reading() as connection:
        tables = [table for table in metadata.sorted_tables if getattr(table.c.get("id"), "type", None) is not None]
        queries = [select(table.c.id) for table in tables if getattr(table.c.id.type, "length", 0) == 36]
        options = {"all_units": True}
        return sorted(
            {id_ for query in queries for id_ in connection.execute(query, execution_options=options).scalars()}
        )


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_everybody_meets_exactly_what_is_for_them(
    signed_in: SignIn, households: dict[str, Marked], database: Database, seals: Seals
) -> None:
    """On SQLite, where the portal alone keeps people apart: rows that PostgreSQL holds back could hide mistakes."""
    words = [household.words[field] for household in households.values() for field in ("given 0", "number 0", "born")]
    ids = every_id(database)
    for who, sees in SEES.items():
        walk = Walk(signed_in(who), ids, [NOBODYS_WORD, *words])
        met = walk.everything()
        for which, household in households.items():
            allowed = sees.get(which, set())
            expected = set(household.words) if ALL in allowed else allowed
            assert found(met, household.words) == expected, f"{who} meets something else of {which} than they should"
        assert_no_search_tells_anything(
            walk, [word for which, each in households.items() if which not in sees for word in each.words.values()]
        )
        assert len(walk.pages) > 20
    assert_neither_the_letters_nor_the_audit_log_hold_any_of_it(database, seals, households)


def assert_no_search_tells_anything(walk: Walk, words: list[str]) -> None:
    """A search for somebody one may not see answers as a search for nobody does: no row, no count, no other sign."""
    for where, told in walk.pages.items():
        target, _question, query = where.partition("?")
        (field, typed), *_more = parse_qsl(query) or [("", "")]
        if typed in words:
            nobody = f"{target}?{urlencode({field: NOBODYS_WORD})}"
            assert told == walk.pages[nobody], f"{target} shows that there is something"


def assert_neither_the_letters_nor_the_audit_log_hold_any_of_it(
    database: Database, seals: Seals, households: dict[str, Marked]
) -> None:
    with database.reading() as connection:
        letters = [str(opened(seals, row)) for row in connection.execute(select(messages)).all() if row.body]
        rows = [str(row) for row in connection.execute(select(audit_rows)).all()]
    assert rows
    for household in households.values():
        secret = {field: word for field, word in household.words.items() if field != "reference"}
        assert found("\n".join(rows), household.words) == set()
        assert found("\n".join(letters), secret) == set()


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_a_file_holds_what_it_is_for_and_of_nobody_else(signed_in: SignIn, households: dict[str, Marked]) -> None:
    """What is taken out as a table, for the archive, or printed: print is a page, by another style."""
    bergen, directorate = signed_in("municipality-1"), signed_in("directorate")
    today = f"{datetime.now(UTC):%d.%m.%Y}"
    files = []
    for kind in ("csv", "xlsx"):
        bergen.open("/nb/municipality/files").fill(why=WHY, kind=kind).press("Be om filen").press("Hent filen")
        files.append((bergen.response, "municipality-1", IN_A_FILE))
        directorate.open("/nb/directorate/flow").fill(why=WHY, kind=kind, first="1.1.2026", last=today)
        directorate.press("Be om filen").press("Hent filen")
        files.append((directorate.response, "directorate", {"reference"}))
    for response, who, allowed in files:
        for which, household in households.items():
            expected = allowed if which in SEES[who] else set()
            assert found(readable(response), household.words) == expected, f"{who}, {which}"
    cases = bergen.open("/nb/municipality").page.xpath("//main//a[contains(@href, '/municipality/case/')]/@href")
    met: dict[str, set[str]] = {which: set() for which in households}
    for case in sorted(set(cases)):
        bergen.open(case).press("Hent til arkivet")
        for which, household in households.items():
            met[which] |= found(readable(bergen.response), household.words)
    assert met == {which: IN_THE_ARCHIVE if which in SEES["municipality-1"] else set() for which in households}


def test_who_must_not_be_found_is_met_by_a_named_handler_alone_and_only_when_opened(
    signed_in: SignIn, households: dict[str, Marked]
) -> None:
    protected = households["protected"]
    page = f"/nb/directorate/protected/{protected.id}"
    one, other = signed_in("handler"), signed_in("handler-too")
    one.open(page).fill(reason="Noen ringer om nøkkelen til boligen.").press()
    other.open("/nb/directorate/protected").press("Jeg er enig")
    met = found(Walk(one, [protected.id], []).everything(), protected.words)
    assert met == set(protected.words) - {"code"}
    assert found(Walk(other, [protected.id], []).everything(), protected.words) == {"reference"}
    assert found(Walk(signed_in("auditor"), [protected.id], []).everything(), protected.words) == set()


def test_who_must_not_be_found_is_no_double_of_anybody(
    households: dict[str, Marked], database: Database, seals: Seals
) -> None:
    """A centre that types their number is told of no other application; the directorate's case system finds it."""
    with database.transaction() as connection:
        theirs = as_draft(connection, seals, households["protected"].id)
        own = as_draft(connection, seals, households["by itself"].id)
        assert theirs is not None and own is not None
        assert duplicates.exists(connection, seals, own.answers, "another")
        assert duplicates.exists(connection, seals, theirs.answers, "another"), "among such it counts"
        theirs.answers.household["protection"]["protected"] = "no"
        assert not duplicates.exists(connection, seals, theirs.answers, "another")
