"""Turns the Markdown of a page into HTML: marks lead to sources, and links find their pages, places and words."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from locales import NORWEGIAN
from portal.pages.information.contents import NUMBERS
from portal.pages.information.glossary import Word
from portal.pages.information.page_file import MARK, BrokenPage, PageFile

PLACES = ("apply", "check", "resume", "resume/lost", "offline")
OPERATOR = ("operator_email", "operator_phone", "operator_hours")
_LINK = re.compile(r"\]\(([a-z]+):([^)\s]*)\)")
# Browsers break a line before a button: the bracket before it would be left behind.
_IN_BRACKETS = re.compile(r'(\(<button class="word"[^>]*>[^<]*</button>\)?[.,]?)')
_PLACEHOLDER = re.compile(r"\{\{ *([a-z_]+) *\}\}")


@dataclass
class Reader:
    """For whom a text is written: the language, what `{{ … }}` stands for, the known words, and the sources' numbers.

    `words_used` gathers the words that the text explains.
    """

    language: str
    operator: Mapping[str, str]
    words: Mapping[str, Word]
    source_numbers: Mapping[str, int]
    words_used: list[str] = field(default_factory=list)


def as_html(markdown: str, reader: Reader) -> Markup:
    """The text as HTML. Raises BrokenPage for a link that leads nowhere."""
    filled = _PLACEHOLDER.sub(lambda found: _filled(found[1], reader.operator), markdown)
    html = _IN_BRACKETS.sub(r'<span class="whole">\1</span>', _MARKDOWN.render(filled, {"reader": reader}))
    return Markup(html)  # noqa: S704  (raw HTML is off; what is added is escaped)


def refuse_dead_links(page: PageFile, words: Container[str]) -> None:
    """Raise BrokenPage for a link that leads nowhere, before anybody follows it."""
    for piece in page.pieces:
        for name in _PLACEHOLDER.findall(piece.markdown):
            _filled(name, dict.fromkeys(OPERATOR, ""))
        for scheme, rest in _LINK.findall(piece.markdown):
            if scheme == "term":
                _refuse_unknown_word(rest, words)
            else:
                _address(scheme, rest, page.language)


def links_elsewhere(page: PageFile) -> set[str]:
    """The addresses on other sites that the page leads to, from its text and from its sources."""
    in_text = (
        f"https:{rest}" for piece in page.pieces for scheme, rest in _LINK.findall(piece.markdown) if scheme == "https"
    )
    return {*in_text, *(source.url for source in page.sources if source.url)}


def as_plain_text(markdown: str) -> str:
    """The words alone, for searching."""
    inline = (token for token in _MARKDOWN.parse(_PLACEHOLDER.sub("", markdown)) if token.type == "inline")
    return "\n".join(
        "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))
        for token in inline
    )


def _filled(name: str, operator: Mapping[str, str]) -> str:
    if name not in operator:
        raise BrokenPage(f"nothing is known by the name {{{{ {name} }}}}")
    value = operator[name]
    scheme = "mailto:" if "@" in value else "tel:"
    return f"[{value}]({scheme}{value.replace(' ', '')})" if re.search("[@0-9]", value) else value


def _source_mark(state: StateInline, silent: bool) -> bool:
    found = MARK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("source_mark", "", 0).meta = {"id": found[1]}
    state.pos = found.end()
    return True


def _draw_source_mark(_self: object, tokens: list[Token], index: int, _options: object, env: dict[str, Reader]) -> str:
    number = env["reader"].source_numbers[tokens[index].meta["id"]]
    return f'\u2060<sup><a href="#source-{number}">[{number}]</a></sup>'


def _draw_link_open(_self: object, tokens: list[Token], index: int, _options: object, env: dict[str, Reader]) -> str:
    reader = env["reader"]
    scheme, _colon, rest = str(tokens[index].attrs["href"]).partition(":")
    if scheme == "term":
        return _open_word(rest, tokens[index + 1].content, reader)
    return f'<a href="{escape(_address(scheme, rest, reader.language))}">'


def _draw_link_close(_self: object, tokens: list[Token], index: int, _options: object, _env: object) -> str:
    return "</button>" if _opening(tokens, index).attrs["href"].startswith("term:") else "</a>"  # type: ignore[union-attr]


def _opening(tokens: list[Token], index: int) -> Token:
    """The token that opened the link that closes at `index`; links do not stand in links."""
    return next(token for token in reversed(tokens[:index]) if token.type == "link_open")


def _open_word(word: str, shown: str, reader: Reader) -> str:
    """A word that shows its explanation where it stands, without a script."""
    _refuse_unknown_word(word, reader.words)
    if word not in reader.words_used:
        reader.words_used.append(word)
    foreign = reader.language not in NORWEGIAN and shown.casefold() == reader.words[word].norwegian.casefold()
    spoken = ' lang="nb"' if foreign else ""
    return f'<button class="word" type="button" popovertarget="word-{word}"{spoken}>'


def _refuse_unknown_word(word: str, words: Container[str]) -> None:
    if word not in words:
        raise BrokenPage(f"the word {word!r} is not in the glossary")


def _address(scheme: str, rest: str, language: str) -> str:
    if scheme == "page" and rest in NUMBERS:
        return f"/{language}/information/{rest}"
    if scheme == "portal" and rest in PLACES:
        return f"/{language}/{rest}"
    if scheme in ("https", "tel", "mailto"):
        return f"{scheme}:{rest}"
    raise BrokenPage(f"the link {scheme}:{rest} leads nowhere")


def _made() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False})
    markdown.disable(["image", "html_block", "html_inline"])
    markdown.inline.ruler.before("link", "source_mark", _source_mark)
    drawn: dict[str, Callable[..., str]] = {
        "source_mark": _draw_source_mark,
        "link_open": _draw_link_open,
        "link_close": _draw_link_close,
    }
    for name, draw in drawn.items():
        markdown.add_render_rule(name, draw)
    return markdown


_MARKDOWN = _made()
