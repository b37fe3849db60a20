"""Everything that was answered, in words, for who has proved to be the applicant."""

from starlette.responses import Response

from locales import lazy as _
from portal.pages.apply.summary import sections
from portal.pages.apply.visit import Visit
from portal.submissions.cases import as_draft
from portal.web.call import Call


def show(call: Call) -> Response:
    """The answers as they were last sent."""
    assert call.session is not None and call.session.submission_id is not None
    sent = as_draft(call.connection, call.house.seals, call.session.submission_id)
    if sent is None:
        return call.page("my_case/gone.html", title=_("Your answers"))
    return call.page("my_case/answers.html", title=_("Your answers"), sections=list(sections(Visit(call, sent))))
