"""Applications that seem to be about the same people, side by side, and what somebody decides about them.

No names are shown: codes, years of birth and the ends of numbers are enough to decide, and each look is written down.
"""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from forms.codes import countries, municipalities
from forms.kit.answers import Answers, Person
from forms.questions.living import SITUATIONS
from forms.questions.permit import GROUNDS
from forms.questions.person import NUMBER_KINDS, ROLES
from forms.questions.situation import born, is_applicant
from locales import lazy as _
from portal.pages.municipality.municipality import municipality_of
from portal.submissions import duplicate_pairs, municipal_case
from portal.submissions.alike import Alike, masked, people_alike
from portal.submissions.cases import answers_of, row_of
from portal.submissions.duplicate_pairs import DECISIONS, DecidedMeanwhile, Pair
from portal.web.call import Call
from portal.web.problems import Problem

DECISION_NAMES = {
    "same": _("The same application twice"),
    "family": _("Different applications of one family"),
    "different": _("Different people"),
}
KIND_NAMES = {option.value: option.label for option in NUMBER_KINDS}
ROLE_NAMES = {option.value: option.label for option in ROLES} | {"applicant": _("Applicant")}
SITUATION_NAMES = {option.value: option.label for option in SITUATIONS}
GROUND_NAMES = {option.value: option.label for option in GROUNDS}


def show(call: Call) -> Response:
    """The pairs that wait, and those that were decided lately; in a municipality only pairs of its own cases."""
    whose = _whose(call)
    call.note("read the duplicates", about=whose or "")
    return call.page(
        "staff/duplicates.html",
        title=_("Possible duplicates"),
        waiting=duplicate_pairs.undecided(call.connection, whose),
        decided=duplicate_pairs.decided(call.connection, whose),
        decision_names=DECISION_NAMES,
        most=duplicate_pairs.MOST,
    )


def compare(call: Call) -> Response:
    """Two applications side by side."""
    return _page(call, _pair(call))


def decide(call: Call) -> Response:
    """Same, family or different; or the last decision is undone. Neither application is changed."""
    pair, said = _pair(call), call.form.get("do")
    about, staff = f"{pair.one} {pair.other}", call.identity.staff
    if said == "undo":
        if duplicate_pairs.undo(call.connection, pair, staff=staff):
            call.note("undid a decision on duplicates", about=about)
        return call.go(_path(pair))
    decision = next((each for each in DECISIONS if each == call.form.get("decision")), None)
    if decision is None:
        return _page(call, pair, wrong=True, status=422)
    try:
        if duplicate_pairs.decide(call.connection, pair, decision, staff=staff, unit=call.identity.unit.code):
            call.note("decided on duplicates", about=about, fields=[decision])
    except DecidedMeanwhile:
        return _page(call, _pair(call), meanwhile=True, status=409)
    return call.go("duplicates")


def _whose(call: Call) -> str | None:
    """The municipality whose pairs are seen; None: those of all, for the directorate."""
    return None if call.identity.role == "caseworker" else municipality_of(call)


def _pair(call: Call) -> Pair:
    found = duplicate_pairs.pair(call.connection, call.parts["one"], call.parts["other"], _whose(call))
    if found is None:
        raise Problem(404)
    return found


def _path(pair: Pair) -> str:
    return f"duplicates/{pair.one}/{pair.other}"


def _page(call: Call, pair: Pair, *, wrong: bool = False, meanwhile: bool = False, status: int = 200) -> Response:
    rows = [row_of(call.connection, id_) for id_ in (pair.one, pair.other)]
    answers = [answers_of(call.house.seals, row) if row is not None else None for row in rows]
    first, second = answers
    if first is None or second is None:
        raise Problem(404)
    call.note("compared applications", about=f"{pair.one} {pair.other}", fields=["codes", "masked numbers"])
    missing = _("Choose what is right.")
    return call.page(
        "staff/compare.html",
        title=_("Two applications side by side"),
        status=status,
        errors=[{"href": "#decision-same", "message": missing}] if wrong else [],
        alike=[_in_words(each) for each in people_alike(first, second)],
        sides=[
            {"reference": row.reference, "sent_at": row.submitted_at, **_household(call, row.id, each)}
            for row, each in zip(rows, (first, second), strict=True)
            if row is not None
        ],
        decision=pair.decision,
        decision_names=DECISION_NAMES,
        meanwhile=meanwhile,
    )


def _in_words(alike: Alike) -> dict[str, Any]:
    return {
        "one": alike.one,
        "other": alike.other,
        "numbers": [KIND_NAMES[kind] for kind in alike.numbers],
        "name_and_birth": alike.name_and_birth,
    }


def _household(call: Call, submission_id: str, answers: Answers) -> dict[str, Any]:
    covered = not _may_see_numbers(call, submission_id)
    living = answers.household["living"]
    return {
        "municipality": municipalities.label(living.get("municipality") or "0000", call.language),
        "situation": SITUATION_NAMES[living["situation"]],
        "people": [_person(call, answers, person, covered=covered) for person in answers.people],
    }


def _may_see_numbers(call: Call, submission_id: str) -> bool:
    """Numbers are for the directorate and the municipality that was asked, here as on the household's own page."""
    whose = _whose(call)
    case = municipal_case.of_submission(call.connection, whose, submission_id) if whose else None
    return whose is None or (case is not None and case.asked_at is not None)


def _person(call: Call, answers: Answers, person: Person, *, covered: bool) -> dict[str, Any]:
    role = "applicant" if is_applicant(answers, person) else person.said("name", "role")
    return {
        "role": ROLE_NAMES[role],
        "born": (born(answers, person) or "")[:4],
        "citizenships": [
            countries.label(code, call.language) for code in person.said("citizenship", "citizenships") or []
        ],
        "permit": GROUND_NAMES.get(person.said("permit", "ground") or ""),
        "numbers": [] if covered else list(_numbers(person)),
    }


def _numbers(person: Person) -> Iterator[tuple[str, str]]:
    for number in person.said("numbers", "numbers") or []:
        yield KIND_NAMES[number["kind"]], masked(number["value"])
