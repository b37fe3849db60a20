"""The words one meets in Norway, with what they mean; and the words people use when they ask for a page."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from portal.pages.information.page_file import BrokenPage

GLOSSARY = "glossary.yaml"
ASKED = "asked.yaml"


@dataclass(frozen=True)
class Word:
    """`norwegian` as in letters and signs, `name` in the reader's language (empty for readers of Norwegian)."""

    id: str
    norwegian: str
    name: str
    meaning: str
    page: str


def read_glossary(path: Path) -> dict[str, Word]:
    """The words of one language by id, in the order of the file. Raises BrokenPage."""
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        return {
            str(id_): Word(
                str(id_), entry["norwegian"], entry.get("name", ""), entry["meaning"].strip(), entry.get("page", "")
            )
            for id_, entry in entries.items()
        }
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError) as problem:
        raise BrokenPage(f"{type(problem).__name__}: {problem}") from problem


def read_asked(path: Path) -> dict[str, str]:
    """What people ask for, by page, in one language: words that its text does not use. Raises BrokenPage."""
    try:
        return {str(slug): str(asked) for slug, asked in yaml.safe_load(path.read_text(encoding="utf-8")).items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError) as problem:
        raise BrokenPage(f"{type(problem).__name__}: {problem}") from problem
