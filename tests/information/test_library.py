"""Editors change files while the portal runs; a slip of the pen never takes a page from its readers."""

import logging
from pathlib import Path

import pytest

from portal.pages.information.library import CAME_WITH_THE_PORTAL, Library
from portal.pages.information.page_file import BrokenPage, read_page


def rewritten(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_a_changed_file_is_read_again(books: Library, folder: Path) -> None:
    rewritten(folder / "en" / "pets.md", "title: ", "title: Cats and ")
    books.look()
    page = books.page("en", "pets")
    assert page
    assert page.title.startswith("Cats and ")


def test_what_was_rendered_from_an_older_text_is_thrown_away(books: Library, folder: Path) -> None:
    books.shelf["en", "pets"] = b"old"
    books.look()
    assert books.shelf
    rewritten(folder / "en" / "pets.md", "title: ", "title: Cats and ")
    books.look()
    assert not books.shelf


def test_a_file_taken_away_gives_way_to_the_one_that_came_with_the_portal(books: Library, folder: Path) -> None:
    before = books.page("en", "pets")
    rewritten(folder / "en" / "pets.md", "title: ", "title: Cats and ")
    books.look()
    (folder / "en" / "pets.md").unlink()
    books.look()
    assert books.page("en", "pets") == before


def test_a_file_that_came_later_and_is_taken_away_leaves_nothing_behind(books: Library, folder: Path) -> None:
    before = books.page("nb", "pets")
    (folder / "nb").mkdir()
    added = folder / "nb" / "pets.md"
    added.write_text((CAME_WITH_THE_PORTAL / "nb" / "pets.md").read_text().replace("title: ", "title: Hunder og "))
    books.look()
    assert books.page("nb", "pets") != before
    added.unlink()
    books.look()
    assert books.page("nb", "pets") == before


BREAKS = [
    ("---\n", "--\n"),
    ("checked_on: 2026-11-20", "checked_on: yesterday"),
    ("audience: everyone", "audience: nobody"),
    ("sources:\n", "sources: []\nothers:\n"),
    ("## ", "::: for collective\n\n## "),
    ("## ", "::: for dogs\n\nWoof.\n\n:::\n\n## "),
    ("## ", "[all](page:cats)\n\n## "),
    ("## ", "[all](javascript:alert)\n\n## "),
    ("## ", "[all](term:katt)\n\n## "),
    ("## ", "{{ database_url }}\n\n## "),
    ("## ", "A fact.[^from-nowhere]\n\n## "),
]


@pytest.mark.parametrize(("before", "after"), BREAKS, ids=[after.strip()[:30] for _, after in BREAKS])
def test_a_broken_file_keeps_the_last_good_page_and_sounds_an_alarm(
    books: Library, folder: Path, caplog: pytest.LogCaptureFixture, before: str, after: str
) -> None:
    good = books.page("en", "pets")
    rewritten(folder / "en" / "pets.md", before, after)
    with caplog.at_level(logging.ERROR):
        books.look()
    assert books.page("en", "pets") == good
    assert [record.where for record in caplog.records] == ["en/pets.md"]  # type: ignore[attr-defined]
    assert list(books.broken) == ["en/pets.md"]
    rewritten(folder / "en" / "pets.md", after, before)
    books.look()
    assert not books.broken


def test_bytes_that_are_no_text_are_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "pets.md").write_bytes(b"\xff\xfe")
    with pytest.raises(BrokenPage):
        read_page(tmp_path / "pets.md", "en")
