"""Every stage in plain words: who has the application, what happens next, and how long it took others."""

from dataclasses import dataclass

from locales import lazy as _
from portal.submissions.status import Stage

DIRECTORATE = _("The directorate (IMDi) has your application.")
# The last year with figures; see the page on what happens after one has applied.
UNTIL_SETTLED = _(
    "In 2022, people who lived outside reception centres waited 1.5 months on average from permit to settlement. "
    "It may take longer now."
)
UNTIL_MOVED = _("In 2022 the municipalities needed 1.2 months on average to get ready.")
NOTHING_TO_DO = _("There is nothing for you to do now.")
CALL_IMDI = _("Call IMDi, 24 16 88 00, and tell them your reference.")


@dataclass(frozen=True)
class Words:
    """What is said of a stage; `how_long` is empty where nobody counts."""

    title: str
    who: str
    following: str
    how_long: str = ""
    to_do: str = NOTHING_TO_DO


WORDS = {
    Stage.RECEIVED: Words(
        _("Received"),
        _("We have received your application. It is on its way to the directorate (IMDi)."),
        _("When IMDi has it, you see that here. As a rule that takes minutes. Nothing is lost if it takes longer."),
        UNTIL_SETTLED,
    ),
    Stage.WITH_DIRECTORATE: Words(
        _("With the directorate (under kartlegging)"),
        DIRECTORATE,
        _("IMDi looks at your answers. Then it asks a municipality to receive you."),
        UNTIL_SETTLED,
    ),
    Stage.READY: Words(
        _("Ready to be offered a municipality (fordelingsklar)"),
        DIRECTORATE,
        _("IMDi asks a municipality whether it can settle you."),
        UNTIL_SETTLED,
    ),
    Stage.ASKED: Words(
        _("A municipality is asked (fordelt)"),
        _("A municipality has your application."),
        _("The municipality says yes or no. If it says no, IMDi asks another one."),
        UNTIL_SETTLED,
    ),
    Stage.AGREED: Words(
        _("A municipality has agreed (søkt ut)"),
        _("The municipality that said yes has your application."),
        _("The municipality gets ready for you and contacts you in a way that you called safe."),
        UNTIL_MOVED,
    ),
    Stage.SETTLED: Words(
        _("Settled (bosatt)"),
        _("Your municipality has taken over."),
        _("The municipality talks with you about Norwegian training, school and the introduction programme."),
    ),
    Stage.NEEDS_YOU: Words(
        _("Something is needed from you"),
        _("IMDi has asked you something and waits for your answer."),
        _("When your answer is there, the work on your application goes on."),
        to_do=CALL_IMDI,
    ),
    Stage.WAITS_FOR_PERMIT: Words(
        _("Waits for the residence permit"),
        _("The Directorate of Immigration (UDI) decides about the permit."),
        _("When the permit is granted, IMDi goes on with your application. You need not apply again."),
    ),
    Stage.WITHDRAWN: Words(
        _("Withdrawn"),
        _("Your application was withdrawn. Nobody works with it any more."),
        _("You may apply again at any time."),
    ),
    Stage.CLOSED: Words(
        _("Closed"),
        _("IMDi has closed the case."),
        _("IMDi can tell you why, and what you can do."),
        to_do=CALL_IMDI,
    ),
}

# Who asks, above the questions.
ASKERS = {
    "directorate": _("The directorate (IMDi) asks you something about your application."),
    "municipality": _("A municipality that may receive you needs to know more."),
}
MUNICIPALITY_WAITS = _("A municipality has asked you something and waits for your answer.")
ANSWER_HERE = _("Please answer. It takes a few minutes, in your own language.")

# What happened, in the list of dates. A refused permit is left to UDI's own letter.
HAPPENED = {
    "no.settlement.application.submitted.v1": _("The application was sent"),
    "no.settlement.mapping.registered.v1": _("Your answers were written down and sent"),
    "no.settlement.application.amended.v1": _("A change was sent"),
    "no.settlement.application.withdrawn.v1": _("The application was withdrawn"),
    "no.settlement.municipality.change-requested.v1": _("Another municipality was asked for"),
    "no.settlement.information.given.v1": _("Questions were answered"),
    "case.opened": _("IMDi opened a case"),
    "permit.granted": _("IMDi was told that the permit is granted"),
    "information.requested": _("IMDi asked you something"),
    "municipality.asked": _("A municipality was asked"),
    "municipality.wants-to-know": _("A municipality asked you something"),
    "municipality.agreed": _("A municipality said yes"),
    "municipality.declined": _("A municipality said no"),
    "person.settled": _("A settlement was registered"),
    "case.closed": _("IMDi closed the case"),
}
