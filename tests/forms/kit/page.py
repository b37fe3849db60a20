"""A page as its reader meets it: a small form, what was typed into it or stored of it before, and who is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from forms.kit.answers import Answers, Asked
from forms.kit.step import StepForm
from portal.web.form import Form

TODAY = date(2026, 11, 21)
Page = TypeVar("Page", bound=StepForm)
Typed = Mapping[str, str | list[str]]


def asked(language: str = "en", answers: Answers | None = None) -> Asked:
    """Somebody who reads `language` is asked today."""
    return Asked(answers or Answers(), language, TODAY)


def opened(form: type[Page], stored: Mapping[str, Any] | None = None, language: str = "en") -> Page:
    """The page as it is opened."""
    return form(None, stored or {}, asked(language))


def sent(form: type[Page], typed: Typed, stored: Mapping[str, Any] | None = None, language: str = "en") -> Page:
    """The page as it is sent with what was typed; a list stands for boxes that were ticked."""
    pairs = [(n, v) for n, given in typed.items() for v in (given if isinstance(given, list) else [given])]
    page = form(Form(pairs), stored or {}, asked(language))
    page.validate()
    return page


def complaints(page: StepForm) -> list[tuple[str, str]]:
    """What the page says is wrong, with the field that each line leads to."""
    return list(page.unclear())
