"""Figures of readability count what a reader sees, and no sentence is longer than a breath."""

from pathlib import Path

import pytest

from locales.readability import CONTENT, figures, sentences

PAGES = sorted(CONTENT.glob("*/*.md"))


def test_sentences_are_counted_without_marks_links_and_front_matter() -> None:
    text = "---\ntitle: No\n---\n## What to do\n\n- Call [112](tel:112).[^a] Wait.\n\n"
    text += "::: for others\n\nYou *may*?\n\n:::\n"
    assert sentences(text) == [["What", "to", "do"], ["Call", "112"], ["Wait"], ["You", "may"]]


def test_lix_is_the_length_of_sentences_and_the_share_of_long_words() -> None:
    assert figures("En introduksjon her. Så en til nå.").lix == pytest.approx(3.5 + 100 / 7)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_page_is_hard_to_read(path: Path) -> None:
    of = figures(path.read_text(encoding="utf-8"))
    assert of.mean <= 12
    assert of.longest <= 25
    assert path.parent.name not in ("nb", "nn") or of.lix < 45
