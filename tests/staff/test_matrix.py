"""Every address, by every method, for eleven people: what the portal answers is what stands in matrix.txt."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import time_machine
from sqlalchemy import event, select

from portal.access import demo_identities, openings
from portal.access.demo_identities import PEOPLE
from portal.access.identities import Identity
from portal.pages.information.contents import NUMBERS
from portal.pages.municipality import settling_by_file
from portal.routes import ADDRESSES, Address
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.municipal_cases import municipal_cases
from portal.storage.sealing import Seals
from portal.submissions import drafts
from portal.web import forgery, sessions
from portal.web.guards import STAFF
from portal.web.seam import Seam
from tests.citizen import Citizen
from tests.journeys.applying import example
from tests.journeys.registering import Registrar, register
from tests.staff.conftest import SignIn
from tests.staff.sending import ORDINARY, PROTECTED, asked_to_change, household, sent

MATRIX = Path(__file__).with_name("matrix.txt")
# By the letters of the matrix: who they are to the demo; the first three are no staff.
STAFF_PEOPLE = {
    "RX": "centre-1",
    "RY": "centre-2",
    "MX": "municipality-1",
    "MY": "municipality-2",
    "D": "directorate",
    "H": "handler",
    "S": "administrator",
    "Q": "auditor",
}
PEOPLE_OF_THE_MATRIX = ["-", "A1", "A2", *STAFF_PEOPLE]
NOBODYS = "00000000-0000-0000-0000-000000000000"
# What a post needs besides its token to be more than nothing.
FIELDS = {
    "sign-in/demo": [("who", "auditor")],
    "directorate/delivery": [("do", "again:x")],
    "directorate/openings": [("do", "in order:x")],
    "municipality/case/{case}": [("do", "hand over")],
    "municipality/files": [("do", "ask")],
    "directorate/flow": [("do", "ask")],
}

# What a request may say of where somebody belongs, in its query, form, cookies and headers; nothing is listened to.
OTHERS = {"unit": "demo-centre-1", "municipality": "4601", "organisation": "313367002", "role": "caseworker"}
# Headers by which other systems are told whose a request is, what it wants, and where it comes from.
USUAL = {
    "authorization": "Bearer auditor",
    "x_forwarded_user": "auditor",
    "x_http_method_override": "DELETE",
    "x_original_url": "/nb/staff/audit",
    "forwarded": "for=10.0.0.1;host=evil.example;proto=http",
}

# What must not be done at a screen that somebody has left: rights, what is taken out, who must not be found.
SENSITIVE = {
    "give rights",
    "open a protected case",
    "take cases out",
    "take the flow out",
    "fetch for the archive",
}


class RolledBack(Exception):
    """What was asked has happened, and is taken back."""


class World:
    """Eleven browsers, and something for each kind of address that names something."""

    def __init__(self, portal: Seam, signed_in: SignIn, database: Database, seals: Seals, settings: Settings) -> None:
        self.settings, self.database = settings, database
        self.browsers = {"-": Citizen(portal), "A1": Citizen(portal), "A2": Citizen(portal)}
        self.browsers |= {letter: signed_in(who) for letter, who in STAFF_PEOPLE.items()}
        Registrar(self.browsers["RX"], example("08")).begin()
        self.household = self.browsers["RX"].path.split("/")[3]
        another = signed_in("centre-1")
        register(another, example("08"))
        self.sent_by_centre = another.path.split("/")[3]
        self.protected = sent(database, seals, PROTECTED).id
        handler, other = (self._identity(who).staff for who in ("handler", "handler-too"))
        self.grants = {letter: str(self._identity(who).grant) for letter, who in STAFF_PEOPLE.items()}
        with database.transaction() as connection:
            opening = openings.ask(connection, seals, self.protected, handler, "x" * 20, urgent=False)
            openings.agree(connection, opening, other)
            draft = drafts.begin(connection, seals, settings.question_set)
            draft.answers = household(ORDINARY)
            drafts.save(connection, seals, draft)
            self._visit(connection, "A1", draft_id=draft.id)
            self.pair = sorted(sent(database, seals, ORDINARY, connection).id for _twice in range(2))
            self._visit(connection, "A2", submission_id=self.pair[0])
            bergens = select(municipal_cases.c.id).where(municipal_cases.c.municipality == "4601")
            self.in_bergen = str(connection.execute(bergens, execution_options={"all_units": True}).scalars().first())
            self.request = asked_to_change(connection, seals, self.pair[1])

        self.cookies = {letter: dict(browser.client.cookies) for letter, browser in self.browsers.items()}

    def close(self) -> None:
        for letter in ("-", "A1", "A2"):
            self.browsers[letter].close()

    def filled(self, address: Address) -> str:
        """The address with something in each of its places."""
        household = self._household(address)
        here = {
            "{household}": household,
            "{case}": self.protected if address.path.startswith("directorate/protected") else self.in_bergen,
            "{request}": self.request,
            "{one}": self.pair[0],
            "{other}": self.pair[1],
            "{number:int}": "1",
            "{year:int}": str(datetime.now(UTC).year),
            "{step}": "name" if "{number" in address.path else "pets",
            "{slug}": next(iter(NUMBERS)),
            "{file}": next(iter(settling_by_file.FILES)),
            "{page}": "person",
        }
        return re.sub(r"\{[^}]*\}", lambda place: here.get(place.group(), NOBODYS), address.path)

    def answer(self, letter: str, method: str, address: Address, saying: dict[str, str]) -> str:
        """One field of the matrix."""
        return in_short(self.response(letter, method, address, saying))

    def response(self, letter: str, method: str, address: Address, saying: dict[str, str]) -> httpx.Response:
        """`saying`: in the query, in the form, in cookies of either kind, in headers of its own and in usual ones."""
        browser = self.browsers[letter]
        browser.client.cookies.clear()
        said_too = saying | {f"__Host-{name}": value for name, value in saying.items()}
        browser.client.cookies.update(self.cookies[letter] | said_too)
        where = f"/nb/{self.filled(address)}" + (f"?{urlencode(saying)}" if saying else "")
        headers: dict[str, str | None] = {f"x_{name}": value for name, value in saying.items()}
        headers |= dict(USUAL) if saying else {}
        if method == "GET":
            return browser.ask("GET", where, **headers)
        fields = [*self.fields(letter, address), *saying.items()]
        kind = "application/x-www-form-urlencoded"
        return browser.ask("POST", where, urlencode(fields), content_type=kind, **headers)

    def fields(self, letter: str, address: Address) -> list[tuple[str, str]]:
        """A form with its token and little else."""
        about = self._household(address) if "{household}" in address.path else ""
        cookie = "__Host-staff" if address.access in STAFF else "__Host-session"
        token = self._token(self.browsers[letter], cookie, about)
        role = [("grant", self.grants.get(letter, ""))] if address.path == "staff/role" else []
        return [("forgery", token), *FIELDS.get(address.path, []), *role]

    def _household(self, address: Address) -> str:
        return self.sent_by_centre if address.path.endswith(("receipt", "status")) else self.household

    def _token(self, browser: Citizen, cookie: str, about: str = "") -> str:
        kept = browser.client.cookies.get(cookie)
        visit = type("Visit", (), {"id": sessions.hashed(kept)})() if kept else None
        return forgery.token(self.settings.token_key, visit, about) or "none"

    def _visit(self, connection: Any, letter: str, **about: Any) -> None:
        cookie, _session = sessions.begin(connection, **about, shared_phone=False, proved_at=datetime.now(UTC))
        self.browsers[letter].client.cookies.set("__Host-session", cookie)

    def _identity(self, who: str) -> Identity:
        with self.database.reading() as connection:
            identity = demo_identities.identity_of(connection, who)
        assert identity is not None
        return identity


def in_short(response: httpx.Response) -> str:
    """How a field of the matrix says it."""
    led_to = response.headers.get("location", "")
    if led_to == "/nb/sign-in":
        return "in"
    if led_to == "/nb/resume":
        return "code"
    if response.status_code == 404:
        return "-"
    fine = response.status_code in (200, 303, 400, 409, 422)
    return "yes" if fine else str(response.status_code)


def as_shown(response: httpx.Response) -> tuple[int, str]:
    """What a page says, without tokens, which are always new, and the queries of its links."""
    return response.status_code, re.sub(r'value="[^"]*"|\?[^"]*(?=")', "", response.text)


@pytest.fixture
def world(portal: Seam, signed_in: SignIn, database: Database, seals: Seals, settings: Settings) -> Iterator[World]:
    built = World(portal, signed_in, database, seals, settings)
    yield built
    built.close()


@pytest.fixture
def nothing_stays(world: World, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on a request is answered as always, and what it wrote is taken back: the next finds all as it was."""
    write = database.write

    async def write_and_take_back(function: Any, *given: Any, **named: Any) -> Any:
        def and_back(connection: Any) -> Any:
            raise RolledBack(function(connection, *given, **named))

        try:
            return await write(and_back)
        except RolledBack as answer:
            return answer.args[0]

    monkeypatch.setattr(database, "write", write_and_take_back)


