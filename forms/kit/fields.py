"""The kinds of question a page can ask: what was typed is kept as typed, an answer is stored as a code or a clean text.

Each kind has a template of its own (`kind` names it). A question with `when=("other", "value")` is asked only while the
question `other` of the same page has that answer; otherwise what was typed in it
stays on the page, but is not stored.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from wtforms import Field
from wtforms.validators import ValidationError

from forms.kit.answers import Asked
from forms.kit.text import TextProblem, clean, showable
from locales import Text
from locales import lazy as _

Check = Callable[[Any, "Question"], None]

PROBLEMS: dict[str, str] = {
    "control": _("Some characters here cannot be stored. Delete what you typed in this field and type it again."),
    "direction": _("This text holds hidden marks that turn its direction. Delete it and type it by hand."),
    "newline": _("Write this on one line."),
}


class Option(NamedTuple):
    """One choice: the code that is stored, what the reader sees, and a hint beneath it."""

    value: str
    label: str
    hint: str = ""
    checked: bool = False
    id: str = ""


Options = Sequence[Option] | Callable[[Asked], Sequence[Option]]


class Question(Field):
    """What all kinds have in common. `missing` is what the reader is told when there is no answer."""

    kind = ""
    errors: list[Any]

    def __init__(
        self,
        label: str,
        *,
        missing: str = "",
        hint: str = "",
        when: tuple[str, str] | None = None,
        checks: Sequence[Check] = (),
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.hint = hint
        self.missing = missing
        self.when = when
        self.checks = checks
        self.typed: Any = None

    @property
    def optional(self) -> bool:
        """May be left empty (then the page says so)."""
        return not self.missing

    @property
    def reveal(self) -> tuple[str, str] | None:
        """The name of the field, and its answer, that this one hangs on."""
        prefix = self.name.removesuffix(self.short_name)
        return (prefix + self.when[0], self.when[1]) if self.when else None

    @property
    def asked(self) -> Asked:
        """Who is asked, when and in which language."""
        asked: Asked = self.meta.asked
        return asked

    def empty(self) -> bool:
        return self.data in (None, "", [])

    def hangs_in_the_air(self, form: Any) -> bool:
        """True when the question it hangs on was answered otherwise: it is not asked, and its answer not stored."""
        return self.when is not None and form[self.when[0]].data != self.when[1]

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        self.errors = list(self.process_errors)
        if self.hangs_in_the_air(form):
            self.errors = []
        elif not self.errors and self.empty():
            if self.missing:
                self.errors.append(self.missing)
        elif not self.errors:
            self.run_checks(form)
        return not self.errors

    def run_checks(self, form: Any) -> None:
        for check in self.checks:
            try:
                check(form, self)
            except ValidationError as problem:
                self.errors.append(problem.args[0])
                return

    def unclear(self) -> Iterator[tuple[str, str]]:
        for error in self.errors:
            yield self.first_id, str(error)

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return self.id


class TextQuestion(Question):
    """A line of text, NFC, without control characters, at most `limit` code points."""

    kind = "text"
    input_type = "text"

    def __init__(
        self,
        label: str,
        *,
        limit: int = 100,
        width: str = "long",
        autocomplete: str = "off",
        inputmode: str = "",
        spellcheck: bool = False,
        lines: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.limit = limit
        self.width = width
        self.autocomplete = autocomplete
        self.inputmode = inputmode
        self.spellcheck = spellcheck
        self.lines = lines

    @property
    def value(self) -> str:
        """What stands in the field: as typed, else as stored."""
        return showable(self.typed) if self.typed is not None else self.shown()

    def shown(self) -> str:
        """The stored answer as text."""
        return self.data or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not valuelist:
            return
        self.typed = str(valuelist[0])
        self.data = None
        if self.typed.strip():
            self.data = self.understood(self.typed)

    def understood(self, typed: str) -> Any:
        """The answer in what was typed. Raises ValueError with a message for the reader."""
        try:
            return clean(typed, limit=self.limit, lines=self.lines)
        except TextProblem as problem:
            if problem.code == "long":
                raise ValueError(_("Use at most %(limit)s characters.", limit=self.limit)) from problem
            raise ValueError(PROBLEMS.get(problem.code, PROBLEMS["control"])) from problem


class LongTextQuestion(TextQuestion):
    """Several lines of text."""

    kind = "textarea"

    def __init__(self, label: str, *, limit: int = 1000, height: int = 4, **rest: Any) -> None:
        super().__init__(label, limit=limit, lines=True, **rest)
        self.height = height

    @property
    def maxlength(self) -> int:
        return self.limit


class ChoiceQuestion(Question):
    """One of a few choices."""

    kind = "radios"

    def __init__(self, label: str, options: Options, **rest: Any) -> None:
        super().__init__(label, **rest)
        self._options = options

    def choices(self) -> Sequence[Option]:
        return self._options(self.asked) if callable(self._options) else self._options

    def chosen(self) -> list[str]:
        return [self.data] if self.data else []

    @property
    def options(self) -> list[Option]:
        """The choices, each with an id of its own and marked when chosen."""
        return [
            Option(o.value, o.label, o.hint, o.value in self.chosen(), f"{self.id}-{o.value}") for o in self.choices()
        ]

    @property
    def first_id(self) -> str:
        return next((option.id for option in self.options), self.id)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            known = {option.value for option in self.choices()}
            self.data = valuelist[0] if valuelist[0] in known else None
        else:
            self.data = None


class SelectQuestion(ChoiceQuestion):
    """One of a few choices in a list that opens: for rows, where radios would fill the page."""

    kind = "select"

    @property
    def options(self) -> list[Option]:
        return [Option("", _("Choose"), checked=not self.data), *super().options]

    @property
    def first_id(self) -> str:
        return self.id


class ChoicesQuestion(ChoiceQuestion):
    """Any number of a few choices; stored as a list of codes in the order of the page."""

    kind = "checkboxes"

    def chosen(self) -> list[str]:
        return self.data or []

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [option.value for option in self.choices() if option.value in valuelist]


class ConfirmQuestion(Question):
    """A box to tick; stored as True."""

    kind = "confirm"

    @property
    def value(self) -> bool:
        """Whether it is ticked."""
        return bool(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = True if valuelist else None


def yes_no(yes: str = "", no: str = "") -> tuple[Option, Option]:
    """The two choices of most questions."""
    return Option("yes", yes or _("Yes")), Option("no", no or _("No"))


def worded(choices: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """Choices from (code, label) pairs."""
    return tuple(Option(code, label) for code, label in choices)


__all__ = [
    "ChoiceQuestion",
    "ChoicesQuestion",
    "ConfirmQuestion",
    "LongTextQuestion",
    "Option",
    "Question",
    "SelectQuestion",
    "Text",
    "TextQuestion",
    "worded",
    "yes_no",
]
