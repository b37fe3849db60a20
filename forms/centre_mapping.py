"""Mapping of residents by the staff of a reception centre or hospital: the applicant's own questions, without those on
living privately; where the household lives is known, and who must not be found is never registered on behalf."""

from forms.kit.journey import Journey
from forms.settlement_application import JOURNEY as APPLICATION

NOT_ASKED = {"young", "protection", "safe-way", "members", "living", "stay", "own-home"}

JOURNEY = Journey("centre_mapping", tuple(step for step in APPLICATION.steps if step.slug not in NOT_ASKED))

__all__ = ["JOURNEY"]