def written() -> dict[tuple[str, str], list[str]]:
    """The fields of each line of the file."""
    lines = (line.split() for line in MATRIX.read_text().splitlines() if line and not line.startswith(("#", " ")))
    return {(method, path): fields for method, path, *fields in lines}


def column(letter: str) -> int:
    return PEOPLE_OF_THE_MATRIX.index(letter)


def line(method: str, path: str, fields: list[str]) -> str:
    return f"{method:4} {path:52} {' '.join(f'{field:4}' for field in fields)}".rstrip()


@pytest.mark.usefixtures("nothing_stays")
def test_every_address_answers_everybody_as_the_matrix_says(world: World) -> None:
    """On one of the two databases each request also says in every way that it comes from somewhere else."""
    said = {} if world.database.dialect == "postgresql" else OTHERS
    found = {
        (method, f"/{address.path}"): [world.answer(letter, method, address, said) for letter in PEOPLE_OF_THE_MATRIX]
        for address in ADDRESSES
        for method in address.pages
    }
    expected = written()
    new = [line(*key, fields) for key, fields in found.items() if expected.get(key) != fields]
    gone = [f"{method} {path}" for method, path in expected if (method, path) not in found]
    assert not new + gone, "Think about whether this is right; then it belongs into matrix.txt:\n" + "\n".join(
        [*new, *(f"no longer there: {each}" for each in gone)]
    )


