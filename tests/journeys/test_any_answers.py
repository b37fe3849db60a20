"""Whatever anybody answers, no page fails; and what is accepted comes back as it was typed.

`PORTAL_EXAMPLES` sets how many examples are tried for each page (30 without it; a release tries thousands).
"""

import os
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from integrations.record_schema import problems_of
from portal.storage.database import Database
from portal.storage.drafts import drafts
from portal.storage.sealing import Seals
from portal.submissions import record
from portal.submissions.drafts import load
from portal.submissions.warnings import warnings
from tests.citizen import Citizen
from tests.journeys.applying import Applicant, begin, example

EXAMPLES = int(os.environ.get("PORTAL_EXAMPLES", "30"))
TODAY = date(2026, 11, 20)
FORM = "application/x-www-form-urlencoded"
OUR_OWN = {"forgery", "seen"}

NASTY = [
    "\x00", "a\x00b", "\x1b[31m", "\r\nX-Evil: 1", "\u202eabc", "\u2066x\u2069", "\u200c", "\u200f", "\ufeff", "\ufffe",
    "\ud7ff", "\U000e0001", "\U0010ffff", "'; DROP TABLE drafts; --", "{{7*7}}", "${7*7}", "%(name)s", "%s%n", "{0}",
    "<script>alert(1)</script>", "\"><img src=x>", "&lt;", "../../etc/passwd", "1" * 400, "é" * 1000, "e\u0301",
    "ﷺ" * 30, "Z̸̡̛͍a̷͔͝l̶̰͝g̶̱̈o̵̜͑", "١٢٣٤", "１２", "²", "Ⅷ", "½", "-1", "0", "1e9", "NaN", "None", "null", "true",
    "2026-02-30", "31", "29", "02", "1900", "9999", "+380 50 123 45 67", "+", "++47", "tel:112", "a@b", "a@b.no",
    "ß", "İ", "ı", "ſ", "ǅ", " ", "\u00a0", "\u3000", "\t", "Bergen", "Берген", "Herøy", "yes", "no",
]  # fmt: skip
values = st.one_of(st.sampled_from(NASTY), st.text(max_size=40), st.integers(0, 3000).map(str))


@pytest.mark.usefixtures("clock")
def test_no_answer_makes_a_page_fail(citizen: Citizen, database: Database, seals: Seals) -> None:
    """A whole application stands; one page after the other is answered at random, then well again."""
    applicant = Applicant(citizen, example("01"))
    begin(citizen, example("01"))
    pages = dict.fromkeys(answer.request.url.path for answer in citizen.answers if answer.request.method == "POST")
    for address in [page for page in pages if "/person/2" not in page and page.count("/") > 2]:
        citizen.open(address)
        attempt(citizen, address, offered(citizen), lambda: look_at_the_record(database, seals))
        citizen.open(address)
        if citizen.path == address:
            applicant.answer(address.rpartition("/")[2])
            citizen.press(status=None)
            if citizen.response.status_code == 409:
                citizen.press()


def look_at_the_record(database: Database, seals: Seals) -> None:
    """What was accepted fits the schema of the record."""
    with database.reading() as connection:
        (draft_id,) = connection.execute(select(drafts.c.id)).scalars()
        draft = load(connection, seals, draft_id)
    assert draft is not None
    data = record.household(
        draft.answers,
        question_set=draft.question_set,
        reference="0000-0000",
        version=1,
        channel="self",
        languages=draft.languages,
        warnings=warnings(draft.answers, TODAY, duplicate=False),
        declarations=[{"code": "truth", "version": "1", "language": "uk", "accepted_at": "2026-11-20T09:00:00Z"}] * 2,
        at=datetime(2026, 11, 20, tzinfo=UTC),
        today=TODAY,
    )
    kind = "no.settlement.application.submitted.v1"
    at = datetime(2026, 11, 20, tzinfo=UTC)
    body = record.event(kind, subject=f"submission/{draft.id}", sequence=1, source="urn:test", at=at, data=data)
    assert list(problems_of(body)) == []


def offered(citizen: Citizen) -> list[tuple[str, list[str]]]:
    fields: dict[str, list[str]] = {}
    for element in citizen.page.get_element_by_id("answers").iter("input", "select", "textarea"):
        choices = fields.setdefault(element.get("name"), [])
        if element.get("type") in ("radio", "checkbox", "hidden"):
            choices.append(element.get("value"))
        elif element.tag == "select":
            choices += [option.get("value") for option in element.iter("option")]
    return list(fields.items())


def attempt(citizen: Citizen, address: str, fields: list[tuple[str, list[str]]], look: Callable[[], None]) -> None:
    own = [(name, choices[0]) for name, choices in fields if name in OUR_OWN]
    others = [(name, choices) for name, choices in fields if name not in OUR_OWN]

    def answers() -> Any:
        each = [
            st.tuples(st.just(name), st.one_of(st.sampled_from(choices), values) if choices else values)
            for name, choices in others
        ]
        extra = st.tuples(st.sampled_from(["rows", "switch", "checked", "x", "seen"]), values)
        return st.tuples(*(st.none() | field for field in each), st.none() | extra)

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(answers())
    def tried(chosen: tuple[tuple[str, str] | None, ...]) -> None:
        posted = [*own, *(pair for pair in chosen if pair is not None)]
        if len({name for name, _value in posted}) < len(posted):
            posted = posted[:-1]
        answer = citizen.ask("POST", address, urlencode(posted, errors="surrogatepass"), content_type=FORM)
        assert answer.status_code in (303, 400, 404, 409, 422, 200), f"{address} gave {answer.status_code}"
        assert "Traceback" not in answer.text and answer.text != "49"
        if answer.status_code == 303:
            shown = citizen.ask("GET", address)
            assert shown.status_code in (200, 303, 404), f"{address}, asked again, gave {shown.status_code}"
            assert citizen.ask("GET", "/uk/apply/tasks").status_code == 200
            if citizen.ask("GET", "/nb/apply/check-answers").status_code == 200:
                look()

    tried()


accepted_texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs")), min_size=1, max_size=60
).filter(str.strip)


@pytest.mark.usefixtures("clock")
def test_an_accepted_text_comes_back_as_it_was_typed(citizen: Citizen) -> None:
    applicant = Applicant(citizen, example("03"))
    citizen.open("/en/apply").fill(phone="own").press()
    applicant.walk("person/1/name")
    own = [(name, value) for name, value in citizen.filled() if name == "forgery"]

    @settings(
        max_examples=EXAMPLES * 3,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(accepted_texts)
    def tried(text: str) -> None:
        citizen.open("/en/apply/person/1/name")
        seen = [(name, value) for name, value in citizen.filled() if name == "seen"]
        posted = [*own, *seen, ("given", "Olena"), ("family", "Test"), ("native_script", text)]
        answer = citizen.ask("POST", "/en/apply/person/1/name", urlencode(posted), content_type=FORM)
        assert answer.status_code == 303
        shown = citizen.open("/en/apply/person/1/name").value("native_script")
        assert shown == unicodedata.normalize("NFC", text).strip(" \u00a0\u3000")

    tried()
