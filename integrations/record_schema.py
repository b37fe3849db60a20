"""Checks that a record is one the case system has agreed to take, before anybody owes it."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parent / "schemas" / "record.schema.json"


def problems_of(record: object) -> Iterator[tuple[str, str]]:
    """What is wrong with a record: pairs of a JSON pointer and a message, none where all is well.

    The messages may repeat what a person has written; the pointers never do.
    """
    for error in _validator().iter_errors(record):
        yield "".join(f"/{part}" for part in error.absolute_path), error.message


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
