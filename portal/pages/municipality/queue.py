"""The queue of a municipality: who waits, since when, what is to be done; chosen, searched, saved and printed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row
from starlette.responses import Response

from forms.kit.text import TextProblem, clean
from locales import Text
from locales import lazy as _
from portal.pages.municipality import words
from portal.pages.municipality.work import by
from portal.submissions import queue, saved_selections, searching, settling
from portal.submissions.need_groups import GROUP_NAMES
from portal.submissions.queue import Listed, Selection, Status
from portal.web.call import Call

QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "reason": (_("Why it concerns you"), words.REASON),
    "status": (_("How it stands"), {status: each.title for status, each in words.STATUS.items()}),
    "size": (_("Household"), words.SIZE),
    "need": (_("Needs"), GROUP_NAMES),
    "pets": (_("Pets"), words.PETS),
    "mine": (_("Who has it in hand"), words.MINE),
}
NOTHING_TYPED = _("Write a name, a number or a reference.")
LATE_SHOWN = 10


def show(call: Call) -> Response:
    """Who has waited longest stands first; above them, those whose settlement date is overdue."""
    wanted = Selection.read(call.form)
    page = queue.page(
        call.connection,
        call.house.seals,
        by(call).municipality,
        wanted,
        staff=call.identity.staff,
        after=call.form.get("after"),
        now=call.now,
    )
    call.note("read the queue", fields=["reference", "needs by group"])
    return _page(call, wanted, page)


def act(call: Call) -> Response:
    """Look for a household, or save or forget a selection. What is looked for never stands in an address."""
    what, _sep, selection = call.form.get("do").partition(":")
    mine = by(call)
    if what in ("save", "forget"):
        keep = saved_selections.save if what == "save" else saved_selections.forget
        wanted = Selection.of_address(selection)
        keep(call.connection, mine.municipality, mine.staff, wanted)
        return call.go(f"municipality?{wanted.address}" if what == "save" else "municipality")
    try:
        typed = clean(call.form.get("words"), limit=100, lines=False)
    except TextProblem:
        typed = ""
    found = searching.search(call.connection, call.house.seals, mine.municipality, typed, now=call.now)
    call.note("searched the queue", fields=["reference", "needs by group"])
    return _page(call, Selection(), found, searched=call.form.get("words"), wrong=not typed)


def named(selection: Selection) -> str:
    """A selection in words."""
    chosen = ((options, getattr(selection, name)) for name, (_title, options) in QUESTIONS.items())
    return " · ".join(str(options[value]) for options, value in chosen if value) or str(Text("All that are open"))


def _page(
    call: Call, wanted: Selection, page: queue.Page, *, searched: str | None = None, wrong: bool = False
) -> Response:
    mine = by(call)
    settings = call.house.settings
    counts, counted_all = queue.counts(call.connection, mine.municipality)
    after = timedelta(days=settings.settlement_reminder_days)
    late = settling.late_cases(call.connection, mine.municipality, call.today, after, most=LATE_SHOWN + 1)
    saved = saved_selections.saved(call.connection, mine.municipality, mine.staff)
    return call.page(
        "municipality/queue.html",
        title=_("Households that concern the municipality"),
        status=422 if wrong else 200,
        errors=[{"href": "#words", "message": NOTHING_TYPED}] if wrong else [],
        lines=[in_words(line) for line in page.lines],
        following=_following(wanted, page),
        too_many=not page.counted_all,
        searched=searched,
        wanted=wanted,
        named=named(wanted),
        filters=[
            (name, title, [(value, label, getattr(wanted, name) == value) for value, label in options.items()])
            for name, (title, options) in QUESTIONS.items()
        ],
        counts=[(status, words.STATUS[status], counts.get(status, 0)) for status in queue.STATUSES],
        counted_all=counted_all,
        over=queue.OVER,
        late=[in_words(line) for line in queue.lines(call.connection, call.house.seals, late[:LATE_SHOWN], call.now)],
        late_more=len(late) > LATE_SHOWN,
        saved=[(selection.address, named(selection)) for selection in saved],
        is_saved=wanted in saved,
        **shown(call),
        address_in=lambda code: call.address_in(code) + (f"?{wanted.address}" if wanted.address else ""),
    )


def _following(wanted: Selection, page: queue.Page) -> str:
    return "?" + "&".join(filter(None, (wanted.address, f"after={page.following}"))) if page.following else ""


@dataclass(frozen=True)
class Line:
    """A household in words: `labels` say why it concerns the municipality and, where that is known, what it needs."""

    case: Row[Any]
    reference: str
    status: Status
    days: int
    needs: list[str]
    labels: list[str]


def in_words(listed: Listed) -> Line:
    """A line of the queue as people read it."""
    case = listed.case
    reasons = [words.REASON["asked"]] if case.asked_at else []
    reasons += [words.REASON[reason] for reason in queue.REASONS[1:] if case._mapping[reason]]
    needs = [GROUP_NAMES[need] for need in listed.needs]
    return Line(case, listed.reference, listed.status, listed.days, needs, [*reasons, *needs])


def shown(call: Call) -> dict[str, Any]:
    """What every list of households needs to say its lines in words."""
    return {"status_words": words.STATUS, "me": call.identity.staff}
