"""What is promised about running the portal stands written where whoever runs it looks."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
DEADLINES = [("critical", "48 hours"), ("high", "7 days"), ("medium", "30 days")]


def test_it_is_written_how_soon_a_known_hole_is_closed() -> None:
    written = (DOCS / "operations.md").read_text().partition("\n## Safety updates\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| (critical|high|medium)\b[^|]*\| ([^|]+) \|$", written, re.MULTILINE) == DEADLINES


def test_the_risk_analysis_names_the_same_deadlines() -> None:
    written = (DOCS / "risk-analysis.md").read_text()
    assert ", ".join(" ".join(each) for each in DEADLINES) in written
