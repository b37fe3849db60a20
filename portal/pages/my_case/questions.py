"""What is asked after sending, one asker at a time: answered by choices, a day and a few words, on its own page."""

from typing import Any

from babel.dates import format_date
from starlette.responses import Response

from forms.codes import municipalities
from forms.kit import answers as kit
from forms.kit.step import StepForm
from forms.questions.asked import FORMS
from locales import lazy as _
from locales import written
from portal.pages.apply.summary import lines
from portal.pages.my_case.own_way import leads_nowhere
from portal.pages.my_case.stages import ASKERS
from portal.submissions import asking
from portal.submissions.after_sending import NotOpen
from portal.submissions.asked import Asked
from portal.submissions.cases import facts_of, row_of
from portal.submissions.status import status_of
from portal.web.call import Call
from portal.web.form import Form

TITLE = _("Questions to you")


def show(call: Call) -> Response:
    """The questions that were asked first and still wait."""
    if leads_nowhere(call):
        return call.go("my-case/own")
    asked = next(iter(_open(call)), None)
    return call.go("my-case") if asked is None else _page(call, asked, _forms(call, asked, None))


def answer(call: Call) -> Response:
    """The answers are owed to the case system; pressed twice, once."""
    call.form.refuse_repeated()
    if leads_nowhere(call):
        return call.go("my-case/own")
    asked = next((each for each in _open(call) if each.id == call.form.get("asked")), None)
    if asked is None:
        return call.go("my-case")
    forms = _forms(call, asked, call.form)
    if "switch" in call.form:
        return _page(call, asked, forms)
    if not all([form.validate() for form in forms.values()]):
        return _page(call, asked, forms, status=422)
    assert call.session is not None and call.session.submission_id is not None
    given = [{"question": code, **_in_a_record(form)} for code, form in forms.items()]
    try:
        asking.answer(
            call.connection,
            call.house.seals,
            call.session.submission_id,
            asked.id,
            given,
            language=call.language,
            source=call.house.settings.source,
            by=call.session.person_id,
        )
    except NotOpen:
        return call.page("my_case/gone.html", title=_("Your answers"))
    return call.go("my-case/questions" if len(_open(call)) > 0 else "my-case")


def by_when(asked: Asked, call: Call) -> dict[str, Any]:
    """The day in words, and whether it has passed."""
    day = asked.answer_by
    said = format_date(day, "long", locale=written(call.language)) if day else ""
    return {"answer_by": said, "late": day is not None and day < call.today}


def in_words(asked: dict[str, Any], call: Call) -> list[dict[str, Any]]:
    """Each question as it was asked, with the answer that was given, if one can be shown."""
    situation = kit.Asked(kit.Answers(), call.language, call.today)
    given = {each["question"]: each for each in asked["given"] or []}
    rows = []
    for code in asked["questions"]:
        form = FORMS[code](None, given.get(code, {}), situation)
        for number, question in enumerate(form.questions()):
            if number == 0 or not question.empty():
                rows.append({"key": question.label.text, "lines": lines(question)})
    return rows


def _open(call: Call) -> list[Asked]:
    """What can still be answered here."""
    assert call.session is not None and call.session.submission_id is not None
    facts = facts_of(call.connection, call.house.seals, call.session.submission_id)
    return [asked for asked in status_of(facts).questions if asked.questions] if facts else []


def _forms(call: Call, asked: Asked, typed: Form | None) -> dict[str, StepForm]:
    situation = kit.Asked(kit.Answers(), call.language, call.today)
    return {code: FORMS[code](typed, {}, situation, prefix=f"{code}-") for code in asked.questions}


def _in_a_record(form: StepForm) -> dict[str, str]:
    return {name: value for name, value in form.answers.items() if name in ("choice", "date", "text")}


def _page(call: Call, asked: Asked, forms: dict[str, StepForm], status: int = 200) -> Response:
    assert call.session is not None and call.session.submission_id is not None
    row = row_of(call.connection, call.session.submission_id)
    errors = [
        {"href": f"#{id_}", "message": f"{question.label.text} {message}"}
        for form in forms.values()
        for question in form.questions()
        for id_, message in question.unclear()
    ]
    return call.page(
        "my_case/questions.html",
        title=TITLE,
        status=status,
        asked=asked,
        asker=ASKERS[asked.asked_by],
        municipality=municipalities.label(asked.municipality, call.language) if asked.municipality else "",
        forms=[form.questions() for form in forms.values()],
        protected=row is not None and row.seal == "protected",
        errors=errors,
        has_form=True,
        **by_when(asked, call),
    )
