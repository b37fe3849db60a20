"""The warnings that reviewers get, case by case."""

from datetime import date
from typing import Any

import pytest

from forms.kit.answers import Answers, Person
from portal.submissions.warnings import warnings

TODAY = date(2026, 11, 20)
GRANTED = {"status": "granted", "ground": "collective_protection"}


def household(born: str, *others: dict[str, Any], **first: Any) -> Answers:
    """The applicant with a granted permit, and other members; each step is given by its name."""
    people = [Person("1", {"permit": GRANTED, **first})]
    people += [Person(str(number), steps) for number, steps in enumerate(others, 2)]
    return Answers({"start": {"born": born}}, people)


def in_a_centre(born: str, **first: Any) -> Answers:
    registered = household(born, **first)
    registered.household["on-behalf"] = {"how": "read_aloud"}
    return registered


def member(born: str, **steps: Any) -> dict[str, Any]:
    return {"name": {"given": "A", "family": "B", "born": born}, **steps}


def reg(value: str) -> dict[str, Any]:
    return {"numbers": [{"kind": "reg", "value": value}, {"kind": "duf", "value": f"2026{value}"}]}


PARENT = {"kind": "parent", "who": "1"}
AUNT = {"kind": "accompanying_person", "who": "1"}
REPRESENTATIVE = {"kind": "representative", "who": "outside"}
NOBODY = {"kind": "none"}

CASES: list[tuple[str, Answers, list[str]]] = [
    ("an adult alone", household("1990-01-01"), []),
    ("a child with its parent", household("1990", member("2015-06-02", guardian=PARENT)), []),
    ("a child with an aunt", household("1990", member("2015-06-02", guardian=AUNT)), ["minor_without_parent"]),
    ("a child and nobody", household("1990", member("2015", guardian=NOBODY)), ["minor_without_parent"]),
    ("a child of whom the adult is not said", household("1990", member("2015")), ["minor_without_parent"]),
    ("almost eighteen", household("2008-11-21", guardian=REPRESENTATIVE), ["minor_without_parent"]),
    ("eighteen today", household("2008-11-20"), []),
    ("a year that may be eighteen", household("2008", guardian=NOBODY), ["minor_without_parent"]),
    ("alone and fifteen", household("2011-11-20", guardian=REPRESENTATIVE), ["minor_without_parent"]),
    ("alone and fourteen", household("2011-11-21", guardian=NOBODY), ["minor_without_parent", "under_15_alone"]),
    (
        "alone and fourteen with a representative",
        household("2011-11-21", guardian=REPRESENTATIVE),
        ["minor_without_parent", "under_15_alone"],
    ),
    (
        "fourteen with an aunt who is not in this application",
        household("2011-11-21", guardian={"kind": "accompanying_person", "who": "outside"}),
        ["minor_without_parent"],
    ),
    (
        "fifteen with a brother of ten",
        household("2011-11-20", member("2016-01-01", guardian=NOBODY), guardian=NOBODY),
        ["minor_without_parent", "under_15_alone"],
    ),
    (
        "one registration number twice",
        household("1990", member("1991", permit=GRANTED, numbers=reg("26-1")), numbers=reg("26-1")),
        [],
    ),
    (
        "two registration numbers",
        household("1990", member("1991", permit=GRANTED, numbers=reg("26-2")), numbers=reg("26-1")),
        ["identifiers_differ_in_family"],
    ),
    ("only one has a registration number", household("1990", member("1991", permit=GRANTED), numbers=reg("26-1")), []),
    ("told six months ago today", household("1990", permit=GRANTED | {"informed_on": "2026-05-20"}), []),
    ("told a day earlier", household("1990", permit=GRANTED | {"informed_on": "2026-05-19"}), ["after_six_months"]),
    ("told long ago, but in a centre", in_a_centre("1990", permit=GRANTED | {"informed_on": "2025-01-01"}), []),
    ("the day of telling is not known", household("1990", permit=GRANTED | {"decided_on": "2020-01-01"}), []),
    (
        "only the other adult was told long ago",
        household("1990", member("1991", permit=GRANTED | {"informed_on": "2025-01-01"})),
        ["after_six_months"],
    ),
    ("not yet granted", household("1990", permit={"status": "applied", "ground": "asylum"}), ["permit_not_granted"]),
    ("not known", household("1990", permit={"status": "unknown", "ground": "unknown"}), ["permit_not_granted"]),
    (
        "one of two not granted",
        household("1990", member("1991", permit={"status": "not_applied", "ground": "unknown"})),
        ["permit_not_granted"],
    ),
    ("a child's permit is not asked for", household("1990", member("2015", guardian=PARENT)), []),
    (
        "a young applicant's is",
        household("2010-02-17", guardian=REPRESENTATIVE, permit={"status": "applied", "ground": "asylum"}),
        ["minor_without_parent", "permit_not_granted"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_household_gets_the_warnings_it_should(answers: Answers, expected: list[str]) -> None:
    assert warnings(answers, TODAY, duplicate=False) == expected
    with_double = warnings(answers, TODAY, duplicate=True)
    assert [w for w in with_double if w != "possible_duplicate"] == expected and "possible_duplicate" in with_double


def test_the_end_of_a_short_month_is_believed() -> None:
    """Told on 31 August: six months later is the last day of February."""
    late = household("1990", permit=GRANTED | {"informed_on": "2026-08-31"})
    assert warnings(late, date(2027, 2, 28), duplicate=False) == []
    assert warnings(late, date(2027, 3, 1), duplicate=False) == ["after_six_months"]
