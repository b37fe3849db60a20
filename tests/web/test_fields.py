"""Questions come out as valid, labelled HTML, with their errors tied to them."""

import re
from types import SimpleNamespace
from typing import Any

import html5lib
import pytest

from locales import Text
from portal.web.rendering import environment

YES_OR_NO = [("yes", "Yes", None, False, "need-0"), ("no", "No", "We ask again later.", True, "need-1")]


def question(kind: str, name: str = "surname", **more: Any) -> SimpleNamespace:
    """A question as the templates meet it."""
    plain: dict[str, Any] = {
        "kind": kind,
        "id": name,
        "name": name,
        "label": SimpleNamespace(text=Text("Your surname")),
        "hint": Text("As in your passport."),
        "errors": [],
        "optional": False,
        "reveal": None,
    }
    return SimpleNamespace(**plain | more)


def text(name: str = "surname", **more: Any) -> SimpleNamespace:
    plain: dict[str, Any] = {
        "value": "",
        "input_type": "text",
        "inputmode": None,
        "autocomplete": None,
        "width": "long",
        "spellcheck": False,
    }
    return question("text", name, **plain | more)


KINDS = [
    text(),
    question("textarea", value="a\nb", maxlength=500, height=4),
    question("radios", options=YES_OR_NO),
    question("checkboxes", options=YES_OR_NO),
    question("select", options=YES_OR_NO),
    question("date", parts=[("d", "born-d", "Day", "1", "short"), ("m", "born-m", "Month", "2", "short")]),
    question("search", value="Asne", suggestions=["Åsnes"], candidates=YES_OR_NO, pick_name="pick"),
    question("confirm", value=True),
    question(
        "rows",
        "children",
        rows=[[text("children-1-age")], [text("children-2-age")]],
        row_title=lambda n: f"Child {n}",
        can_add=True,
        add_label="Add a child",
        remove_label="Remove",
    ),
]


def shown(*fields: SimpleNamespace, language: str = "en") -> str:
    template = environment(language).from_string('{% from "fields.html" import questions %}{{ questions(fields) }}')
    return template.render(fields=list(fields))


def by_kind(fields: list[SimpleNamespace]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("field", fields, ids=lambda field: field.kind)


@by_kind(KINDS)
def test_every_kind_of_question_is_valid_html_and_labelled(field: SimpleNamespace) -> None:
    field.errors = ["Write your surname."]
    html = shown(field)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    pointed_at = " ".join(re.findall(r'(?:for|list|aria-describedby)="([^"]+)"', html)).split()
    assert set(pointed_at) <= set(ids)
    inputs = re.findall(r"<(?:input|select|textarea)[^>]*? id=\"([^\"]+)\"", html)
    assert set(inputs) <= set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    assert 'aria-describedby="' in html
    assert "Write your surname." in html


def test_what_somebody_typed_stays_text() -> None:
    assert "<script>" not in shown(text(value='"><script>'))


def test_a_dependent_question_stands_beside_the_one_it_depends_on() -> None:
    html = shown(question("radios", "need", options=YES_OR_NO), text("more", reveal=("need", "yes")))
    assert 'value="yes" data-reveals="1"' in html
    assert 'value="no" data-reveals' not in html
    assert re.search(r'<div class="revealed" data-when="1">\s*<div class="ds-field">\s*<label[^>]* for="more"', html)


def test_a_dependent_question_without_its_master_on_the_page_is_simply_shown() -> None:
    assert "revealed" not in shown(text("more", reveal=("need", "yes")))


def test_rows_are_counted_from_one_and_say_what_they_remove() -> None:
    html = shown(KINDS[-1])
    assert 'value="remove:children:1"' in html
    assert 'Remove<span class="unseen">: Child 2</span>' in html
    assert 'value="add:children" formaction="#children-3"' in html


def test_a_reader_of_norwegian_is_not_shown_the_norwegian_twice() -> None:
    assert 'lang="nb"' in shown(text(), language="uk")
    assert 'lang="nb"' not in shown(text(), language="nn")
