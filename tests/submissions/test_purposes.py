"""What was made for one purpose opens nothing else, and nothing at all once its key is gone."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Connection, select
from starlette.datastructures import Headers

import portal
from forms.kit.answers import Answers
from portal.access import demo_identities
from portal.settings import Settings
from portal.storage.database import Database
from portal.storage.sealing import Seals
from portal.storage.ways import ways
from portal.submissions import drafts, finding, residents, second_proof, vouching
from portal.submissions.opening import open_again
from portal.submissions.reaching import Sender
from portal.submissions.ways import stop_by_link, stop_token
from portal.web import carried, forgery, sessions, staff_sessions
from portal.web.call import Call
from tests.staff.sending import ORDINARY, household, sent

BORN = "1990-01-01"
SENDER = Sender(("sms", "email"), "https://portal.test")
Opens = Callable[[Connection, str], bool]


def purposes() -> Iterator[str]:
    """The purpose of every keyed hash, as it is named where the hash is made."""
    for file in Path(portal.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "lookup":
                named = node.args[0].left if isinstance(node.args[0], ast.BinOp) else node.args[0]
                assert isinstance(named, ast.Constant), f"{file}:{node.lineno} does not name the purpose of its hash"
                yield str(named.value)


def test_a_keyed_hash_for_one_purpose_is_none_for_another(seals: Seals) -> None:
    every = sorted(set(purposes()))
    assert len(every) > 20
    # What follows the purpose begins at the first bar: with none in any purpose, no two can run together.
    assert not [purpose for purpose in every if "|" in purpose]
    for one, other in permutations(every, 2):
        for value in ("", "7K3M-9QXD", f"{other}|7K3M-9QXD"):
            assert seals.lookup(one, value) != seals.lookup(other, value), (one, other)


def test_what_finds_somebody_in_one_unit_finds_nobody_in_another(seals: Seals) -> None:
    """The same number, name and birth date give other hashes in each municipality and at each centre."""
    answers = household(ORDINARY)
    resident = residents.of_person(answers, answers.people[0])
    one, other = (finding.lookups(seals, municipality, answers, "7K3M-9QXD") for municipality in ("4601", "1103"))
    assert len(one) == len(other) > 5 and not one & other
    one_too, other_too = (residents.lookups_of(seals, unit, resident) for unit in ("centre-1", "centre-2"))
    assert len(one_too) == len(other_too) > 5 and not one_too & other_too


@dataclass
class Tokens:
    """A token of each kind that the portal hands out, and what each is good for."""

    made: dict[str, str]
    opens: dict[str, Opens]


@pytest.fixture
def tokens(database: Database, seals: Seals, settings: Settings) -> Tokens:
    case = sent(database, seals, ORDINARY)
    answers = household(ORDINARY)
    with database.transaction() as connection:
        demo_identities.prepare(connection)
        identity = demo_identities.identity_of(connection, "centre-1")
        assert identity is not None
        draft = drafts.begin(connection, seals, settings.question_set)
        draft.answers.household["start"] = {"born": BORN}
        drafts.save(connection, seals, draft)
        visitor, session = sessions.begin(connection, submission_id=case.id)
        of_staff = staff_sessions.begin(connection, identity.staff, [identity.unit.organisation])
        way, stop = way_to(connection, seals, answers, case.id)
        on_paper, _until = vouching.vouch(connection, seals, case.id, datetime.now(UTC), SENDER)
        second_proof.ask_for_code(connection, session.id, "sms", "en", submission_id=case.id)
        ((_asked, digits),) = second_proof.make_codes(connection, seals, datetime.now(UTC))
    caller = SimpleNamespace(house=SimpleNamespace(seals=seals), identity=identity, now=datetime.now(UTC))
    call = cast(Call, caller)

    def stopped(connection: Connection, token: str) -> bool:
        stop_by_link(connection, seals, token)
        mine = (ways.c.submission_id == case.id) & (ways.c.way == way)
        return connection.scalar(select(ways.c.stopped_at).where(mine)) is not None

    def form(about: str) -> Opens:
        key, origin = settings.token_key, settings.origin
        return lambda _connection, token: forgery.genuine(key, session, token, Headers(), origin, about)

    return Tokens(
        {
            "code of a draft": draft.code,
            "reference": case.reference,
            "code by telephone": digits,
            "code on paper": on_paper,
            "link that stops messages": stop,
            "visit": visitor,
            "visit of staff": of_staff,
            "form": forgery.token(settings.token_key, session),
            "form about one household": forgery.token(settings.token_key, session, case.id),
            "list of residents": carried.carry(call, "residents", ["x"]),
            "list of dates": carried.carry(call, "dates", ["x"]),
        },
        {
            "code of a draft": lambda c, token: open_again(c, seals, token, BORN) is not None,
            "reference": lambda c, token: open_again(c, seals, token, str(answers.said("start", "born"))) is not None,
            "code by telephone": lambda c, token: second_proof.code_is_right(c, seals, session.id, token),
            "code on paper": lambda c, token: vouching.voucher_is_right(c, seals, case.id, token),
            "link that stops messages": stopped,
            "visit": lambda c, token: sessions.find(c, token) is not None,
            "visit of staff": lambda c, token: staff_sessions.find(c, token) is not None,
            "form": form(""),
            "form about one household": form(case.id),
            "list of residents": lambda _c, token: carried.carried(call, "residents", token) is not None,
            "list of dates": lambda _c, token: carried.carried(call, "dates", token) is not None,
        },
    )


def way_to(connection: Connection, seals: Seals, answers: Answers, submission_id: str) -> tuple[Any, str]:
    """A way that leads to the applicant, and the end of the link that stops it."""
    way = connection.scalar(select(ways.c.way).where(ways.c.submission_id == submission_id).limit(1))
    contact = answers.household["contact"]["phone" if way == "sms" else "email"]
    return way, stop_token(seals, submission_id, cast(Any, way), contact)


class TakenBack(Exception):
    """It has been tried; whatever it did is undone."""


def tried(database: Database, opens: Opens, token: str) -> bool:
    try:
        with database.transaction() as connection:
            opened = opens(connection, token)
            raise TakenBack
    except TakenBack:
        return opened


@pytest.mark.parametrize("owner", ["sqlite"], indirect=True)
def test_a_token_opens_what_it_is_for_and_nothing_else(database: Database, tokens: Tokens) -> None:
    assert set(tokens.made) == set(tokens.opens)
    for kind, token in tokens.made.items():
        assert tried(database, tokens.opens[kind], token), kind
    for kind, other in permutations(tokens.made, 2):
        assert not tried(database, tokens.opens[other], tokens.made[kind]), f"{kind} is taken for a {other}"


def test_with_other_keys_nothing_signed_counts_any_more(settings: Settings, seals: Seals) -> None:
    """There is no overlap: whoever changes a key that signs ends all that was signed with it at once."""
    visit = cast(Any, SimpleNamespace(id="one visit"))
    token, other_key = forgery.token(settings.token_key, visit), settings.lookup_key
    assert forgery.genuine(settings.token_key, visit, token, Headers(), settings.origin)
    assert not forgery.genuine(other_key, visit, token, Headers(), settings.origin)
    others = Seals({}, settings.token_key)
    assert not [purpose for purpose in purposes() if others.lookup(purpose, "x") == seals.lookup(purpose, "x")]
