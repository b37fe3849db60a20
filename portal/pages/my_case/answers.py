"""Everything that was answered, in words, for who has proved to be the applicant."""

from starlette.responses import Response

from forms.questions.situation import name_of
from locales import lazy as _
from portal.pages.apply.summary import sections
from portal.pages.apply.visit import Visit
from portal.pages.my_case.own_way import leads_nowhere, way_of
from portal.pages.my_case.registered import registered_by
from portal.submissions import own_ways
from portal.submissions.cases import as_draft
from portal.web.call import Call


def show(call: Call) -> Response:
    """The answers as they were last sent."""
    assert call.session is not None and call.session.submission_id is not None
    sent = as_draft(call.connection, call.house.seals, call.session.submission_id)
    if leads_nowhere(call):
        return call.go("my-case/own")
    own = way_of(call)
    if sent is not None and own is not None:
        sent.answers = own_ways.seen_by(sent.answers, own, call.today)
    if sent is None:
        return call.page("my_case/gone.html", title=_("Your answers"))
    return call.page(
        "my_case/answers.html",
        title=_("Your answers"),
        applicant=name_of(sent.answers.people[0]) if own is not None else "",
        sections=list(sections(Visit(call, sent))),
        registered=registered_by(call, sent.answers),
    )
