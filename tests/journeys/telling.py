"""What an answer tells somebody who guesses: all that comes back, and all that the database was asked for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from sqlalchemy import event

from portal.storage.database import Database
from tests.citizen import Citizen


@contextmanager
def told(citizen: Citizen, database: Database, *typed: str) -> Iterator[list[Any]]:
    """Everything that is told from here on, without tokens and what was `typed`.

    Who asks the database for the same takes as long: so much of time can be seen without a clock.
    """
    heard: list[Any] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    before = len(citizen.answers)
    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
        heard += [without_tokens(answer, typed) for answer in citizen.answers[before:]]


def without_tokens(answer: httpx.Response, typed: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """Status, headers and body, alike for all who are told the same."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    headers = re.sub(r"(__Host-session=)[\w-]+|(content-length: )\d+", r"\1\2", headers)
    body = re.sub(r'(name="forgery" value=)"[^"]*"|(<code>)[0-9a-f]{8}(?=</code>)', r"\1\2", answer.text)
    for each in typed:
        body = body.replace(f'value="{each}"', "")
    return answer.status_code, headers, body
