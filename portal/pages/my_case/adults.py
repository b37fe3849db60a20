"""Who applies hands each other adult of the household a code of their own."""

from typing import Any

from starlette.responses import Response

from forms.questions.situation import name_of
from locales import lazy as _
from portal.pages.my_case.case import is_withdrawn
from portal.submissions import own_ways
from portal.submissions.cases import as_draft
from portal.web.call import Call
from portal.web.problems import Problem

TITLE = _("The other adults")


def show(call: Call) -> Response:
    """Each other adult, and whether they have a way of their own."""
    if is_withdrawn(call):
        return call.go("my-case")
    adults = _adults(call)
    return call.page("my_case/adults.html", title=TITLE, adults=adults, code="", name="")


def hand_over(call: Call) -> Response:
    """A code, shown this once."""
    call.form.refuse_repeated()
    assert call.session is not None and call.session.submission_id is not None
    chosen = next((adult for adult in _adults(call) if adult["token"] == call.form.get("adult")), None)
    if chosen is None:
        raise Problem(404)
    seals, submission_id = call.house.seals, call.session.submission_id
    try:
        code = own_ways.hand_over(call.connection, seals, submission_id, chosen["id"], call.today)
    except own_ways.Taken:
        code = None
    if code is None:
        return call.go("my-case/adults")
    return call.page("my_case/adults.html", title=TITLE, adults=_adults(call), code=code, name=chosen["name"])


def _adults(call: Call) -> list[dict[str, Any]]:
    assert call.session is not None and call.session.submission_id is not None
    seals, submission_id = call.house.seals, call.session.submission_id
    sent = as_draft(call.connection, seals, submission_id)
    found = []
    for person in own_ways.other_adults(sent.answers, call.today) if sent else []:
        way = own_ways.load(call.connection, seals, submission_id, person.id)
        found.append(
            {
                "id": person.id,
                "token": seals.lookup("person", person.id)[:16],
                "name": name_of(person),
                "taken": way is not None and way.taken_at is not None,
                "handed_over": way is not None,
            }
        )
    return found
