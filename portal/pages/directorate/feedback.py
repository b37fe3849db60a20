"""What municipalities say of the work that prepared settlements, in numbers: by whose settlement, and by topic."""

from starlette.responses import Response

from forms.feedback import ABOUT, TOPICS
from locales import lazy as _
from portal.submissions import feedback
from portal.submissions.feedback import SMALLEST_SHOWN, Counted
from portal.web.call import Call


def show(call: Call) -> Response:
    """All municipalities together; what fewer than five have said is not shown."""
    call.note("read the feedback", fields=["numbers"])
    counted = feedback.counted(call.connection, call.now)
    groups = [(option.label, counted.get(option.value) or Counted(option.value, 0, {})) for option in ABOUT]
    return call.page(
        "directorate/feedback.html",
        title=_("Feedback from municipalities"),
        groups=[(label, _said(group.all), _topics(group)) for label, group in groups],
        smallest=SMALLEST_SHOWN,
    )


def _topics(group: Counted) -> list[tuple[str, str]]:
    return [(option.label, _said(group.topics.get(option.value, 0))) for option in TOPICS]


def _said(number: int | None) -> str:
    return f"< {SMALLEST_SHOWN}" if number is None else str(number)
