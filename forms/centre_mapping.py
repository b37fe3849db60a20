"""Mapping of residents by the staff of a reception centre or hospital: the applicant's own questions, without those on
living privately; where the household lives is known, and who must not be found is never registered on behalf."""

from dataclasses import replace

from forms.kit.answers import Asked
from forms.kit.date_fields import DateQuestion
from forms.kit.journey import Journey
from forms.kit.step import Step
from forms.questions import permit
from forms.settlement_application import JOURNEY as APPLICATION
from locales import lazy as _

NOT_ASKED = {"young", "protection", "safe-way", "members", "living", "stay", "own-home"}
# What matters once the household has moved out of the centre.
OF_PRIVATE_HOMES = {"stay", "own-home"}
IN_CARE = ("reception_centre", "hospital")


class Permit(permit.Permit):
    """The six months to apply in are no concern of who lives in a centre."""

    informed_on = DateQuestion(
        _("When did the police tell you of the decision?"),
        hint=_("Leave it empty if you do not know."),
        when=("status", "granted"),
    )


def moved_out(asked: Asked) -> bool:
    """The household has told that it lives in no centre and no hospital any more."""
    return asked.answers.said("living", "situation") not in IN_CARE


def _of_residents(step: Step) -> Step:
    return replace(step, form=Permit) if step.slug == "permit" else step


def _of_who_goes_on_alone(step: Step) -> Step:
    if step.slug not in OF_PRIVATE_HOMES:
        return step
    return replace(step, when=lambda asked: step.when(asked) and moved_out(asked))


JOURNEY = Journey(
    "centre_mapping", tuple(_of_residents(step) for step in APPLICATION.steps if step.slug not in NOT_ASKED)
)
# A resident who has taken the record over tells changes alone: everything may be opened, nothing new is asked.
AFTERWARDS = Journey(
    "centre_mapping", tuple(_of_who_goes_on_alone(step) for step in APPLICATION.steps if step.slug != "young")
)

__all__ = ["AFTERWARDS", "JOURNEY"]
