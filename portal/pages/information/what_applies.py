"""“Do I apply?” and “What applies to me?”: a few questions, then the rules that hold for exactly that.

The answer has an address of its own that can be shared or printed; it holds the choices as codes, nothing personal.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from forms.kit.fields import ChoiceQuestion
from forms.kit.step import StepForm
from forms.rules.questions import Check, Situation, whose
from forms.rules.rulebook import Rule, that_hold
from locales import lazy as _
from portal.pages.information.library import library
from portal.pages.information.reading import in_words
from portal.pages.information.sharing import ways_to_share
from portal.pages.one_form import asked_of, form_page
from portal.web.call import Call

KINDS = {
    "step": _("What to do next"),
    "deadline": _("Deadlines"),
    "right": _("Your rights"),
    "duty": _("Your duties"),
    "note": _("Good to know"),
}
# Where one is told to do nothing, applying is still open, but not what the page points to first.
NEED_NOT = ("already-settled", "reception-staff-do-it")


def check(call: Call) -> Response:
    """Whether to apply for settlement: four questions and an answer that always says what to do next."""
    title = _("Find out whether to apply")
    form = _form(call, Check)
    if not _complete(call, form):
        return _ask(
            call, form, title, _("Four short questions. Nothing is stored, and you may go on whatever you answer.")
        )
    situation: dict[str, str] = form.answers
    answer = that_hold(situation, call.today, topic="settlement", kind="answer")[0]
    others = [rule for rule in that_hold(situation, call.today, topic="settlement") if rule.kind != "answer"]
    return call.page(
        "information/check.html",
        title=title,
        answer=answer,
        others=others,
        apply_first=answer.id not in NEED_NOT,
        **_around(call, situation, [answer, *others]),
    )


def what_applies(call: Call) -> Response:
    """The rights, duties, deadlines and next steps of somebody who has answered six questions."""
    title = _("What applies to me?")
    form = _form(call, Situation)
    if not _complete(call, form):
        return _ask(
            call, form, title, _("Six questions. Nothing is stored: the answers stand in the address only, as codes.")
        )
    situation: dict[str, str] = form.answers
    who = {**situation, "who": whose(situation)}
    kinds = [(heading, held) for kind, heading in KINDS.items() if (held := that_hold(who, call.today, kind=kind))]
    return call.page(
        "information/what_applies.html",
        title=title,
        chosen=list(_chosen(form)),
        kinds=kinds,
        ways=ways_to_share(str(title), f"{call.house.settings.origin}{call.path}?{urlencode(situation)}&answer=1"),
        **_around(call, situation, [rule for _heading, held in kinds for rule in held]),
    )


def _chosen(form: StepForm) -> Iterator[dict[str, object]]:
    """What was asked and chosen, in words."""
    for question in form.questions():
        if isinstance(question, ChoiceQuestion):
            lines = [option.label for option in question.options if option.checked]
            yield {"key": question.label.text, "lines": lines, "href": ""}


def _form(call: Call, kind: type[StepForm]) -> StepForm:
    return kind(call.form if len(call.form) else None, {}, asked_of(call))


def _complete(call: Call, form: StepForm) -> bool:
    return "answer" in call.form and "switch" not in call.form and form.validate()


def _ask(call: Call, form: StepForm, title: str, intro: str) -> Response:
    status = 422 if any(form.unclear()) else 200
    return form_page(call, "information/ask.html", title, form, status, intro=intro)


def _around(call: Call, situation: Mapping[str, str], rules: list[Rule]) -> dict[str, Any]:
    """What every answer shows beside its rules: sources, dates, the way back to the questions, the languages."""
    choices = urlencode(situation)
    books = library(call.house.settings.content_folder)
    sources = list(dict.fromkeys(rule.source for rule in rules))

    def day(moment: date) -> str:
        return in_words(moment, call.language)

    return {
        "sources": sources,
        "number_of": {rule.id: sources.index(rule.source) + 1 for rule in rules},
        "page_titles": {rule.page: page.title for rule in rules if (page := books.page(call.language, rule.page))},
        "checked_on": min(rule.checked_on for rule in rules),
        "change": f"?{choices}",
        "in_words": day,
        "reader": call.language,
        "address_in": lambda code: f"{call.address_in(code)}?{choices}&answer=1",
    }
