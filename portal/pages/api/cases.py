"""The cases of a municipality and its settlement dates, page by page, for its own system."""

from datetime import UTC, datetime
from typing import Any

from portal.pages.api.door import Question, Wrong
from portal.submissions import municipal_case, municipal_record, queue
from portal.submissions.municipal_story import SETTLED, acts_about
from portal.submissions.queue import REASONS, STATUSES, Listed, Selection

CURSOR_LENGTH = 100


def cases(question: Question) -> dict[str, Any]:
    """Cases without the household, those that have waited longest first; chosen by `status` and `reason`."""
    page = _page(question)
    question.note("listed cases", fields=[each.case.id for each in page.lines][:10])
    return _with_next({"cases": [summary(each) for each in page.lines]}, page)


def one_case(question: Question) -> dict[str, Any]:
    """One case with its household, as far as the municipality may read it."""
    case = municipal_case.find(question.connection, question.municipality, question.parts["case"])
    if case is None:
        raise Wrong(404)
    listed = queue.line(question.connection, question.seals, case, datetime.now(UTC))
    household = municipal_record.household_of(question.connection, question.seals, case)
    question.note("opened a household", about=case.id, fields=list(household or {}))
    return {**summary(listed), "household": household}


def settlements(question: Question) -> dict[str, Any]:
    """The settlement dates that the municipality has registered, of the cases of one page; the last date counts."""
    page = _page(question)
    found = []
    for each in page.lines:
        for act in acts_about(question.connection, question.seals, each.case.submission_id):
            if act.type == SETTLED and act.data["municipality"] == question.municipality:
                found.append({"case": each.case.id, **{k: v for k, v in act.data.items() if k != "staff"}})
    question.note("listed settlement dates", fields=[each.case.id for each in page.lines][:10])
    return _with_next({"settlements": found}, page)


def summary(listed: Listed) -> dict[str, Any]:
    """What the queue tells of a case."""
    case = listed.case
    return {
        "id": case.id,
        "subject": f"submission/{case.submission_id}",
        "reference": listed.reference,
        "status": listed.status,
        "reasons": [code for code in REASONS if (case.asked_at if code == "asked" else getattr(case, code))],
        "waiting_since": case.waiting_since.isoformat(),
        "people": case.people,
        "minors": case.minors,
        "pets": case.pets,
        "need_groups": listed.needs,
        "asked_at": case.asked_at.isoformat() if case.asked_at else None,
        "agreed_on": case.agreed_on.isoformat() if case.agreed_on else None,
        "unsettled": case.unsettled,
        "changed_at": case.changed_at.isoformat(),
    }


def _page(question: Question) -> queue.Page:
    for name in question.query:
        if name not in ("status", "reason", "after") or len(question.query.getlist(name)) > 1:
            raise Wrong(400, "Only status, reason and after can be given, once each.")
    status, reason = question.query.get("status", ""), question.query.get("reason", "")
    if (status and status not in STATUSES) or (reason and reason not in REASONS):
        raise Wrong(400, "There is no such status or reason.")
    after = question.query.get("after", "")
    if len(after) > CURSOR_LENGTH or (after and not queue.is_cursor(after)):
        raise Wrong(400, "This is no cursor that was given here.")
    selection = Selection(status=status, reason=reason)
    return queue.page(
        question.connection,
        question.seals,
        question.municipality,
        selection,
        staff="",
        after=after,
        now=datetime.now(UTC),
    )


def _with_next(said: dict[str, Any], page: queue.Page) -> dict[str, Any]:
    return {**said, "next": page.following or None}
