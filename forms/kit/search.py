"""A question whose answer is one of many codes: the person types, the server finds, and asks when it is not clear.

No script and no long list to send: what is typed may be in another script, or misspelt.
"""

from typing import Any

from wtforms import Field

from forms.codes import CodeList
from forms.kit.fields import Option, TextQuestion
from locales import lazy as _

MOST_CANDIDATES = 8


class SearchQuestion(TextQuestion):
    """Stored as a code of `codes`. When several fit, the page comes again with them to choose from."""

    kind = "search"

    def __init__(self, label: str, codes: CodeList, *, not_found: str, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.codes = codes
        self.not_found = not_found
        self._unclear: list[str] = []

    @property
    def pick_name(self) -> str:
        """The name of the radios that are shown when the text was not clear."""
        return f"{self.name}-pick"

    @property
    def suggestions(self) -> list[str]:
        """What the browser may offer while one types."""
        language = self.asked.language
        return [self.codes.label(code, language) for code in self.codes.likely(language)]

    @property
    def candidates(self) -> list[Option]:
        """The codes that may be meant, best first."""
        return [
            Option(code, self.codes.label(code, self.asked.language), id=f"{self.id}-{code}") for code in self._unclear
        ]

    def shown(self) -> str:
        label: str = self.codes.label(self.data, self.asked.language) if self.data else ""
        return label

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        Field.process(self, formdata, *([data] if data is not None else []))
        if not formdata:
            return
        picked = formdata.get(self.pick_name)
        if picked in self.codes and self._was_offered(picked, str(formdata.get(self.name) or "")):
            self.data, self.typed, self.process_errors, self._unclear = picked, None, [], []

    def _was_offered(self, code: str, text: str) -> bool:
        # The choice belongs to the text it was offered for: new text in the field is looked up anew.
        return not text.strip() or code in self.codes.find(text, self.asked.language)

    def understood(self, typed: str) -> str:
        text: str = super().understood(typed)
        language = self.asked.language
        found = self.codes.find(text, language)
        if len(found) == 1:
            self.typed = None
            return found[0]
        if not found:
            raise ValueError(self.not_found)
        self._unclear = found[:MOST_CANDIDATES]
        raise ValueError(_("Several fit what you typed. Choose the right one below."))
