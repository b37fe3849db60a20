"""What the audit log says of each act, in words for those who watch over it."""

from forms.settlement_application import JOURNEY
from locales import lazy as _

# Where a step has two titles, the first one says least.
TITLES = {step.slug: step.title for step in reversed(JOURNEY.steps)}
OF_STEPS = ("read", "wrote")
ACTS = {
    "agreed to a file": _("Agreed to a file"),
    "agreed to open": _("Agreed to the opening of a case"),
    "answered": _("Answered for the municipality"),
    "asked for a file": _("Asked for a file"),
    "asked to open": _("Asked to open a case"),
    "asked to set aside": _("Asked to set a record aside"),
    "began to register": _("Began to register a household"),
    "brought in a list": _("Brought in a list of residents"),
    "chose when to get mail": _("Chose when to get mail"),
    "closed": _("Closed a case again"),
    "closed an account": _("Closed an account"),
    "closed by the clock": _("Closed by itself when the time was up"),
    "compared applications": _("Compared two applications"),
    "confirmed a right": _("Confirmed a right"),
    "consent withdrawn": _("Deleted what was written: consent was taken back"),
    "consent withdrawn after sending": _("Noted after sending that consent was taken back"),
    "could not vouch": _("Gave no code on paper: it did not fit together"),
    "decided on duplicates": _("Decided whether two applications are about the same people"),
    "ended a right": _("Ended a right"),
    "fetched for the archive": _("Fetched a case for the archive"),
    "found by searching": _("Found by searching"),
    "gave a right": _("Gave a right"),
    "gave feedback": _("Gave feedback"),
    "handed over": _("Changed who has a case"),
    "linked a household": _("Linked a household that lives in two places"),
    "listed cases": _("Listed cases by the interface"),
    "listed settlement dates": _("Listed settlement dates by the interface"),
    "looked for who would fit": _("Looked for who would fit the places"),
    "looked through: in order": _("Looked through an opening: in order"),
    "looked through: not in order": _("Looked through an opening: not in order"),
    "nobody agreed": _("Nobody agreed to the opening in time"),
    "opened a household": _("Opened a household"),
    "opened for danger to life": _("Opened a case for danger to life"),
    "opened needs": _("Opened the needs"),
    "opened numbers": _("Opened birth dates and numbers"),
    "planned settlement": _("Planned the day of settlement"),
    "read": _("Read answers"),
    "read a request to change": _("Read a request for another municipality"),
    "read the audit log": _("Read this list"),
    "read the capacity": _("Read the capacity"),
    "read the duplicates": _("Read the list of possible duplicates"),
    "read the feedback": _("Read the feedback"),
    "read the missing settlement dates": _("Read the list of missing settlement dates"),
    "read the openings": _("Read the list of openings"),
    "read the protected queue": _("Read the list of people who must not be found"),
    "read the queue": _("Read the municipality's list of households"),
    "read the requests to change": _("Read the requests for another municipality"),
    "read the roster": _("Read the list of those whom the centre registers"),
    "registered settlement": _("Registered the day of settlement"),
    "reported capacity": _("Reported capacity"),
    "searched the queue": _("Searched the municipality's list"),
    "searched the roster": _("Searched the centre's list"),
    "sent": _("Sent an application with the household"),
    "set aside": _("Set a record aside"),
    "showed the receipt": _("Showed the receipt"),
    "signed in": _("Signed in"),
    "signed out": _("Signed out"),
    "took a person out": _("Took a person out of a household"),
    "took out in a file": _("Took cases out in a file"),
    "took over a draft": _("Went on with what a resident had begun"),
    "took this role": _("Took this role"),
    "tried again": _("Tried again to deliver a record"),
    "turned away": _("Turned away: no right to it"),
    "undid a decision on duplicates": _("Undid a decision about duplicates"),
    "vouched": _("Gave a code on paper"),
    "wrote": _("Wrote down answers"),
}

# What somebody was turned away from, by the names that access/deciding.py gives it.
RIGHTS: dict[str, str] = {
    "see the delivery": _("See how records are delivered"),
    "steer the delivery": _("Try again or set aside a record"),
    "give rights": _("Give rights to staff"),
    "read the audit log": _("See this list"),
    "register residents": _("Register residents of a centre"),
    "report capacity": _("Report a municipality's capacity"),
    "see the protected queue": _("See people who must not be found"),
    "open a protected case": _("Open a case of people who must not be found"),
    "look through openings": _("Look through openings"),
    "see own figures": _("See the municipality's figures"),
    "see all figures": _("See all figures"),
    "see the municipality's cases": _("See the municipality's households"),
    "answer for the municipality": _("Answer for the municipality"),
    "give feedback": _("Give feedback for the municipality"),
    "see the feedback": _("See the feedback of municipalities"),
    "decide on duplicates": _("Decide about duplicates"),
    "see requests to change": _("See requests for another municipality"),
    "choose mail": _("Choose when to get mail"),
    "take cases out": _("Take cases out in a file"),
    "take the flow out": _("Take the flow of applications out in a file"),
    "fetch for the archive": _("Fetch a case for the archive"),
    "vouch": _("Give a code on paper"),
}


def of_what(act: str, fields: str) -> str:
    """What was read or written: steps by their titles, what was refused in words, anything else by its code."""
    if act == "turned away":
        return str(RIGHTS.get(fields, fields))
    words = fields.split()
    if act not in OF_STEPS or TITLES.keys().isdisjoint(words):
        return fields
    return ", ".join(str(TITLES.get(word, word)) for word in words)
