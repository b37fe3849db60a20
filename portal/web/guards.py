"""Who may open a page: one guard for each access that the site map names, looked at before the page runs."""

from collections.abc import Callable

from starlette.responses import Response

from portal.access import audit
from portal.access.deciding import ACTS, SIGNED_IN_JUST_NOW, Act, may
from portal.web import staff_sessions
from portal.web.call import Call, Page
from portal.web.problems import Problem

Guard = Callable[[Page, Call], Response]


def open_to_all(page: Page, call: Call) -> Response:
    """Anybody may see the page; a visit is neither needed nor begun."""
    return page(call)


def with_visit(page: Page, call: Call) -> Response:
    """The page needs a visit, which is begun where there is none: no form is shown before its cookie exists."""
    if call.session is None or call.session.over:
        call.start_session()
    return page(call)


def with_draft(page: Page, call: Call) -> Response:
    """The page belongs to the draft of this visit; without one, the reader is asked to open it."""
    if call.session is None or call.session.draft_id is None:
        if call.session is not None and call.session.submission_id:
            return call.go("my-case" if call.session.proved_at else "apply/receipt")
        return call.go("resume")
    if call.session.over and call.method != "POST":
        return call.go("resume/time-up")
    return page(call)


def with_case(page: Page, call: Call) -> Response:
    """The page belongs to the application that was sent in this visit, or opened again by code and birth date."""
    if call.session is None or call.session.over or call.session.submission_id is None:
        return call.go("resume")
    return page(call)


def with_proof(page: Page, call: Call) -> Response:
    """The page shows or changes answers that were sent: it needs a second proof, given in this visit."""
    if call.session is None or call.session.over or call.session.submission_id is None:
        return call.go("resume")
    if call.session.proved_at:
        return page(call)
    if call.method != "POST":
        call.wanted = call.path.removeprefix(call.address())
    return call.go("my-case/proof")


def as_applicant(page: Page, call: Call) -> Response:
    """The page is the applicant's: other adults of the household do not change or end what they apply for together."""
    if call.session is not None and call.session.person_id is not None:
        return call.go("my-case")
    return with_proof(page, call)


def as_other_adult(page: Page, call: Call) -> Response:
    """The page is one adult's alone, who came by a way of their own and has proved it."""
    if call.session is not None and call.session.person_id is None:
        return call.go("my-case")
    return with_proof(page, call)


def with_staff(page: Page, call: Call) -> Response:
    """The page is for anybody of the staff who has signed in."""
    return call.go("sign-in") if call.staff is None else page(call)


def allowed_to(act: Act) -> Guard:
    """The page is for those of the staff who may do this; for all others there is no such page."""

    def guard(page: Page, call: Call) -> Response:
        if call.staff is None:
            return call.go("sign-in")
        if call.staff.identity is None:
            return call.go("staff")
        if not may(call.staff.identity, act):
            call.seen.append(audit.entry(call.staff.identity, "turned away", about=act))
            raise Problem(404)
        if act in SIGNED_IN_JUST_NOW and call.now - call.staff.signed_in_at > staff_sessions.JUST_NOW:
            return call.go("sign-in/once-more")
        return page(call)

    return guard


ACCESS: dict[str, Guard] = {
    "open": open_to_all,
    # As open, and looked up in the database: nobody needs a cookie for it.
    "looked up": open_to_all,
    "visit": with_visit,
    "draft": with_draft,
    "case": with_case,
    # A new page after a second proof is the applicant's, unless somebody has thought of the other adults.
    "proof": as_applicant,
    "either adult": with_proof,
    "other adult": as_other_adult,
    "door": with_visit,
    "staff": with_staff,
    **{act: allowed_to(act) for act in ACTS},
}
STAFF = frozenset({"staff", *ACTS})
BEGIN_A_VISIT = frozenset({"visit", "door"})
# Where an applicant writes or reads something of their own: these pages can be left quickly.
TAKE_DATA = frozenset({"visit", "draft", "case", "proof", "either adult", "other adult"})
