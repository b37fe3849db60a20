"""Templates escape what people typed, run nothing in the page, and hold no text that is not translated."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from locales import LANGUAGES
from portal.web.rendering import TEMPLATES, environment

FILES = sorted(TEMPLATES.rglob("*.html"))
A_TAG = re.compile(r"<[a-z!/](?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
AN_ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")
SPOKEN_ATTRIBUTES = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description|label)=\"([^\"]*)\"")
RUNS_IN_THE_PAGE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)
# Names are the same in every language.
UNTRANSLATED = {"English", "ISCO-08"}

each_template = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(TEMPLATES)))


def html_of(file: Path) -> str:
    """The template's own HTML: where it puts something in, X stands; what only steers it is gone."""
    blocks = re.sub(r"\{#.*?#\}|\{%.*?%\}", "", file.read_text(), flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", " X ", blocks, flags=re.DOTALL)


def tree_of(file: Path) -> nodes.Template:
    return environment("en").parse(file.read_text())


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_escaped_in_every_language(language: str) -> None:
    assert environment(language).autoescape is True


@each_template
def test_nothing_is_let_through_unescaped(file: Path) -> None:
    tree = tree_of(file)
    assert not [node for node in tree.find_all(nodes.Filter) if node.name in ("safe", "xmlattr", "forceescape")]
    assert not list(tree.find_all((nodes.ScopedEvalContextModifier, nodes.EvalContextModifier)))


@each_template
def test_every_attribute_is_quoted(file: Path) -> None:
    """Escaping does not help in an attribute without quotation marks."""
    unquoted = [
        tag for tag in A_TAG.findall(html_of(file)) if re.search(r"=\s*[^\"'\s]", re.sub(r'"[^"]*"', '""', tag))
    ]
    assert not unquoted


@each_template
def test_nothing_runs_inside_the_page(file: Path) -> None:
    """Our content policy would block it."""
    assert not RUNS_IN_THE_PAGE.search(file.read_text())


@each_template
def test_every_text_can_be_folded_in(file: Path) -> None:
    """A text that is put together as a page renders would miss its translation, and costs six times as much."""
    wordless = [
        call.lineno
        for call in tree_of(file).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "ngettext")
        for message in call.args[: 1 if call.node.name == "_" else 2]
        if not isinstance(message, nodes.Const)
    ]
    assert not wordless, f"lines {wordless}: give _() the text itself, and what changes in it as %(name)s."


@each_template
def test_every_text_is_translated(file: Path) -> None:
    html = html_of(file)
    spoken = [AN_ATTRIBUTE.sub(" ", A_TAG.sub(" ", html)), *SPOKEN_ATTRIBUTES.findall(html)]
    words = {word for text in spoken for word in re.findall(r"(?<![/\w])[^\W\d_][\w-]+", text)}
    assert words <= UNTRANSLATED, f'Put {sorted(words - UNTRANSLATED)} into _("…").'
