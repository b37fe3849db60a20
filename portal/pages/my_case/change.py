"""Telling what has changed: a short path through the same questions, shown as before and after, sent as one change."""

from typing import Any

from starlette.responses import Response

from forms.kit.answers import Person
from forms.questions.after_sending import WhenItHolds
from forms.questions.situation import grown_up, name_of
from locales import lazy
from locales import lazy as _
from portal.pages.apply.summary import sections
from portal.pages.apply.tasks import listed
from portal.pages.apply.visit import Visit, path_of, visit_of
from portal.pages.my_case.case import is_withdrawn
from portal.pages.one_form import asked_of, errors_of
from portal.submissions import after_sending, drafts
from portal.submissions.cases import as_draft
from portal.submissions.drafts import Draft
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem
from portal.web.sessions import became_submission, takes_change

TITLE = _("Tell what has changed")
TURNED_18 = _("%(name)s has turned 18")
# What the record calls a reason that the schema has no word for.
IN_THE_RECORD = {"turned_18": "other"}
# Not a reason, but the change that was begun before.
GOING_ON = "going_on"
# By the words of the record schema: what is said, and the page on which it is answered.
REASONS = {
    "moved": (_("We have moved"), "apply/living"),
    "new_family_member": (_("A child was born, or somebody has joined us"), ""),
    "left_household": (_("Somebody has left the household"), "apply/members"),
    "new_identifier": (_("Somebody has a new number"), "apply/tasks"),
    "permit_decided": (_("A residence permit was decided"), "apply/tasks"),
    "other": (_("New telephone, e-mail or safe way"), "apply/contact"),
    "turned_18": (TURNED_18, "my-case/change/check"),
    "correction": (_("There is a mistake in the answers"), "apply/tasks"),
}


def choose(call: Call) -> Response:
    """What has changed?"""
    assert call.session is not None and call.session.submission_id is not None
    if is_withdrawn(call):
        return call.go("my-case")
    sent = as_draft(call.connection, call.house.seals, call.session.submission_id)
    if sent is None:
        return call.page("my_case/gone.html", title=_("Your answers"))
    grown = [name_of(person) for person in grown_up(sent.answers, call.today)]
    reasons = [("turned_18", lazy(TURNED_18.message, name=name)) for name in grown[:1]]  # type: ignore[attr-defined]
    reasons += [(reason, said) for reason, (said, _page) in REASONS.items() if reason != "turned_18"]
    begun = drafts.change_begun(call.connection, call.house.seals, sent)
    return call.page("my_case/change.html", title=TITLE, reasons=reasons, begun=begun)


def begin(call: Call) -> Response:
    """The answers as they were sent are opened again, where the change belongs."""
    call.form.refuse_repeated()
    reason = call.form.get("reason")
    if reason not in (*REASONS, GOING_ON):
        raise Problem(400)
    assert call.session is not None and call.session.submission_id is not None
    sent = as_draft(call.connection, call.house.seals, call.session.submission_id)
    if sent is None or is_withdrawn(call):
        return call.go("my-case/change")
    if reason == GOING_ON:
        return _go_on(call, sent)
    draft = drafts.begin_change(call.connection, call.house.seals, sent, IN_THE_RECORD.get(reason, reason))
    takes_change(call.connection, call.session, draft.id)
    page, visit = REASONS[reason][1], Visit(call, draft)
    if not page:
        return _with_newcomer(visit)
    # Who is alone need not choose whom it is about.
    places = listed(visit) if page == "apply/tasks" else []
    return call.go(path_of(places[0]) if len(places) == 1 else page)


def _go_on(call: Call, sent: Draft) -> Response:
    """To the page that was left when the time was up, or to what is to be changed so far."""
    begun = drafts.change_begun(call.connection, call.house.seals, sent)
    if begun is None:
        return call.go("my-case/change")
    assert call.session is not None
    takes_change(call.connection, call.session, begun.id)
    return call.go(begun.held["place"] if begun.held else "my-case/change/check")


def _with_newcomer(visit: Visit) -> Response:
    people = visit.draft.answers.people
    # Begun before and gone on with: the newcomer stands there already, perhaps without a name.
    known = as_draft(visit.call.connection, visit.call.house.seals, visit.draft.amends.submission_id)  # type: ignore[union-attr]
    if known is not None and len(people) == len(known.answers.people):
        people.append(Person.new())
        visit.save()
    return visit.call.go(f"apply/person/{len(people)}/name")


def check(call: Call) -> Response:
    """What was, and what is to be."""
    visit = visit_of(call)
    if visit is None or visit.draft.amends is None:
        return call.go("my-case")
    missing = visit.journey.first_open(visit.asked)
    return visit.go(missing) if missing else _check(visit, _form(call, None))


def send(call: Call) -> Response:
    """The change is owed to the case system; pressed twice, it is sent once."""
    visit = visit_of(call)
    if visit is None or visit.draft.amends is None:
        return call.go("my-case")
    assert call.session is not None
    if call.session.over:
        return call.go("resume/time-up")
    if (missing := visit.journey.first_open(visit.asked)) is not None:
        return visit.go(missing)
    call.form.refuse_repeated()
    form = _form(call, call.form)
    if "switch" in call.form:
        return _check(visit, form)
    if not form.validate():
        return _check(visit, form, status=422)
    try:
        after_sending.amend(
            call.connection,
            call.house.seals,
            visit.draft,
            effective_on=form["effective_on"].data,
            language=call.language,
            source=call.house.settings.source,
            today=call.today,
        )
    except after_sending.NotOpen:
        return call.page("my_case/gone.html", title=_("Your answers"))
    became_submission(call.connection, call.session, visit.draft.amends.submission_id)
    return call.go("my-case")


def _form(call: Call, typed: Form | None) -> WhenItHolds:
    return WhenItHolds(typed, {}, asked_of(call))


def _check(visit: Visit, form: WhenItHolds, status: int = 200) -> Response:
    changes = list(_changes(visit))
    return visit.page(
        "my_case/check_change.html",
        title=_("Check what changes"),
        status=status,
        changes=changes,
        questions=form.questions(),
        errors=errors_of(form.unclear()),
        has_form=bool(changes),
    )


def _changes(visit: Visit) -> list[dict[str, Any]]:
    """Every part that is not as it was sent, with its answers before and after."""
    assert visit.draft.amends is not None
    sent = as_draft(visit.call.connection, visit.call.house.seals, visit.draft.amends.submission_id)
    before = {section["about"]: section for section in sections(Visit(visit.call, sent))} if sent else {}
    after = {section["about"]: section for section in sections(visit)}
    nothing: dict[str, Any] = {"rows": []}
    found = []
    # Of who has left the name says enough.
    people = {person.id for person in visit.draft.answers.people}
    gone = [about for about in before if about not in after and (about[0] in ("", *people) or about[1] == "name")]
    for about in [*after, *gone]:
        was, now = before.get(about, nothing)["rows"], after.get(about, nothing)["rows"]
        if was != now:
            # What stays as it was would hide what does not.
            said, says = [row for row in was if row not in now], [row for row in now if row not in was]
            if about in after:
                answered = {row["key"] for row in says}
                says += [{**row, "lines": []} for row in said if row["key"] not in answered]
            title = (after.get(about) or before[about])["title"]
            found.append({"title": title, "before": said, "after": says})
    return found
