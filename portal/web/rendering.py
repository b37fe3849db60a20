"""Templates become pages: one environment per language, with the texts folded in when a template is compiled.

Looking each text up as a page renders costs six times as much; folded, a text is part of the compiled template.
"""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer

from locales import LANGUAGES, NORWEGIAN, Text, speaking, translate, translate_plural, written
from portal.web.assets import asset

OSLO = ZoneInfo("Europe/Oslo")
TEMPLATES = Path(__file__).parent / "templates"


class FoldTexts(NodeTransformer):
    """`_("…")` becomes its translation; `_("… %(n)s", n=x)` the translation with its values put in, escaped."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:  # noqa: N802  (named by jinja2)
        node = self.generic_visit(node, *args, **kwargs)  # type: ignore[assignment]
        if not (isinstance(node.node, nodes.Name) and node.node.name == "_" and node.args):
            return node
        message = node.args[0]
        if not isinstance(message, nodes.Const):
            return node
        text = nodes.Const(translate(self.language, message.value), lineno=node.lineno)
        if not node.kwargs:
            return text
        values = nodes.Dict(
            [nodes.Pair(nodes.Const(keyword.key), keyword.value) for keyword in node.kwargs], lineno=node.lineno
        )
        return nodes.Mod(text, values, lineno=node.lineno)


class TranslatedEnvironment(Environment):
    """An environment that speaks one language."""

    language = "en"

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return FoldTexts(self.language).visit(super()._parse(source, name, filename))  # type: ignore[no-any-return]


@cache
def environment(language: str) -> Environment:
    """The templates in `language`."""
    made = TranslatedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.language = language

    def ngettext(one: str, many: str, number: int, **values: object) -> str:
        return translate_plural(language, one, many, number) % {"n": number, **values}

    def gettext(message: str, **values: object) -> str:
        return translate(language, message) % values if values else translate(language, message)

    made.globals.update(
        {
            "_": gettext,
            "ngettext": ngettext,
            "norwegian": lambda text: in_norwegian(text, language),
            "languages": list(LANGUAGES.values()),
            "language": LANGUAGES[language],
            "asset": asset,
            "long_date": lambda moment: long_date(moment, language),
            "long_time": lambda moment: long_time(moment, language),
        }
    )
    return made


def long_date(moment: date, language: str) -> str:
    """The day in Norway, in words; a day without a time is what it is."""
    day = moment.astimezone(OSLO).date() if isinstance(moment, datetime) else moment
    return str(format_date(day, "long", locale=written(language)))


def long_time(moment: datetime, language: str) -> str:
    """Day and time in Norway, in words."""
    return f"{long_date(moment, language)}, {moment.astimezone(OSLO):%H:%M}"


def in_norwegian(text: object, reader: str) -> str:
    """A question in bokmål beside its translation; nothing for a reader of Norwegian."""
    if reader in NORWEGIAN or not isinstance(text, Text):
        return ""
    return text.within("nb")


def rendered(language: str, template: str, context: dict[str, Any]) -> str:
    """The page as HTML."""
    with speaking(language):
        return environment(language).get_template(template).render(context)


__all__ = ["environment", "in_norwegian", "rendered"]
