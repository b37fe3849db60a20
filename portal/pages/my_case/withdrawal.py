"""Withdrawing an application for everybody in it, after saying what that means."""

from contextlib import suppress

from starlette.responses import Response

from forms.questions.after_sending import Withdrawal
from locales import lazy as _
from portal.pages.my_case.case import is_withdrawn
from portal.pages.one_form import asked_of, form_page
from portal.submissions import after_sending
from portal.web.call import Call
from portal.web.form import Form


def ask(call: Call) -> Response:
    """What withdrawing means, and why."""
    return call.go("my-case") if is_withdrawn(call) else _page(call, _form(call, None))


def withdraw(call: Call) -> Response:
    """It is withdrawn; pressed twice, once."""
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    assert call.session is not None and call.session.submission_id is not None
    submission_id, source = call.session.submission_id, call.house.settings.source
    # Where nothing is left to be withdrawn, the case says so.
    with suppress(after_sending.NotOpen):
        after_sending.withdraw(call.connection, call.house.seals, submission_id, form["reason"].data, source)
    return call.go("my-case")


def _form(call: Call, typed: Form | None) -> Withdrawal:
    return Withdrawal(typed, {}, asked_of(call))


def _page(call: Call, form: Withdrawal, status: int = 200) -> Response:
    return form_page(call, "my_case/withdrawal.html", _("Withdraw the application"), form, status)
