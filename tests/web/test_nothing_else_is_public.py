"""Nothing is answered that is nobody's business: no repository, no settings, no inner pages, no names of versions."""

from pathlib import Path

import pytest

from portal.web.assets import asset
from tests.citizen import Citizen

pytestmark = pytest.mark.parametrize("owner", ["sqlite"], indirect=True)

LOOKED_FOR = (Path(__file__).parents[1] / "data" / "looked_for_by_scanners.txt").read_text().split()


def test_what_scanners_look_for_is_not_there(citizen: Citizen) -> None:
    assert len(LOOKED_FOR) >= 60
    found = {path: answer.status_code for path in LOOKED_FOR if (answer := citizen.ask("GET", path)).status_code != 404}
    assert not found


def test_no_answer_says_what_runs_here(citizen: Citizen) -> None:
    for path in ("/uk/", asset("portal.css"), "/uk/nothing", "/robots.txt", "/health/live"):
        answer = citizen.ask("GET", path)
        told = f"{answer.headers} {answer.text}".lower()
        assert not [name for name in ("starlette", "granian", "uvicorn", "python/", "sqlalchemy") if name in told]


def test_methods_that_only_scanners_use_are_refused(citizen: Citizen) -> None:
    for method in ("TRACE", "TRACK", "CONNECT", "PROPFIND"):
        assert citizen.ask(method, "/uk/").status_code == 405
