"""What the words of the queue mean: each status with what the municipality must do now, and where that is written."""

from dataclasses import dataclass

from locales import lazy as _
from portal.submissions.queue import Status
from portal.submissions.warnings import Warning_

REPORT_2022 = _("IMDi, annual report 2022")


@dataclass(frozen=True)
class Words:
    """`meaning` for somebody on the first day, `to_do` for the municipality now, `source` for who wants to read on."""

    title: str
    meaning: str
    to_do: str
    source: str = ""


STATUS: dict[Status, Words] = {
    "to_answer": Words(
        _("Asked: waits for your answer (fordelt)"),
        _(
            "IMDi asks whether the municipality can receive this household. As a rule it asks where people live "
            "already."
        ),
        _("Answer yes with a date, answer no with a reason, or ask what you must know first."),
        REPORT_2022,
    ),
    "waits_for_household": Words(
        _("You have asked the household something"),
        _("The household sees your questions in its own language and has not answered yet."),
        _("Wait for the answer. You may answer IMDi at any time without it."),
    ),
    "answered": Words(
        _("Answered: waits for IMDi"),
        _("Your answer is with IMDi or on its way there."),
        _("Nothing now. If something has changed, answer anew: the last answer counts."),
    ),
    "to_settle": Words(
        _("Agreed: settlement date is missing (søkt ut)"),
        _(
            "The municipality has agreed and gets ready. In 2022 that took 1.2 months on average. Nobody but the "
            "municipality can register that people have moved in, and integration grants depend on it."
        ),
        _(
            "Register the settlement date of every member as soon as they have moved in. It cannot lie before the "
            "agreement."
        ),
        _("IMDi, annual report 2022; IMDi's page of April 2023"),
    ),
    "not_asked": Words(
        _("Ready for an offer (fordelingsklar), not asked yet"),
        _(
            "The permit is granted. IMDi chooses a municipality from what it knows about the household, about work and "
            "education, and about the municipalities' capacity."
        ),
        _("Nothing. If the household has found a home here, look at home and contract before it signs."),
        _("IMDi, “Fast and accurate settlement work”; UDI on agreed self-settlement"),
    ),
    "waits_for_permit": Words(
        _("Waits for the residence permit"),
        _("People may apply before the permit is granted. IMDi goes on when it is."),
        _("Nothing."),
        _("IMDi's page of April 2024"),
    ),
    "said_no": Words(
        _("The municipality said no"),
        _("IMDi knows your answer and asks another municipality."),
        _("Nothing."),
    ),
    "settled": Words(
        _("Settled (bosatt)"),
        _("The settlement date of everybody is registered."),
        _("Offer Norwegian training within three months. A date that was wrong can be corrected."),
        _("Integration Act, section 30"),
    ),
    "closed": Words(
        _("Closed"),
        _("The application was withdrawn, the case is closed, or another municipality has agreed."),
        _("Nothing."),
    ),
}
REASON = {
    "asked": _("IMDi has asked the municipality"),
    "lives_there": _("Lives here now"),
    "wishes_to": _("Wishes to live here"),
    "has_found_home": _("Has found a home here"),
}
SIZE = {"1": _("1 person"), "2-3": _("2 or 3 people"), "4-5": _("4 or 5 people"), "6": _("6 people or more")}
PETS = {"yes": _("With pets"), "no": _("Without pets")}
MINE = {"yes": _("Those I have in hand")}

WARNINGS: dict[Warning_, tuple[str, str]] = {
    "minor_without_parent": (
        _("A minor is here without a parent"),
        _(
            "Find out who cares for the child, and whether that is an accompanying person (følgeperson) or a "
            "representative. IMDi settles those of 15 and over, Bufetat those under 15."
        ),
    ),
    "identifiers_differ_in_family": (
        _("The registration numbers (REG) differ within the family"),
        _("This happens often when people arrive, and they are one household all the same. Do not divide the family."),
    ),
    "after_six_months": (
        _("Applied more than six months after being told of the decision"),
        _("The application stands. IMDi decides what follows from it."),
    ),
    "permit_not_granted": (
        _("Somebody in the household has no permit yet"),
        _("Family members may get their decisions at different times. IMDi goes on when the permit is granted."),
    ),
    "possible_duplicate": (
        _("Somebody in the household seems to stand in another application"),
        _("Ask the household before you plan places for both, and tell IMDi what you find out."),
    ),
    "under_15_alone": (
        _("A child under 15 is alone"),
        _("Call Bufetat: those under 15 belong to Bufetat."),
    ),
}
ANSWERED = {
    "can_receive": _("The municipality answered yes"),
    "cannot_receive": _("The municipality answered no"),
    "needs_information": _("The municipality asked the household something"),
}
# Why somebody uncovers numbers: chosen, so that it can stand in the audit log and says nothing about anybody.
WHY_NUMBERS = {
    "own_system": _("To find the people in the municipality's own system"),
    "identity": _("To make sure who somebody is"),
    "other_authority": _("Another authority needs them, for example the health service or Nav"),
}
# What happened in the case, for the list of dates.
HAPPENED = {
    "no.settlement.application.submitted.v1": _("The application was sent"),
    "no.settlement.mapping.registered.v1": _("The mapping was sent by a reception centre or a hospital"),
    "no.settlement.application.amended.v1": _("The household sent a change"),
    "no.settlement.application.withdrawn.v1": _("The application was withdrawn"),
    "no.settlement.municipality.change-requested.v1": _("The household asked for another municipality"),
    "no.settlement.information.given.v1": _("The household answered questions"),
    "no.settlement.person.settled.v1": _("A settlement date was registered"),
    "case.opened": _("IMDi opened a case"),
    "permit.granted": _("The permit is granted"),
    "permit.refused": _("The permit was refused"),
    "information.requested": _("IMDi asked the household something"),
    "municipality.asked": _("IMDi asked this municipality"),
    "municipality.agreed": _("Agreed with this municipality"),
    "municipality.declined": _("IMDi took the municipality's no as final"),
    "case.closed": _("IMDi closed the case"),
}
# What staff did, by what the audit log calls it.
DONE = {
    "opened a household": _("opened the household"),
    "opened needs": _("opened the needs"),
    "opened numbers": _("opened numbers and birth dates"),
    "answered": _("answered for the municipality"),
    "registered settlement": _("registered settlement dates"),
    "planned settlement": _("planned settlement dates"),
    "handed over": _("changed who has the case in hand"),
}
