"""Before answers are shown: a code of six digits, sent to the telephone or e-mail that was given, or one on paper."""

from starlette.responses import Response

from forms.questions.after_sending import CodeOnPaper, OneTimeCode
from locales import lazy as _
from portal.pages.my_case.own_way import way_of
from portal.pages.one_form import asked_of, form_page
from portal.storage.ways import ended_of
from portal.submissions.second_proof import ask_for_code, code_is_right
from portal.submissions.vouching import voucher_is_right
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem
from portal.web.sessions import Session

TITLE = _("A code first")
DOES_NOT_FIT = _(
    "This code does not fit, is too old, or was tried five times. Look at it once more, or ask for a new one."
)

PAPER_DOES_NOT_FIT = _(
    "This code does not fit, is older than 24 hours, or was used already. Look at it once more, or ask for a new one."
)


def choose_way(call: Call) -> Response:
    """By which way the code is to come: all ways that the portal has, whatever the applicant gave."""
    assert call.session is not None and call.session.submission_id is not None
    is_applicant = call.session.person_id is None
    return call.page(
        "my_case/choose_way.html",
        title=TITLE,
        ways=call.house.settings.ways_to_send,
        id_porten=call.house.id_porten is not None,
        is_applicant=is_applicant,
        open=True,
        ended=ended_of(call.connection, call.session.submission_id) if is_applicant else {},
    )


def ask_for_paper(call: Call) -> Response:
    """Where the code on paper is typed that staff have handed out."""
    return _paper_page(call, _paper_form(call, None))


def prove_by_paper(call: Call) -> Response:
    """With the code on paper the visit goes on, under a new cookie, to what the person most likely came for."""
    call.form.refuse_repeated()
    form = _paper_form(call, call.form)
    if "switch" in call.form:
        return _paper_page(call, form)
    if not form.validate():
        return _paper_page(call, form, status=422)
    about = _about(call)
    if about is None or not voucher_is_right(call.connection, call.house.seals, about, form["code"].data):
        form.questions()[0].errors.append(PAPER_DOES_NOT_FIT)
        return _paper_page(call, form, status=422)
    return call.go("my-case/own" if _gone_on(call).person_id else "my-case/vouched")


def vouched(call: Call) -> Response:
    """A lost number can be replaced now."""
    return call.page("my_case/vouched.html", title=_("The code is right"))


def send(call: Call) -> Response:
    """Send a code and ask for it; the same page whether one was sent or not."""
    call.form.refuse_repeated()
    way = next((way for way in call.house.settings.ways_to_send if way == call.form.get("way")), None)
    if way is None:
        raise Problem(400)
    assert call.session is not None
    about = _about(call)
    if about is not None:
        ask_for_code(call.connection, call.session.id, way, call.language, submission_id=about)
    return call.go("my-case/proof/code")


def ask(call: Call) -> Response:
    """Where the six digits are typed."""
    return _page(call, _form(call, None))


def prove(call: Call) -> Response:
    """With the right code the visit goes on, under a new cookie, to what it was asked for, or to the answers."""
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    session = call.session
    assert session is not None
    if not code_is_right(call.connection, call.house.seals, session.id, form["code"].data):
        form.questions()[0].errors.append(DOES_NOT_FIT)
        return _page(call, form, status=422)
    _gone_on(call)
    return call.go(session.wanted or ("my-case/own" if session.person_id else "my-case/answers"))


def _about(call: Call) -> str | None:
    """What a code is about: the application, or the way in of another adult; None where that way is gone."""
    assert call.session is not None
    if call.session.person_id is None:
        return call.session.submission_id
    own = way_of(call)
    return own.id if own is not None else None


def _gone_on(call: Call) -> Session:
    """The visit goes on under a new cookie, and has shown who it is; as it was before."""
    before = call.session
    assert before is not None
    call.start_session(
        submission_id=before.submission_id,
        person_id=before.person_id,
        shared_phone=before.shared_phone,
        proved_at=call.now,
    )
    return before


def _paper_form(call: Call, typed: Form | None) -> CodeOnPaper:
    return CodeOnPaper(typed, {}, asked_of(call))


def _paper_page(call: Call, form: CodeOnPaper, status: int = 200) -> Response:
    return form_page(call, "my_case/paper.html", TITLE, form, status)


def _form(call: Call, typed: Form | None) -> OneTimeCode:
    return OneTimeCode(typed, {}, asked_of(call))


def _page(call: Call, form: OneTimeCode, status: int = 200) -> Response:
    return form_page(call, "my_case/code.html", TITLE, form, status)
