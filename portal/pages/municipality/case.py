"""One household: what it answered, how it stands, what is new, and what staff of the municipality have done with it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from forms.codes import languages
from locales import lazy as _
from portal.access import accounts, audit
from portal.pages.municipality import household, words
from portal.pages.municipality.household import Reading
from portal.pages.municipality.queue import in_words, shown
from portal.pages.municipality.work import address_of, by, case_of
from portal.submissions import municipal_case, own_ways, queue
from portal.submissions.cases import as_draft, facts_of, frozen_of, row_of
from portal.submissions.municipal_case import ChangedMeanwhile, NoSuchCase
from portal.submissions.municipal_story import INFORMED, RESPONDED, acts_about
from portal.web.call import Call
from portal.web.problems import Problem

REASON_MISSING = _("Choose why you need the numbers.")
CHANGED = _("Somebody has changed this case meanwhile. Nothing of yours was stored. Look at it as it is now.")


def show(call: Call) -> Response:
    """The household as far as this municipality may read it."""
    return page(call, case_of(call))


def act(call: Call) -> Response:
    """Open needs or numbers, which is written down by itself; or say who has the case in hand."""
    case = case_of(call)
    what = call.form.get("do")
    if what == "needs" and case.asked_at:
        return page(call, case, needs=True)
    if what == "numbers" and case.asked_at:
        reason = call.form.get("reason")
        return page(call, case, numbers=reason if reason in words.WHY_NUMBERS else "")
    if what == "hand over":
        return _hand_over(call, case)
    raise Problem(404)


def page(
    call: Call, case: Row[Any], *, needs: bool = False, numbers: str | None = None, elsewhere: bool = False
) -> Response:
    """The page of a case; `numbers` is the reason for uncovering them, empty where none was chosen."""
    seals, connection = call.house.seals, call.connection
    draft = as_draft(connection, seals, case.submission_id)
    private = own_ways.private_steps(connection, seals, case.submission_id)
    row = row_of(connection, case.submission_id)
    if draft is None or row is None:
        raise Problem(404)
    frozen = frozen_of(seals, row)
    assert frozen is not None
    warned = frozen["record"]["data"]["warnings"]
    reading = Reading(call.language, call.today, draft.question_set, is_asked=bool(case.asked_at))
    wrong = [{"href": f"#reason-{next(iter(words.WHY_NUMBERS))}", "message": REASON_MISSING}] if numbers == "" else []
    _note(call, case, needs=needs, numbers=numbers or "")
    return call.page(
        "municipality/case.html",
        title=_("A household"),
        status=409 if elsewhere else 422 if wrong else 200,
        errors=wrong,
        elsewhere=elsewhere,
        case=case,
        listed=in_words(queue.line(connection, seals, case, call.now)),
        groups=list(household.groups(draft.answers, reading)),
        needs=household.needs_of(own_ways.with_private(draft.answers, private), reading) if needs else None,
        numbers=household.numbers_of(draft.answers, reading) if numbers else None,
        why_numbers=words.WHY_NUMBERS,
        warnings=[words.WARNINGS[code] for code in warned],
        told=_told(call, case),
        history=_history(call, case),
        may_answer=municipal_case.may_be_answered(case),
        seen=municipal_case.fingerprint(connection, seals, case),
        colleagues=accounts.colleagues(connection, call.identity.unit.code),
        here=call.address(address_of(case)),
        language_name=lambda code: languages.label(code, call.language),
        **shown(call),
    )


def _note(call: Call, case: Row[Any], *, needs: bool, numbers: str) -> None:
    call.note("opened a household", about=case.submission_id, fields=["household"])
    if needs:
        call.note("opened needs", about=case.submission_id, fields=["needs"])
    if numbers:
        call.note("opened numbers", about=case.submission_id, fields=["numbers", "birth date", numbers])


def _hand_over(call: Call, case: Row[Any]) -> Response:
    to = call.form.get("to")
    known = {staff for staff, _name in accounts.colleagues(call.connection, call.identity.unit.code)}
    if to not in known | {""}:
        raise Problem(404)
    try:
        municipal_case.hand_over(
            call.connection, call.house.seals, by(call), case.id, to or None, call.form.get("seen")
        )
    except NoSuchCase as gone:
        raise Problem(404) from gone
    except ChangedMeanwhile:
        return page(call, case_of(call), elsewhere=True)
    call.note("handed over", about=case.submission_id, fields=[to])
    return call.go(address_of(case))


def _told(call: Call, case: Row[Any]) -> list[dict[str, Any]]:
    """What the household answered to this municipality's questions, oldest first."""
    acts = acts_about(call.connection, call.house.seals, case.submission_id)
    return [
        {"at": act.at, "rows": household.given(act.data["answers"], call.language, call.today)}
        for act in acts
        if act.type == INFORMED and act.data.get("municipality") == case.municipality
    ]


def _history(call: Call, case: Row[Any]) -> list[dict[str, Any]]:
    """What happened and who of this unit did what, newest first; `new` since this person last opened the household."""
    mine = audit.about(call.connection, case.submission_id, call.identity.unit.code)
    before = [row.at for row in mine if row.staff == call.identity.staff and row.act == "opened a household"]
    last = datetime.fromisoformat(before[-1]) if before else None
    # Who has looked often on one day stands there once, the last time; the audit log holds each.
    done = {
        (row.staff, row.act, row.at[:10] if row.act == "opened a household" else row.at): row
        for row in mine
        if row.act in words.DONE
    }
    found = [
        {"at": datetime.fromisoformat(row.at), "what": words.DONE[row.act], "who": row.staff, "role": row.role}
        for row in done.values()
    ]
    found += [{"at": at, "what": what, "who": "", "role": ""} for at, what in _happened(call, case)]
    return [
        each | {"new": last is not None and each["at"] > last and not each["who"]}
        for each in sorted(found, key=lambda each: each["at"], reverse=True)
    ]


def _happened(call: Call, case: Row[Any]) -> list[tuple[datetime, str]]:
    """What is known of the case, as far as it is this municipality's business: not who else was asked."""
    facts = facts_of(call.connection, call.house.seals, case.submission_id)
    assert facts is not None
    told = [(act.at, act.type) for act in facts.acts if act.type != RESPONDED]
    for event in facts.events:
        if not event.type.startswith("municipality.") or event.data.get("municipality") == case.municipality:
            told.append((event.time, event.type))
    answers = [
        (act.at, words.ANSWERED[act.data["answer"]])
        for act in acts_about(call.connection, call.house.seals, case.submission_id)
        if act.type == RESPONDED and act.data["municipality"] == case.municipality
    ]
    return [(at, words.HAPPENED[kind]) for at, kind in told if kind in words.HAPPENED] + answers
