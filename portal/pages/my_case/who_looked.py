"""Who of the staff has looked at an application or done something with it, in the applicant's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from forms.questions.vouching import CHECKED, REASONS
from locales import lazy as _
from portal.access import accounts, audit
from portal.access.identities import ROLE_NAMES, Role
from portal.submissions.concerns import case_ids
from portal.web.call import Call

# By the acts of the audit log. What is not listed is told as SOMETHING, so that nothing stays untold.
ACTS = {
    "began to register": _("Began to register you, with your consent"),
    "consent withdrawn": _("Deleted what was written, since you took your consent back"),
    "read": _("Looked at what you answered"),
    "wrote": _("Wrote down what you answered"),
    "took a person out": _("Took a person out of the household"),
    "sent": _("Sent the application with you"),
    "found by searching": _("Found you on the list of those whom they register"),
    "showed the receipt": _("Showed you the receipt"),
    "asked to open": _("Asked to open your application, which few people may open"),
    "opened for danger to life": _("Opened your application because somebody's life was in danger"),
    "agreed to open": _("Agreed that somebody opened your application"),
    "closed": _("Closed your application again"),
    "opened a household": _("Opened your application"),
    "opened needs": _("Looked at the needs that you have agreed to share"),
    "opened numbers": _("Looked at birth dates and numbers"),
    "answered": _("Answered for the municipality"),
    "handed over": _("Changed who in the municipality has your case"),
    "planned settlement": _("Planned the day of settlement"),
    "registered settlement": _("Registered the day of settlement"),
    "compared applications": _(
        "Compared your application with another one, to see whether they are about the same people"
    ),
    "took over a draft": _("Went on with what you had begun, with your consent"),
    "consent withdrawn after sending": _("Noted that you took your consent back after sending"),
    "took out in a file": _("Took your case out in a file"),
    "fetched for the archive": _("Fetched your case for the municipality's archive"),
    "vouched": _("Gave a code on paper to somebody who showed who they are"),
    "could not vouch": _("Gave nobody a code on paper, since what was shown did not fit your application"),
    "decided on duplicates": _("Decided whether your application and another one are about the same people"),
    "undid a decision on duplicates": _("Took back what was decided about your application and another one"),
    "linked a household": _("Noted that your household lives in two places"),
}
SOMETHING = _("Looked at your application or worked with it")


@dataclass(frozen=True)
class Looked:
    """One line of the list: when, in which role, where, what, and why, where a reason was given."""

    at: datetime
    role: str
    unit: str
    what: str
    why: str
    act: str


def who_looked(call: Call, submission_id: str, own_way: str = "") -> list[Looked]:
    """Everything the audit log knows about this application, oldest first; who it was stays a matter of the office.

    What it knows of an adult's `own_way` is for that adult alone.
    """
    ids = [submission_id, *case_ids(call.connection, submission_id), *filter(None, [own_way])]
    units = {unit.code: unit.name for unit in accounts.all_units(call.connection)}
    return [
        Looked(
            datetime.fromisoformat(row.at),
            str(ROLE_NAMES[cast(Role, row.role)]) if row.role in ROLE_NAMES else "",
            units.get(row.unit, ""),
            str(ACTS.get(row.act, SOMETHING)),
            ", ".join(_reasons(row.fields)) if row.act == "vouched" else "",
            row.act,
        )
        for row in audit.about_any(call.connection, ids)
    ]


def _reasons(fields: str) -> Iterator[str]:
    """How it was seen who somebody is, and why a code was needed, in the words of the form."""
    worded = {option.value: option.label for option in (*CHECKED, *REASONS)}
    yield from (str(worded[code]) for code in fields.split() if code in worded)
