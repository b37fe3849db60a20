"""When one is written to that something new waits; what must not be missed goes to the municipality all the same."""

from starlette.responses import Response

from forms.mail_choice import MailChoice
from locales import lazy as _
from portal.pages.one_form import asked_of, form_page
from portal.submissions import mail_choices
from portal.web.call import Call
from portal.web.form import Form


def ask(call: Call) -> Response:
    """What one has chosen, to be changed."""
    return _page(call, _form(call, None))


def choose(call: Call) -> Response:
    """Write like this from now on, to this person for this unit."""
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    identity, chosen = call.identity, form.answers
    mail_choices.choose(
        call.connection,
        call.house.seals,
        identity.staff,
        identity.unit.code,
        chosen["often"],
        chosen.get("address"),
    )
    call.note("chose when to get mail", about=identity.staff, fields=[chosen["often"]])
    return call.go("municipality/mail?saved")


def _form(call: Call, typed: Form | None) -> MailChoice:
    unit, staff = call.identity.unit.code, call.identity.staff
    stored = mail_choices.choice_of(call.connection, call.house.seals, staff, unit)
    return MailChoice(typed, stored, asked_of(call))


def _page(call: Call, form: MailChoice, status: int = 200) -> Response:
    return form_page(
        call,
        "municipality/mail.html",
        _("Mail to you"),
        form,
        status,
        saved="saved" in call.form and call.method == "GET",
        address_of_unit=call.identity.unit.email,
        can_send="email" in call.house.settings.ways_to_send,
    )
