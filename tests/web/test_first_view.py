"""The first view of every page fits into what a server sends before it waits for an answer: ten packets, 14 600 bytes.

On a slow line each further round trip is felt. Counted is what passes over the wire: the page, the style sheet and
the scripts that it names, each with its headers, compressed as a browser asks for.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
import time_machine
from sqlalchemy import insert, select

from integrations.identity_standins import RefusingProvider
from locales import LANGUAGES
from portal.app import create_app
from portal.routes import ADDRESSES
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.one_time_codes import found_again
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import asking
from portal.web import sessions
from portal.web.assets import asset
from portal.web.guards import STAFF
from tests.citizen import Citizen
from tests.journeys.applying import Applicant, example, send
from tests.journeys.outside import come_back
from tests.journeys.post import Post

FIRST_ROUND_TRIP = 14_600
STATUS_LINE = len(b"HTTP/1.1 200 OK\r\n")
FILES = ("portal.css", "leave.js", "listen.js", "offline.js")
# Their only answer is where to go on.
LEADS_ON = {"away"}


class Wire:
    """Weighs what the portal sends to a browser that understands brotli, by route; the citizen gets it unpacked.

    A page weighs what `beside` says of each file that it names, too.
    """

    def __init__(self, portal: Any) -> None:
        self.portal = portal
        self.weights: dict[str, int] = defaultdict(int)
        self.beside: dict[bytes, int] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asks = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        scope = {**scope, "headers": [*asks, (b"accept-encoding", b"br")]}
        sent: list[Any] = []

        async def keep(message: Any) -> None:
            sent.append(message)

        await self.portal(scope, receive, keep)
        start, body = sent[0], b"".join(message.get("body", b"") for message in sent[1:])
        head = STATUS_LINE + sum(len(name) + len(value) + 4 for name, value in start["headers"]) + 2
        packed = dict(start["headers"]).get(b"content-encoding") == b"br"
        unpacked = brotli.decompress(body) if packed else body
        if start["status"] not in (302, 303):
            route = getattr(scope.get("route"), "path", scope["path"])
            files = sum(weight for address, weight in self.beside.items() if address in unpacked)
            self.weights[route] = max(self.weights[route], head + len(body) + files)
        headers = [(name, value) for name, value in start["headers"] if not name.startswith(b"content-enc")]
        headers = [(name, value) for name, value in headers if name != b"content-length"]
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": unpacked})


class Careless(Applicant):
    """Sends every page empty before answering it, and so sees its errors too."""

    citizen: Citizen

    def answer(self, step: str) -> None:
        hidden = [(name, value) for name, value in self.citizen.filled() if name in ("forgery", "seen")]
        answer = self.citizen.ask(
            "POST", self.citizen.path, urlencode(hidden), content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in (303, 422)
        self.citizen.open(self.citizen.path)
        super().answer(step)


@pytest.fixture
def database(tmp_path: Any) -> Iterator[Database]:
    """One kind is enough: what is weighed does not depend on it."""
    opened = Database.open(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    opened.create_all()
    yield opened
    opened.close()


@pytest.mark.parametrize("language", LANGUAGES)
@time_machine.travel("2026-11-20T09:00:00Z", tick=False)
def test_every_page_and_its_errors_arrive_in_the_first_round_trip(
    language: str, settings: Settings, database: Database, seals: Seals
) -> None:
    wire = Wire(create_app(settings, database, id_porten=RefusingProvider()))
    citizen = Citizen(wire)
    for address in map(asset, FILES):
        citizen.open(address)
        wire.beside[address.encode()] = wire.weights.pop("/static/{name}")
    see_what_is_open(citizen, language)
    apply_carelessly(citizen, language)
    look_after_the_case(citizen, language, Post(database, seals))
    be_asked(citizen, language, database, seals)
    lose_the_reference(Citizen(wire), language, database)
    look_as_the_other_adult(citizen, Citizen(wire), language)
    citizen.close()
    shown = {
        f"/{{language:str}}/{address.path}"
        for address in ADDRESSES
        if address.get and address.access not in STAFF and address.path not in {*LEADS_ON, "figures/{file}"}
    }
    assert shown <= set(wire.weights), "A page is not walked through yet: add it here."
    heavy = {route: weight for route, weight in wire.weights.items() if weight > FIRST_ROUND_TRIP}
    assert not heavy, f"Too heavy in {language}, with {wire.beside}: {heavy}"


def see_what_is_open(citizen: Citizen, language: str) -> None:
    """Every page that needs no draft, and every kind of error page."""
    for path in (
        "",
        "information",
        "glossary",
        "figures",
        "check",
        "what-applies",
        "road",
        "promises",
        "poster",
        "information/pets/opinion",
        "offline",
        "offline/list",
        "search?q=IMDi",
        "search",
        "resume",
        "resume/time-up",
        "resume/lost",
        "resume/lost/code",
        "stop/no-such-link",
        "goodbye",
        "sign-in",
        "sign-in/once-more",
    ):
        citizen.open(f"/{language}/{path}")
    for address in citizen.open(f"/{language}/information").page.xpath("//main//dt/a/@href"):
        citizen.open(address)
    for questions in ("check", "what-applies"):
        answer_with_the_first_choices(citizen.open(f"/{language}/{questions}"))
    citizen.open(f"/{language}/nowhere", status=404)
    citizen.post(f"/{language}/apply", [], status=403)


def answer_with_the_first_choices(citizen: Citizen) -> None:
    names = dict.fromkeys(radio.get("name") for radio in citizen.page.xpath("//input[@type='radio']"))
    for name in names:
        citizen.fill(**{name: citizen.page.xpath(f"//input[@name='{name}']/@value")[0]})
    citizen.open(f"{citizen.path}?{urlencode(citizen.filled())}")


def apply_carelessly(citizen: Citizen, language: str) -> None:
    """A household of three, from the first question to the receipt."""
    household = {**example("02"), "languages_used": [language]}
    citizen.open(f"/{language}/apply").fill(phone="own").press()
    Careless(citizen, household).walk("apply/check-answers")
    citizen.open(f"/{language}/apply/tasks").open(f"/{language}/apply/code")
    citizen.open(f"/{language}/apply/person/2/remove").open(f"/{language}/apply/check-answers")
    citizen.open(f"/{language}/apply/delete").open(f"/{language}/apply/check-answers")
    send(citizen)


def look_after_the_case(citizen: Citizen, language: str, post: Post) -> None:
    """What can be seen and told after sending, up to a change that is about to be sent."""
    case = f"/{language}/my-case"
    citizen.open(case)
    post.prove(citizen, language)
    for page in (
        "proof/id-porten",
        "proof/paper",
        "vouched",
        "erase",
        "withdraw",
        "another-municipality",
        "my-data.json",
        "my-data",
        "change",
    ):
        citizen.open(f"{case}/{page}")
    citizen.press(name="reason", value="moved").fill(street="Nygata 7", postal_code="0152", city="Oslo").press()


def be_asked(citizen: Citizen, language: str, database: Database, seals: Seals) -> None:
    """Three questions at once, sent back without answers first."""
    with database.transaction() as connection:
        asking.ask(
            connection,
            seals,
            connection.execute(select(submissions.c.id)).scalar_one(),
            asked_by="municipality",
            municipality="4601",
            questions=("move_in_date", "treatment_place", "own_home_details"),
            answer_by=date(2026, 12, 1),
            asked_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
        )
    citizen.open(f"/{language}/my-case").open(f"/{language}/my-case/questions").press(status=422)


def lose_the_reference(somebody: Citizen, language: str, database: Database) -> None:
    """Code and year were right, and there is more than one application to choose from."""
    with database.transaction() as connection:
        cookie, visit = sessions.begin(connection)
        for id_ in connection.execute(select(submissions.c.id)).scalars().all():
            found = {"session_id": visit.id, "submission_id": id_, "found_at": datetime.now(UTC)}
            connection.execute(insert(found_again).values(found))
    somebody.client.cookies.set("__Host-session", cookie)
    somebody.open(f"/{language}/resume/lost/choose")
    somebody.close()


def look_as_the_other_adult(citizen: Citizen, other: Citizen, language: str) -> None:
    """The applicant hands over a code; the other adult takes a way of their own, and sees every page of it."""
    citizen.open(f"/{language}/my-case/adults").press()
    code = str(citizen.page.xpath("string(//p[@class='reference'])")).strip()
    come_back(other, code, example("02")["persons"][-1]["birth_date"], language=language).press()
    for page in ("own", "own/contact", "own/needs", "own/leave", "answers", ""):
        other.open(f"/{language}/my-case/{page}".rstrip("/"))
    other.open(f"/{language}/my-case/own/leave").press(status=422)
    other.close()
