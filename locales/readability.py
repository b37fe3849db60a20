"""How hard the information pages are to read: length of sentences, and LIX for Norwegian; the hardest come last.

A formula judges no text: it shows which page to read once more. LIX is the words per sentence plus the percentage of
words longer than six letters (Björnsson 1968): below 30 very easy, 30 to 40 easy, 40 to 50 medium.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

CONTENT = Path(__file__).parents[1] / "content"
WITH_LIX = ("nb", "nn")
LONG_WORD = 6


@dataclass(frozen=True)
class Figures:
    """Of one page: words in all, words per sentence, words of the longest sentence, LIX."""

    words: int
    mean: float
    longest: int
    lix: float


def sentences(markdown: str) -> list[list[str]]:
    """The words of each sentence; a heading and each point of a list is a sentence."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"\[\^[\w-]+\]|^:::.*$|^#+ |^\s*(?:[-*]|\d+\.) |\*\*", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    found = [re.findall(r"[\w’'§-]+", sentence) for sentence in re.split(r"[.!?:](?=\s|$)|\n", text)]
    return [words for words in found if words]


def figures(markdown: str) -> Figures:
    found = sentences(markdown)
    words = [word for sentence in found for word in sentence]
    mean = len(words) / len(found)
    lix = mean + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)
    return Figures(len(words), mean, max(map(len, found)), lix)


def report() -> str:
    """A line for each language, then its three hardest pages."""
    lines = []
    for folder in sorted(path for path in CONTENT.iterdir() if path.is_dir()):
        pages = {path.stem: figures(path.read_text(encoding="utf-8")) for path in folder.glob("*.md")}
        hardest = sorted(pages, key=lambda slug: pages[slug].lix if folder.name in WITH_LIX else pages[slug].mean)[-3:]
        for slug in hardest:
            of = pages[slug]
            lix = f", LIX {of.lix:.0f}" if folder.name in WITH_LIX else ""
            lines.append(f"{folder.name} {slug}: {of.mean:.1f} words per sentence, the longest {of.longest}{lix}")
        mean = sum(of.mean for of in pages.values()) / len(pages)
        lix = f", LIX {sum(of.lix for of in pages.values()) / len(pages):.0f}" if folder.name in WITH_LIX else ""
        lines.append(f"{folder.name}, {len(pages)} pages: {mean:.1f} words per sentence{lix}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report())
