"""A question that can be answered several times (numbers, relations, pets): rows come and go without a script."""

import re
from collections.abc import Iterator
from typing import Any

from wtforms import Form

from forms.kit.fields import Question
from locales import Text
from locales import lazy as _


class Rows(Question):
    """Rows of the small form `row`; stored as a list of its answers, the empty rows left out.

    With `single=True` the row has one question and the list holds its answers alone.
    A page posts `name-0-question`, `name-1-question` …; the buttons post `rows=add:name` and
    `rows=remove:name:1`, rows being counted from 1 as the reader counts them.
    """

    kind = "rows"

    def __init__(
        self,
        label: str,
        row: type[Form],
        *,
        title: str,
        add: str,
        remove: str = _("Remove"),
        most: int,
        single: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.row = row
        self.title = title
        self.add_label = add
        self.remove_label = remove
        self.most = most
        self.single = single
        self.forms: list[Any] = []

    @property
    def rows(self) -> list[list[Question]]:
        """The questions of each row as they stand on the page."""
        return [list(form) for form in self.forms]

    def row_title(self, number: int) -> str:
        """The heading of a row, counted from 1."""
        return str(Text(str(self.title.message), n=number)) if isinstance(self.title, Text) else self.title

    @property
    def can_add(self) -> bool:
        return len(self.forms) < self.most

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors = []
        if formdata is not None and (posted := self._posted(formdata)):
            self.forms = [self._row_form(f"{self.name}-{n}", formdata, {}) for n in posted]
            self._press(formdata.get("rows") or "")
        else:
            stored = data if isinstance(data, list) else []
            self.forms = [self._row_form(f"{self.name}-{n}", None, self._unfold(row)) for n, row in enumerate(stored)]
            self._press((formdata.get("rows") or "") if formdata else "")
        if not self.forms:
            self.forms = [self._row_form(f"{self.name}-0", None, {})]
        self._gather()

    def _posted(self, formdata: Any) -> list[int]:
        pattern = re.compile(re.escape(self.name) + r"-([0-9]{1,2})-")
        numbers = {int(found[1]) for key in formdata if (found := pattern.match(key))}
        return sorted(numbers)[: self.most]

    def _row_form(self, prefix: str, formdata: Any, data: dict[str, Any]) -> Any:
        return self.row(formdata=formdata, prefix=f"{prefix}-", data=data, meta={"asked": self.asked})

    def _press(self, button: str) -> None:
        """Carry out the add or remove button, if one of ours was pressed."""
        what, _sep, rest = button.partition(":")
        name, _sep, number = rest.partition(":")
        if name != self.name:
            return
        if what == "add" and self.can_add:
            self.forms.append(self._row_form(f"{self.name}-{self._next()}", None, {}))
        elif what == "remove":
            self.forms = [form for n, form in enumerate(self.forms, 1) if str(n) != number]

    def _next(self) -> int:
        return max((int(form._prefix.rstrip("-").rpartition("-")[2]) for form in self.forms), default=-1) + 1

    def _unfold(self, row: Any) -> dict[str, Any]:
        return {self._only(): row} if self.single else row

    def _only(self) -> str:
        return next(iter(self.row()._fields)) if not self.forms else next(iter(self.forms[0]._fields))

    def _gather(self) -> None:
        filled = [form for form in self.forms if not _blank(form)]
        rows = [{short(q): q.data for q in form if not q.empty()} for form in filled]
        self.data = [next(iter(row.values()), None) for row in rows] if self.single else rows

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        if self.hangs_in_the_air(form):
            self.errors = []
            return True
        good = all([question.validate(row) for row in self.forms if not _blank(row) for question in row])
        self._gather()
        self.errors = []
        if not self.data and self.missing and good:
            self.errors.append(self.missing)
        elif good:
            self.run_checks(form)
        return good and not self.errors

    def unclear(self) -> Iterator[tuple[str, str]]:
        for error in self.errors:
            yield self.first_id, str(error)
        for form in self.forms:
            for question in form:
                yield from question.unclear()

    @property
    def first_id(self) -> str:
        first: Question = next(iter(self.forms[0]))
        return first.first_id


def short(question: Question) -> str:
    """The name of a row's question without the row's prefix."""
    name: str = question.short_name
    return name


def _blank(form: Any) -> bool:
    return all(question.empty() and not question.typed and not question.process_errors for question in form)
