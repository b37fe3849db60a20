"""Leaving: at once and unseen, done for now, or for good. The cookie is deleted each time, and Back shows nothing."""

from starlette.responses import Response

from locales import lazy as _
from portal.pages.apply.visit import visit_of
from portal.submissions import drafts
from portal.web.call import Call
from portal.web.sessions import became_submission


def leave(call: Call) -> Response:
    """Quick exit: the visit is over, and the browser goes on to an everyday site."""
    call.end_session()
    return call.go("away")


def away(call: Call) -> Response:
    """A page that says nothing, on the way to the everyday site (a form may not lead there itself)."""
    response = call.page("away.html", title="…", exit_address=call.house.settings.exit_address)
    response.headers["refresh"] = f"0; url={call.house.settings.exit_address}"
    return response


def done(call: Call) -> Response:
    """Done on this phone: the visit is over, the draft stays."""
    call.end_session()
    return call.go("goodbye")


def goodbye(call: Call) -> Response:
    """What was saved, and how to come back."""
    return call.page("apply/goodbye.html", title=_("Closed on this phone"))


def delete(call: Call) -> Response:
    """Ask whether what was written is really to be deleted."""
    return call.page("apply/delete.html", title=_("Delete what you have written?"))


def deleted(call: Call) -> Response:
    """The draft is gone at once; a case that it was to change stays as it was, and open."""
    assert call.session is not None and call.session.draft_id is not None
    visit = visit_of(call)
    drafts.remove(call.connection, call.session.draft_id)
    if visit is not None and visit.draft.amends is not None:
        became_submission(call.connection, call.session, visit.draft.amends.submission_id)
        call.renew_cookie()
        return call.go("my-case")
    call.end_session()
    return call.page("apply/deleted.html", title=_("It is deleted"))
