"""What each figure is called, what exactly it counts, and what its parts are called."""

from dataclasses import dataclass

from forms.codes.language_codes import languages
from locales import lazy as _
from portal.pages.my_case.stages import WORDS
from portal.submissions.figures import UNKNOWN
from portal.submissions.status import Stage

NOT_KNOWN = _("Not known, or not told apart")


@dataclass(frozen=True)
class Words:
    """`of_what`: what the first column of its table holds. `parts` in the order in which they are shown."""

    title: str
    said: tuple[str, ...]
    of_what: str
    parts: dict[str, str]

    @property
    def definition(self) -> str:
        """What exactly is counted, in the reader's language."""
        return " ".join(map(str, self.said))


STAGES = {
    str(stage): WORDS[stage].title if stage is not Stage.NEEDS_YOU else _("Waits for something from the applicant")
    for stage in (
        Stage.RECEIVED,
        Stage.WAITS_FOR_PERMIT,
        Stage.WITH_DIRECTORATE,
        Stage.NEEDS_YOU,
        Stage.READY,
        Stage.ASKED,
        Stage.AGREED,
    )
}
AGES = {
    "0-5": _("0 to 5 years"),
    "6-12": _("6 to 12 years"),
    "13-15": _("13 to 15 years"),
    "16-18": _("16 to 18 years"),
    "19-55": _("19 to 55 years"),
    "56-": _("56 years and over"),
}
ADULTS = {
    "parent": _("With a parent"),
    "accompanying_person": _("With an accompanying person (følgeperson)"),
    "representative": _("With a representative only"),
    "none": _("With nobody"),
    "adult": _("18 years and over"),
}
WHO_WAITS = _(
    "Counted are people in applications that are neither withdrawn nor closed, and who have no settlement date yet: in "
    "the municipality that was asked or has agreed last, before that where they live. As it stood when the month was "
    "counted last."
)
WHO_IS_SETTLED = _(
    "Counted are people whose settlement date lies in this month, in the municipality that settled them."
)
AGE = _("The age is the one that is reached in the course of the year.")
RESPONSIBLE = _("The adult is the one named in the application, for those who were under 18 when it was sent.")

FIGURES: dict[str, Words] = {
    "applications": Words(
        _("Applications"),
        (_("Applications that were sent in this month, also those withdrawn later, where the household lives."),),
        _("How the household lives"),
        {
            "private": _("Privately"),
            "amot": _("In alternative reception (AMOT)"),
            "reception_centre": _("In a reception centre (mottak)"),
            "hospital": _("In hospital"),
            "other": _("In another way"),
        },
    ),
    "waiting_stage": Words(
        _("People who wait, by how far their case has come"), (WHO_WAITS,), _("Where it stands"), STAGES
    ),
    "waiting_age": Words(_("People who wait, by age"), (WHO_WAITS, AGE), _("Age"), AGES),
    "waiting_minor": Words(
        _("Minors who wait, by the adult who is with them"),
        (WHO_WAITS, RESPONSIBLE),
        _("Adult"),
        ADULTS,
    ),
    "settled_wait": Words(
        _("People settled, by how long they waited"),
        (
            WHO_IS_SETTLED,
            _(
                "The wait runs from the decision on the residence permit to the settlement date, in whole months. A "
                "child without a decision of its own waits as long as the adult who applied."
            ),
        ),
        _("From decision to settlement"),
        {
            "3": _("Within 3 months"),
            "6": _("After 3, within 6 months"),
            "12": _("After 6, within 12 months"),
            "longer": _("After more than 12 months"),
        },
    ),
    "settled_place": Words(
        _("People settled where they already lived"),
        (WHO_IS_SETTLED, _("Compared with where the household lived when it last told us.")),
        _("Settled in"),
        {"same": _("The municipality where they lived"), "another": _("Another municipality")},
    ),
    "settled_age": Words(_("People settled, by age"), (WHO_IS_SETTLED, AGE), _("Age"), AGES),
    "settled_minor": Words(
        _("Minors settled, by the adult who is with them"),
        (WHO_IS_SETTLED, RESPONSIBLE),
        _("Adult"),
        ADULTS,
    ),
    "spoken": Words(
        _("Languages spoken in households that wait"),
        (_("Households in which somebody waits, by the language that the applicant named first."),),
        _("Language"),
        {},
    ),
    "interpreter": Words(
        _("Need for an interpreter in households that wait"),
        (_("Households in which somebody waits, by the language for which the applicant asked for an interpreter."),),
        _("Interpreter for"),
        {"none": _("No interpreter needed")},
    ),
    "changes": Words(
        _("Corrections and changes after sending"),
        (_("Records that applicants sent in this month about any application, where the household lives."),),
        _("What was sent"),
        {
            "amended": _("A correction or change"),
            "withdrawn": _("A withdrawal"),
            "another_place": _("News about the choice of municipality"),
        },
    ),
}
TIMES = Words(
    _("How long the way took"),
    (
        _(
            "For people settled in this month: the mean time of each part of the way, in months. Shown where at least "
            "five people went it. Whoever applied before the decision counts as 0 in that part."
        ),
    ),
    _("Part of the way"),
    {
        "decided_settled": _("From decision to settlement, the whole way"),
        "decided_applied": _("From decision to application"),
        "applied_agreed": _("From application to agreement with a municipality"),
        "agreed_settled": _("From agreement to settlement"),
    },
)
BY_MONTH = Words(_("People settled, month by month"), (WHO_IS_SETTLED,), _("Month"), {})

PLACES = Words(
    _("Places: decided, used and free"),
    (
        _(
            "Decided is what the municipality had reported for this year when the month was over. Used are the people "
            "whose settlement date lies in this year until the end of the month, and those it has agreed to receive "
            "who have no date yet. Free is the rest."
        ),
        _(
            "Only numbers that stand elsewhere in these figures are added up: where one of those is hidden, more may "
            "be used and less free than is shown. Municipalities that have reported nothing are left out."
        ),
    ),
    _("Places of the year"),
    {
        "decided": _("Decided for the year"),
        "settled": _("Used by people who are settled"),
        "agreed": _("Used by people who are agreed, not settled yet"),
        "free": _("Free"),
    },
)


def label_of(figure: str, part: str, language: str) -> str:
    """What a part is called, as text in the reader's language."""
    if part == UNKNOWN:
        return str(NOT_KNOWN)
    known = FIGURES[figure].parts.get(part)
    if known is not None:
        return str(known)
    return languages.label(part, language) if part in languages else part
