"""Who has written down an application for its household, and to what the household has said yes before."""

from datetime import datetime
from typing import Any

from forms.kit.answers import Answers
from forms.questions.on_behalf import ConsentToRegister
from locales import lazy as _
from portal.access import accounts
from portal.pages.apply.summary import lines
from portal.pages.one_form import asked_of
from portal.web.call import Call
from portal.web.rendering import long_time

ASKED = {
    "how": _("Your consent"),
    "language": _("Asked in this language"),
    "kind": _("Interpreter"),
    "mode": _("How you heard the interpreter"),
}


def registered_by(call: Call, answers: Answers) -> list[dict[str, Any]]:
    """Rows about the centre and the consent; none where the household has applied by itself."""
    said = answers.household.get("on-behalf")
    if said is None:
        return []
    units = {unit.code: unit.name for unit in accounts.all_units(call.connection)}
    code = answers.said("centre", "code")
    form = ConsentToRegister(None, said, asked_of(call))
    asked = [question for question in form.questions() if question.short_name in ASKED and not question.empty()]
    return [
        {"key": _("Registered by"), "lines": [units.get(code, code)]},
        *({"key": ASKED[question.short_name], "lines": lines(question)} for question in asked),
        {"key": _("You agreed"), "lines": [long_time(datetime.fromisoformat(said["given_at"]), call.language)]},
        {"key": _("Version of the words that were read to you"), "lines": [said["version"]]},
    ]
