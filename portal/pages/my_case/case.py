"""How the application stands: its stage, who has it now, what comes next, and the dates. Nothing personal."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from babel.dates import format_date
from starlette.responses import Response

from forms.kit.answers import Answers
from forms.questions.situation import grown_up, name_of
from locales import lazy as _
from locales import written
from portal.pages.my_case.own_way import way_of
from portal.pages.my_case.questions import by_when
from portal.pages.my_case.stages import ANSWER_HERE, ASKERS, HAPPENED, MUNICIPALITY_WAITS, WORDS, Words
from portal.storage.vouchers import handed_out_at
from portal.storage.ways import begin_again, ended_of
from portal.submissions import drafts
from portal.submissions.asked import Asked
from portal.submissions.cases import as_draft, facts_of, row_of
from portal.submissions.status import Facts, Stage, Status, stages_of_people, status_of
from portal.web.call import OSLO, Call

# What was sent so lately is said at the top of the page.
JUST_NOW = timedelta(minutes=1)
OVER = (Stage.WITHDRAWN, Stage.CLOSED)


def show(call: Call) -> Response:
    """The stage of the application of this visit."""
    assert call.session is not None and call.session.submission_id is not None
    own = way_of(call)
    if call.session.person_id is not None and (own is None or own.left is not None or own.taken_at is None):
        return call.go("resume" if own is None else "my-case/own")
    facts = facts_of(call.connection, call.house.seals, call.session.submission_id, call.session.person_id)
    if facts is None:
        return call.go("resume")
    status = status_of(facts)
    sent = as_draft(call.connection, call.house.seals, call.session.submission_id)
    answers = sent.answers if sent else None
    is_applicant, is_open = call.session.person_id is None, status.stage not in OVER
    may_change = sent if is_applicant and is_open else None
    begun = drafts.change_begun(call.connection, call.house.seals, may_change) if may_change else None
    return call.page(
        "my_case/case.html",
        title=_("How your application stands"),
        words=_words(status),
        questions=[{"asker": ASKERS[asked.asked_by], **by_when(asked, call)} for asked in status.questions],
        answerable=bool(_answerable(status)),
        since=status.since,
        open=is_open,
        all_settled=status.stage is Stage.SETTLED,
        begun=begun,
        happened=_happened(facts),
        just_sent=[
            HAPPENED[act.type] for act in facts.acts[-1:] if call.now - act.at < JUST_NOW and act.type in HAPPENED
        ],
        on_its_way=[HAPPENED[act.type] for act in facts.acts if act.delivered_at is None and act.type in HAPPENED],
        members=_members(call, facts, status, answers),
        turned_18=len(grown_up(answers, call.today)) if answers and is_open else 0,
        settled=_settled(status, call.language),
        is_applicant=is_applicant,
        kept=answers is not None,
        withdrawn=status.stage is Stage.WITHDRAWN,
        not_settled=len((facts.people or frozenset()) - status.settled.keys()) if status.settled else 0,
        ended=ended_of(call.connection, call.session.submission_id),
        handed_out=handed_out_at(call.connection, own.id if own else call.session.submission_id),
    )


def is_withdrawn(call: Call) -> bool:
    """True where nothing more can be told or asked for: the page of the case says so."""
    assert call.session is not None and call.session.submission_id is not None
    row = row_of(call.connection, call.session.submission_id)
    return row is None or row.withdrawn_at is not None


def begin_way_again(call: Call) -> Response:
    """Messages come again by a way that had ended."""
    assert call.session is not None and call.session.submission_id is not None
    begin_again(call.connection, call.session.submission_id, call.form.get("way"))
    return call.go("my-case")


def _members(call: Call, facts: Facts, status: Status, answers: Answers | None) -> list[dict[str, Any]]:
    """Where they are not all as far: each person's stage, by name only after a second proof."""
    stages = stages_of_people(facts, status)
    if not stages or answers is None:
        return []
    if call.session is None or not call.session.proved_at:
        counted = Counter(stages.values())
        return [
            {"name": "", "people": counted[stage], "stage": WORDS[stage].title} for stage in Stage if counted[stage]
        ]
    return [{"name": name_of(each), "people": 1, "stage": WORDS[stages[each.id]].title} for each in answers.people]


def _answerable(status: Status) -> list[Asked]:
    return [asked for asked in status.questions if asked.questions]


def _words(status: Status) -> Words:
    """What is said of the stage; where questions can be answered here, nobody has to call."""
    words, questions = WORDS[status.stage], _answerable(status)
    if not questions:
        return words
    who = MUNICIPALITY_WAITS if questions[0].asked_by == "municipality" else words.who
    return replace(words, to_do=ANSWER_HERE, who=who)


def _happened(facts: Facts) -> list[dict[str, Any]]:
    """Each day's news once, oldest first."""
    news = [(act.at, act.type) for act in facts.acts] + [(event.time, event.type) for event in facts.events]
    news += [(each.asked_at, "municipality.wants-to-know") for each in facts.asked if each.asked_by == "municipality"]
    lines = {(moment.astimezone(OSLO).date(), kind): moment for moment, kind in sorted(news) if kind in HAPPENED}
    return [{"what": HAPPENED[kind], "at": moment} for (_day, kind), moment in lines.items()]


def _settled(status: Status, language: str) -> list[dict[str, Any]]:
    """How many people were settled on which day; who they are is not told here."""
    return [
        {"day": format_date(day, "long", locale=written(language)), "people": people}
        for day, people in sorted(Counter(status.settled.values()).items())
    ]
