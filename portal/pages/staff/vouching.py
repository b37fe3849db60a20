"""A code on paper for somebody who has lost the telephone: staff vouch for the person, and see none of the answers."""

from datetime import UTC, datetime
from typing import cast

from starlette.responses import Response

from forms.questions.vouching import Vouching
from locales import Text
from locales import lazy as _
from portal.access.deciding import may
from portal.pages.one_form import asked_of, form_page
from portal.submissions import vouching
from portal.submissions.codes import understood
from portal.submissions.opening import TooManyTries
from portal.submissions.reaching import Sender
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem
from portal.web.rendering import long_time

TITLE = _("Code on paper")
# The same for what is not there, is none of the unit's business, or must not be found.
NOT_TOGETHER = _(
    "For this reference and this birth date you cannot hand out a code. Look at both once more. If they are right, "
    "the person can call IMDi, 24 16 88 00."
)


def ask(call: Call) -> Response:
    """Whose application it is, and how it was seen that this is the person."""
    return _page(call, _form(call, None))


def hand_out(call: Call) -> Response:
    """The paper with the code, to be printed or copied by hand; loaded once more, the page makes no other code."""
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _page(call, form)
    if not form.validate():
        return _page(call, form, status=422)
    found = _found(call, form)
    if found is None:
        call.note("could not vouch")
        form.questions()[1].errors.append(NOT_TOGETHER)
        return _page(call, form, status=422)
    said, settings = form.answers, call.house.settings
    sender = Sender.of(settings) if found.is_applicant else None
    try:
        code, until = vouching.vouch(call.connection, call.house.seals, found.about, _asked(call), sender)
    except vouching.HandedOut:
        return call.page("staff/code_on_paper.html", title=TITLE, status=409, code="")
    call.note("vouched", about=found.about, fields=[said["checked"], said["reason"]])
    return call.page(
        "staff/code_on_paper.html",
        title=TITLE,
        code=code,
        paper=said["language"],
        lines=[
            cast(Text, line).within(said["language"])
            for line in _paper(long_time(until, said["language"]), is_applicant=found.is_applicant)
        ],
        where=f"{settings.origin}/{said['language']}/resume",
    )


def _paper(moment: str, *, is_applicant: bool) -> tuple[str, ...]:
    """What stands on the paper, in the language of the person: before the code, after it, and then step by step."""
    return (
        _("Your code:"),
        _("It works once, until %(moment)s. Give it to nobody.", moment=moment),
        _("Open this page:"),
        _("Write your reference and your birth date.")
        if is_applicant
        else _("Write the code of your own way in and your birth date."),
        _("Choose “See what you answered”, then “I have a code on paper”."),
        _("Write this code. Then you can give a new telephone number or e-mail."),
    )


def _found(call: Call, form: Vouching) -> vouching.Found | None:
    reference = understood(form["code"].data)
    try:
        found = vouching.find(call.connection, call.house.seals, reference, form["born"].data) if reference else None
    except TooManyTries as many:
        raise Problem(429) from many
    if found is None or not may(call.identity, "vouch", protected=found.protected, concerns=found.municipalities):
        return None
    return found


def _asked(call: Call) -> datetime:
    """When the form was opened; where it does not say so, before any code was handed out."""
    try:
        return datetime.fromisoformat(call.form.get("asked")).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def _form(call: Call, typed: Form | None) -> Vouching:
    return Vouching(typed, {}, asked_of(call))


def _page(call: Call, form: Vouching, status: int = 200) -> Response:
    return form_page(call, "staff/vouching.html", TITLE, form, status, asked=call.now.isoformat())
