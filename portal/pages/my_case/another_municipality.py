"""Asking for another municipality, with honest words about what that can lead to."""

from starlette.responses import Response

from forms.questions.after_sending import AnotherMunicipality
from locales import lazy as _
from portal.delivery import story_of
from portal.pages.my_case.case import is_withdrawn
from portal.pages.one_form import asked_of, form_page
from portal.submissions import after_sending, change_requests
from portal.web.call import Call
from portal.web.form import Form


def ask(call: Call) -> Response:
    """What is considered, and what the directorate should know."""
    return call.go("my-case") if is_withdrawn(call) else _page(call, _form(call, None))


def send(call: Call) -> Response:
    """The request is owed to the directorate."""
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    assert call.session is not None and call.session.submission_id is not None
    municipality = _municipality(call)
    if municipality is None:
        return _page(call, form)
    try:
        after_sending.ask_for_another_municipality(
            call.connection,
            call.house.seals,
            call.session.submission_id,
            municipality,
            form.answers,
            call.language,
            call.house.settings.source,
        )
    except after_sending.NotOpen:
        return call.page("my_case/gone.html", title=_("Your answers"))
    return call.go("my-case")


def _municipality(call: Call) -> str | None:
    assert call.session is not None and call.session.submission_id is not None
    return after_sending.municipality_of(story_of(call.connection, call.house.seals, call.session.submission_id))


def _form(call: Call, typed: Form | None) -> AnotherMunicipality:
    return AnotherMunicipality(typed, {}, asked_of(call))


def _page(call: Call, form: AnotherMunicipality, status: int = 200) -> Response:
    known = _municipality(call) is not None
    assert call.session is not None and call.session.submission_id is not None
    earlier = change_requests.own(call.connection, call.house.seals, call.session.submission_id)
    return form_page(
        call,
        "my_case/another_municipality.html",
        _("Another municipality"),
        form,
        status,
        has_form=known,
        known=known,
        asked=max((at for at, _data in earlier), default=None),
    )
