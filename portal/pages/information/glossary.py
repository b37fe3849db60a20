"""The words one meets in Norway: each Norwegian word with its name in the reader's language and what it means."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from portal.pages.information.page_file import BrokenPage

GLOSSARY = "glossary.yaml"


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
