"""The demo starts also where it was stopped halfway, and says what to do."""

import os
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

from tests.delivery.receiver_process import free_port

HOUSE = Path(__file__).parents[2]


def test_a_demo_whose_list_of_people_is_gone_says_how_to_begin_afresh(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "portal.sqlite").touch()
    environment = {**os.environ, "PYTHONPATH": str(HOUSE), "PORT": str(free_port())}
    demo = subprocess.Popen(
        [sys.executable, "-m", "portal", "demo"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert demo.stdout is not None
        told = "".join(takewhile(lambda line: line != "Stop with Ctrl-C.\n", demo.stdout))
    finally:
        demo.terminate()
        demo.communicate(timeout=20)
    assert "remove var/ and start again" in told