@pytest.mark.usefixtures("clock", "nothing_stays")
@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_nobody_is_shown_another_ones_by_saying_so(world: World) -> None:
    """Whose staff somebody is comes from the visit alone: the page is the same whatever is said beside it."""
    told = written()
    theirs = [address for address in ADDRESSES if address.access in STAFF and address.get]
    for letter, address in product(("RY", "MY"), theirs):
        if told["GET", f"/{address.path}"][column(letter)] == "yes":
            plain, other = (as_shown(world.response(letter, "GET", address, said)) for said in ({}, OTHERS))
            assert plain == other, (letter, address.path)


@pytest.mark.usefixtures("clock", "nothing_stays")
@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_what_needs_a_fresh_sign_in_asks_for_one_after_five_minutes_and_nothing_else_does(
    clock: time_machine.Traveller, world: World
) -> None:
    told = written()
    theirs = [
        (letter, method, address)
        for address in ADDRESSES
        for method in address.pages
        for letter in STAFF_PEOPLE
        if address.access in STAFF and told[method, f"/{address.path}"][column(letter)] == "yes"
    ]
    for seconds, too_late in ((5 * 60, False), (1, True)):
        clock.shift(seconds)
        for letter, method, address in theirs:
            led_to = world.response(letter, method, address, {}).headers.get("location", "")
            asked_again = led_to == "/nb/sign-in/once-more"
            assert asked_again == (too_late and address.access in SENSITIVE), (letter, method, address.path)


def test_any_other_method_is_refused_to_everybody(world: World) -> None:
    for letter in ("-", "A2", "D"):
        for address in ADDRESSES:
            where = f"/nb/{world.filled(address)}"
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(address.pages):
                assert world.browsers[letter].ask(method, where).status_code == 405, (method, where)


def test_each_line_of_the_matrix_is_about_these_people() -> None:
    head = next(each for each in MATRIX.read_text().splitlines() if each.startswith("#method"))
    assert head.split()[2:] == PEOPLE_OF_THE_MATRIX
    assert set(STAFF_PEOPLE.values()) <= set(PEOPLE)


def same_but_for_its_number(response: httpx.Response, id_: str) -> tuple[int, str, dict[str, str]]:
    """All that can be told from an answer, without the reference of the request and what was asked for."""
    text = re.sub(r"<strong>[0-9a-f]{8}</strong>|[0-9a-f]{8}(?=\s*<)", "", response.text.replace(id_, ""))
    return response.status_code, text, dict(response.headers)


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """What the database is asked meanwhile: the same questions are the same work, and so the same time."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_what_is_another_ones_is_told_by_nothing_from_what_is_not_there(
    clock: time_machine.Traveller, world: World, database: Database
) -> None:
    """Nor by the work it takes: the database is asked the same. The time is measured: benchmarks/guessing.py."""
    for who, address, id_ in (
        ("RY", "centre/{}/person/1", world.household),
        ("RY", "centre/{}/check", world.household),
        ("RY", "centre/{}/status", world.sent_by_centre),
        ("D", "centre/{}/person/1", world.household),
        ("MY", "municipality/case/{}", world.in_bergen),
        ("MY", "municipality/case/{}/feedback", world.in_bergen),
        ("D", "directorate/protected/{}", world.protected),
        ("MX", "directorate/protected/{}", world.protected),
        ("RX", "directorate/protected/{}", world.protected),
    ):
        told, work = [], []
        for asked in (id_, NOBODYS):
            with statements_of(database) as statements:
                response = world.browsers[who].ask("GET", f"/nb/{address.format(asked)}")
            told.append(same_but_for_its_number(response, asked))
            work.append(statements)
        assert told[0] == told[1] and told[0][0] == 404, (who, address)
        assert work[0] == work[1] and work[0], (who, address)


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_every_page_for_staff_speaks_five_languages(world: World) -> None:
    told = written()
    for address in ADDRESSES:
        if address.access not in STAFF or address.get is None:
            continue
        may = [each for each in STAFF_PEOPLE if told["GET", f"/{address.path}"][column(each)] == "yes"]
        # What is for all staff looks different to each; the rest is the same for whoever may see it.
        people = may if address.access == "staff" else may[:1]
        for letter, language in product(people, ("uk", "ru", "en", "nn")):
            response = world.browsers[letter].ask("GET", f"/{language}/{world.filled(address)}")
            if response.status_code == 200 and "text/html" in response.headers["content-type"]:
                world.browsers[letter].show(response)
