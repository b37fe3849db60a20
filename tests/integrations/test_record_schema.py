"""Every format that the agreed schemas name is really checked: an unknown one would be passed over in silence."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import FormatError

SCHEMAS = sorted(
    file for folder in ("integrations", "portal") for file in Path(folder).rglob("*.schema.json") if file.is_file()
)
FORMATS = {name for file in SCHEMAS for name in re.findall(r'"format":\s*"([^"]+)"', file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_what_a_schema_calls_by_its_format_is_checked(name: str) -> None:
    with pytest.raises(FormatError):
        Draft202012Validator.FORMAT_CHECKER.check("nothing of the kind", name)


def test_the_schemas_name_formats() -> None:
    assert {"date", "date-time"} <= FORMATS
