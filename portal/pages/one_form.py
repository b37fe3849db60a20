"""What pages with a single form share: what its questions are asked in, and the page with its errors."""

from collections.abc import Iterable
from typing import Any

from starlette.responses import Response

from forms.kit.answers import Answers, Asked
from forms.kit.step import StepForm
from portal.web.call import Call


def asked_of(call: Call) -> Asked:
    """The situation of a form that depends on nothing that was answered before."""
    return Asked(Answers(), call.language, call.today)


def errors_of(unclear: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Pairs of field and message, as the error summary shows them."""
    return [{"href": f"#{id_}", "message": message} for id_, message in unclear]


def form_page(call: Call, template: str, title: str, form: StepForm, status: int = 200, **context: Any) -> Response:
    """The page of a form as it stands, with what is wrong in it once that was looked at."""
    return call.page(
        template,
        title,
        status,
        **{"questions": form.questions(), "errors": errors_of(form.unclear()), "has_form": True, **context},
    )
