"""Was this page useful? Yes or no and a few words, without anything about who says so; and what editors see of it."""

import re

from starlette.responses import Response

from forms.kit.answers import Answers, Asked
from forms.questions.opinion import Opinion
from locales import LANGUAGES
from locales import lazy as _
from portal.pages.information.contents import NUMBERS
from portal.pages.information.page_file import PageFile
from portal.pages.information.shelf import library_of
from portal.storage import opinions
from portal.web.call import Call
from portal.web.form import Form
from portal.web.problems import Problem

# Four digits in a row, however they are parted, may be somebody's number; so may an address with an @.
_NUMBER = re.compile(r"\d(?:[\s./-]?\d){3,}")
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")


def ask(call: Call) -> Response:
    """The question about one page."""
    return _ask(call, _page_asked_about(call), _form(call, None))


def keep(call: Call) -> Response:
    """Keep the opinion, and say thank you."""
    page, form = _page_asked_about(call), _form(call, call.form)
    if "switch" in call.form or not form.validate():
        return _ask(call, page, form, status=200 if "switch" in call.form else 422)
    useful, words = form.answers["useful"] == "yes", without_numbers(form.answers.get("words", ""))
    opinions.keep(call.connection, page.slug, call.language, useful=useful, words=words, today=call.today)
    return call.page("information/opinion.html", title=_("Thank you"), page=page, questions=[])


def overview(call: Call) -> Response:
    """For editors: the pages that are due, the translations that are behind, and what readers say."""
    books = library_of(call)
    pages = [page for slug in NUMBERS for code in LANGUAGES if (page := books.page(code, slug))]
    return call.page(
        "information/overview.html",
        title=_("Information pages"),
        due=sorted((p for p in pages if call.today > p.look_again_by), key=lambda p: p.look_again_by),
        behind=[page for page in pages if books.original_is_newer(page)],
        verdicts=opinions.in_order_of_need(call.connection),
        next_due=min(page.look_again_by for page in pages),
    )


def without_numbers(text: str) -> str:
    """The text with what may be somebody's number or address left out."""
    return _ADDRESS.sub("…", _NUMBER.sub("…", text))


def _page_asked_about(call: Call) -> PageFile:
    page = library_of(call).page(call.language, call.parts["slug"])
    if page is None:
        raise Problem(404)
    return page


def _form(call: Call, typed: Form | None) -> Opinion:
    return Opinion(typed, {}, Asked(Answers(), call.language, call.today))


def _ask(call: Call, page: PageFile, form: Opinion, status: int = 200) -> Response:
    errors = [{"href": f"#{id_}", "message": message} for id_, message in form.unclear()] if status == 422 else []
    return call.page(
        "information/opinion.html",
        title=_("Was this page useful?"),
        page=page,
        questions=form.questions(),
        errors=errors,
        has_form=True,
        status=status,
    )
