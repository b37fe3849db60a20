"""Registering when people have moved in, and the list of all whose date is still missing."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from forms.kit.answers import Answers
from forms.questions.settling import SettlementDate
from forms.questions.situation import name_of
from forms.settlement_date import JOURNEY
from locales import Text
from locales import lazy as _
from portal.pages.apply.summary import in_words
from portal.pages.municipality.case import CHANGED
from portal.pages.municipality.queue import shown
from portal.pages.municipality.work import address_of, by, case_of
from portal.pages.one_form import errors_of
from portal.submissions import concerns, municipal_case, queue, settling
from portal.submissions.cases import as_draft
from portal.submissions.drafts import Draft
from portal.submissions.municipal_story import told_of
from portal.submissions.settling import NotPossible
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

(STEP,) = JOURNEY.steps


def show_open(call: Call) -> Response:
    """All households that are agreed and wait for a date, those that wait longest at the top."""
    after = timedelta(days=call.house.settings.settlement_reminder_days)
    waiting = call.connection.execute(settling.waiting_for_dates(by(call).municipality).limit(queue.LOOKED_AT)).all()
    late = {case.id for case in settling.late_cases(call.connection, by(call).municipality, call.today, after)}
    call.note("read the missing settlement dates", fields=["reference"])
    return call.page(
        "municipality/settlements.html",
        title=_("Settlement dates that are missing"),
        lines=queue.lines(call.connection, call.house.seals, waiting, call.now),
        late=late,
        day=in_words,
        today=call.today,
        **shown(call),
    )


def ask(call: Call) -> Response:
    """Who, when, and whether it has happened."""
    case, draft = _agreed(call)
    call.note("opened a household", about=case.submission_id, fields=["names"])
    return _page(call, case, draft, _form(call, case, draft, None))


def register(call: Call) -> Response:
    """Register the date, or remember it as planned; pressed twice, it is registered once."""
    case, draft = _agreed(call)
    form = _form(call, case, draft, call.form)
    if "switch" in call.form:
        return _page(call, case, draft, form)
    if not form.validate():
        return _page(call, case, draft, form, status=422, checked=True)
    if call.form.get("seen") != municipal_case.fingerprint(call.connection, call.house.seals, case):
        return _page(call, case, draft, form, status=409, elsewhere=True)
    day, planned = date.fromisoformat(form.day.data), form.kind.data == "planned"
    people = form.chosen or _unsettled(call, case)
    keep = settling.plan_settlement if planned else settling.register_settlement
    try:
        keep(call.connection, call.house.seals, by(call), case.submission_id, people, day, today=call.today)
    except NotPossible as no:
        raise Problem(404) from no
    call.note("planned settlement" if planned else "registered settlement", about=case.submission_id, fields=["date"])
    still = municipal_case.find(call.connection, case.municipality, case.id)
    more = still is not None and still.unsettled and not still.planned_on
    return call.go(address_of(case, "settlement") if more else address_of(case))


def _agreed(call: Call) -> tuple[Row[Any], Draft]:
    """The case, where people can be settled now. Raises Problem 404."""
    case = case_of(call)
    draft = as_draft(call.connection, call.house.seals, case.submission_id)
    if case.agreed_on is None or case.closed_at is not None or draft is None:
        raise Problem(404)
    return case, draft


def _unsettled(call: Call, case: Row[Any]) -> list[str]:
    found: list[str] = concerns.details_of(call.house.seals, case)["unsettled"]
    return found


def _form(call: Call, case: Row[Any], draft: Draft, typed: Form | None) -> SettlementDate:
    form = SettlementDate(typed, {}, draft.asked(call.language, call.today, synthetic_numbers=True))
    form.not_before = case.agreed_on
    return form


def _page(
    call: Call,
    case: Row[Any],
    draft: Draft,
    form: SettlementDate,
    *,
    status: int = 200,
    checked: bool = False,
    elsewhere: bool = False,
) -> Response:
    unclear = form.unclear() if checked else ()
    return call.page(
        "municipality/form.html",
        title=STEP.title,
        status=status,
        intro=_("It was agreed on %(day)s: the date cannot lie before that.", day=in_words(case.agreed_on.isoformat())),
        questions=form.questions(),
        errors=errors_of(unclear),
        has_form=True,
        elsewhere=CHANGED if elsewhere else "",
        seen=municipal_case.fingerprint(call.connection, call.house.seals, case),
        back=call.address(address_of(case)),
        button_text=_("Register"),
        people=list(_people(call, case, draft.answers)),
    )


def _people(call: Call, case: Row[Any], answers: Answers) -> list[tuple[str, str]]:
    """Each member, by the place in the household, with the date that is registered or planned."""
    settled = told_of(call.connection, call.house.seals, case.submission_id, None).settled
    planned = concerns.details_of(call.house.seals, case)["planned"]
    found = []
    for number, person in enumerate(answers.people, 1):
        state = str(_("No date yet"))
        if person.id in settled:
            state = str(_("Settled: %(day)s", day=in_words(settled[person.id].isoformat())))
        elif person.id in planned:
            state = str(_("Planned: %(day)s", day=in_words(planned[person.id])))
        found.append((f"{number}. {name_of(person) or Text('Person %(n)s', n=number)}", state))
    return found
