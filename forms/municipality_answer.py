"""A municipality's answer about a household: one page."""

from forms.kit.journey import Journey
from forms.kit.step import Step
from forms.questions.answering import Answer
from locales import lazy as _

JOURNEY = Journey("municipality_answer", (Step("answer", Answer, _("Answer for the municipality"), "answer"),))

__all__ = ["JOURNEY"]
