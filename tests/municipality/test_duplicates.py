"""Two applications about the same people: side by side, decided on by a person, and nothing of them changed."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from forms.kit.answers import Answers
from portal.storage.audit import audit_rows
from portal.storage.database import Database
from portal.storage.duplicate_decisions import duplicate_decisions
from portal.storage.sealing import Seals
from portal.storage.submissions import submissions
from portal.submissions import duplicate_pairs, duplicates
from tests.citizen import Citizen
from tests.municipality.conftest import PROTECTED, Send
from tests.staff.conftest import SignIn

pytestmark = pytest.mark.usefixtures("clock")
LIST = "/nb/duplicates"
INVENTED = ("Kovalenko", "Oksana", "Оксана")


def pairs(browser: Citizen) -> list[str]:
    return [a.get("href") for a in browser.open(LIST).page.xpath("//main//li/a")]


def elsewhere(answers: Answers) -> None:
    """The same people, living somewhere else and wishing for nothing."""
    answers.household["living"]["municipality"] = "1103"
    answers.household["wishes"] = {"anywhere": "yes"}


def everything(database: Database) -> Any:
    with database.reading() as connection:
        return connection.execute(select(submissions).order_by(submissions.c.id)).all()


def test_a_pair_is_compared_by_codes_and_the_ends_of_numbers(signed_in: SignIn, send: Send, database: Database) -> None:
    send()
    send()
    browser = signed_in("directorate")
    (pair,) = pairs(browser)
    browser.open(pair)
    with database.reading() as connection:
        read = connection.execute(select(audit_rows.c.act, audit_rows.c.about)).all()[-1]
    assert read.act == "compared applications" and read.about == " ".join(pair.split("/")[-2:])
    assert "samme fødselsdato og navn" in browser.text and "•••" in browser.text
    for word in INVENTED:
        assert word not in browser.text


@pytest.mark.parametrize("decision", ["same", "family", "different"])
def test_a_decided_pair_is_not_pointed_out_again_until_it_is_undone(
    signed_in: SignIn, send: Send, database: Database, seals: Seals, decision: str
) -> None:
    first, _second = send(), send()
    before, browser = everything(database), signed_in("directorate")
    (pair,) = pairs(browser)
    browser.open(pair).fill(decision=decision).press()
    assert browser.path == LIST and "Avgjort" in browser.text
    assert not browser.page.xpath("//h2[contains(., 'eldste')]/following-sibling::ul[1]//a")
    with database.reading() as connection:
        answers = _answers(connection, seals, first)
        assert not duplicates.exists(connection, seals, answers, first)
    browser.open(pair).press(name="do", value="undo")
    assert browser.path == pair
    assert pairs(browser) == [pair]
    assert everything(database) == before
    with database.reading() as connection:
        kept = connection.execute(select(duplicate_decisions)).one()
        acts = list(connection.execute(select(audit_rows.c.act)).scalars())
        assert duplicates.exists(connection, seals, answers, first)
    assert kept.decision == decision and kept.undone_by == kept.decided_by and kept.undone_at
    assert "decided on duplicates" in acts and "undid a decision on duplicates" in acts


def test_two_who_decide_at_once_do_not_overwrite_each_other(signed_in: SignIn, send: Send, database: Database) -> None:
    send()
    send()
    one, other = signed_in("directorate"), signed_in("directorate-too")
    (pair,) = pairs(one)
    other.open(pair).fill(decision="family")
    one.open(pair).fill(decision="same")
    twice = one.filled(one.page.xpath("//form[.//input[@name='decision']]")[0])
    one.press("Avgjør")
    one.post(pair, twice, status=200)
    other.press("Avgjør", status=409)
    assert "Samme søknad to ganger" in other.text
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(duplicate_decisions)).scalar_one() == 1


def test_nothing_chosen_is_said(signed_in: SignIn, send: Send) -> None:
    send()
    send()
    browser = signed_in("directorate")
    (pair,) = pairs(browser)
    browser.open(pair).press("Avgjør", status=422)
    assert browser.errors() == ["Velg det som stemmer."]


def test_a_municipality_sees_a_pair_only_where_both_are_its_own(signed_in: SignIn, send: Send) -> None:
    send()
    send(change=elsewhere)
    bergen, stavanger, directorate = (signed_in(who) for who in ("municipality-1", "municipality-2", "directorate"))
    (pair,) = pairs(directorate)
    assert not pairs(bergen) and not pairs(stavanger)
    bergen.open(pair, status=404)
    send()
    assert len(pairs(bergen)) == 1 and not pairs(stavanger) and len(pairs(directorate)) == 3


def test_who_must_not_be_found_is_in_no_pair(signed_in: SignIn, send: Send) -> None:
    one, other = sorted((send(PROTECTED), send(PROTECTED)))
    browser = signed_in("directorate")
    assert not pairs(browser)
    browser.open(f"{LIST}/{one}/{other}", status=404)


def test_two_that_have_nobody_in_common_are_no_pair(signed_in: SignIn, send: Send) -> None:
    one, other = send(0), send(1)
    browser = signed_in("directorate")
    for pair in (f"{one}/{other}", f"{one}/{one}", "a/b"):
        browser.open(f"{LIST}/{pair}", status=404)


def test_four_who_send_at_once_are_six_pairs_however_few_are_read_at_a_time(
    signed_in: SignIn, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicate_pairs, "A_FEW", 1)
    with ThreadPoolExecutor(4) as people:
        assert len(set(people.map(lambda _each: send(), range(4)))) == 4
    assert len(pairs(signed_in("directorate"))) == 6


def _answers(connection: Any, seals: Seals, submission: str) -> Answers:
    from portal.submissions.cases import answers_of, row_of

    row = row_of(connection, submission)
    assert row is not None
    answers = answers_of(seals, row)
    assert answers is not None
    return answers
