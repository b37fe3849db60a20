"""The list of all that is asked, with a row for each part and each person, and how far one has come."""

from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from forms.kit.answers import Person
from forms.kit.journey import Place
from forms.settlement_application import BEGINNING, HOUSEHOLD, JOURNEY, PEOPLE, PLACE, REACH, WISHES
from locales import lazy as _
from portal.pages.apply.visit import Visit, path_of, visit_of
from portal.submissions.warnings import warnings
from portal.web.call import Call
from portal.web.problems import Problem

HEADINGS = {
    BEGINNING: _("Beginning"),
    HOUSEHOLD: _("Who applies"),
    PLACE: _("Where you live now"),
    REACH: _("How we reach you"),
    WISHES: _("Where you would like to live"),
}
# By the reason of a change: the one step that it is about.
ABOUT = {"new_identifier": "numbers", "permit_decided": "permit"}
DONE, NOT_BEGUN, LATER = _("Done"), _("Not begun"), _("Cannot begin yet")


def show(call: Call) -> Response:
    """The task list."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    path = visit.journey.path(visit.asked)
    following = visit.journey.first_open(visit.asked)
    done = sum(place.answered(visit.draft.answers) for place in path)
    return visit.page(
        "apply/tasks.html",
        title=_("Your application"),
        sections=[section for section in _sections(visit, path, following) if section["tasks"]],
        following=call.address(path_of(following) if following else "apply/check-answers"),
        all_done=following is None,
        done=done,
        all=len(path),
        notices=warnings(visit.draft.answers, call.today, duplicate=False) if following is None else [],
        keep_until=visit.draft.keep_until,
    )


def listed(visit: Visit) -> list[Place]:
    """All parts; of a change that is about one step alone, those of this step."""
    about = ABOUT.get(visit.draft.amends.reason) if visit.draft.amends else None
    return [place for place in visit.journey.path(visit.asked) if about in (None, place.step.slug)]


def _sections(visit: Visit, path: list[Place], following: Place | None) -> Iterator[dict[str, Any]]:
    places = listed(visit)
    for section in (BEGINNING, HOUSEHOLD):
        yield _section(visit, HEADINGS[section], [p for p in places if p.step.section == section], following, path)
    for number, _person in enumerate(visit.draft.answers.people, 1):
        theirs = [p for p in places if p.step.section == PEOPLE and p.number == number]
        if theirs:
            yield _section(visit, visit.name(theirs[0]), theirs, following, path)
    for section in (PLACE, REACH, WISHES):
        yield _section(visit, HEADINGS[section], [p for p in places if p.step.section == section], following, path)


def _section(
    visit: Visit, title: str, places: list[Place], following: Place | None, path: list[Place]
) -> dict[str, Any]:
    return {"title": title, "tasks": [_task(visit, place, following, path) for place in places]}


def _task(visit: Visit, place: Place, following: Place | None, path: list[Place]) -> dict[str, Any]:
    done = place.answered(visit.draft.answers)
    reachable = done or following is None or path.index(place) <= path.index(following)
    status = DONE if done else NOT_BEGUN if reachable else LATER
    return {
        "title": visit.title(place),
        "href": visit.call.address(path_of(place)) if reachable else "",
        "status": status,
        "done": done,
    }


def remove(call: Call) -> Response:
    """Ask whether a member is really to be taken out."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    return call.page(
        "apply/remove.html",
        title=_("Take a person out"),
        name=visit.name(Place(JOURNEY.steps[0], call.parts["number"], _member(visit))),
        person=_token(visit, _member(visit)),
        back=call.address("apply/members"),
    )


def removed(call: Call) -> Response:
    """The member and all answers about this person are gone."""
    visit = visit_of(call)
    if visit is None:
        return call.go("resume")
    member = _member(visit)
    if call.form.get("person") != _token(visit, member):
        raise Problem(404)
    visit.draft.answers.people.remove(member)
    visit.draft.answers.household.pop("members", None)
    visit.save()
    return call.go("apply/members")


def _token(visit: Visit, member: Person) -> str:
    return visit.call.house.seals.lookup("person", member.id)[:16]


def _member(visit: Visit) -> Person:
    """Anybody but the applicant. Raises Problem 404."""
    number = visit.call.parts["number"]
    member = visit.draft.answers.person(number)
    if member is None or number == 1:
        raise Problem(404)
    return member
