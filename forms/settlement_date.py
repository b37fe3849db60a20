"""A municipality registers when people have moved in: one page, as often as there are dates."""

from forms.kit.journey import Journey
from forms.kit.step import Step
from forms.questions.settling import SettlementDate
from locales import lazy as _

JOURNEY = Journey("settlement_date", (Step("date", SettlementDate, _("Register settlement"), "date"),))

__all__ = ["JOURNEY"]
