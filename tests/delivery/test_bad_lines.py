"""Over a real network that loses packets, resets connections or lets nothing through, every record arrives once."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict

import pytest

from integrations.case_system import HttpCaseSystem, Unavailable
from integrations.maskinporten import GrantingTokens
from integrations.outside_call import outside_client
from tests.delivery.bad_line import LINES

RECORDS = 200 if os.environ.get("PORTAL_FULL") == "1" else 12


def own_network() -> bool:
    """Whether this machine lets us have a network of our own, with rules for its packets."""
    if not all(shutil.which(tool) for tool in ("unshare", "ip", "nft")):
        return False
    tried = subprocess.run(["unshare", "--net", "nft", "add", "table", "inet", "line"], capture_output=True)
    return tried.returncode == 0


@pytest.mark.parametrize("line", LINES)
def test_whatever_the_line_does_to_packets_each_record_arrives_once_and_in_order(line: str) -> None:
    if not own_network():
        pytest.skip("spoiling a line needs root, iproute2 and nftables")
    ran = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "tests.delivery.bad_line", line, str(RECORDS)],
        capture_output=True,
        check=True,
        timeout=240,
    )
    said = json.loads(ran.stdout.splitlines()[-1])
    assert len(said["here"]) == RECORDS
    assert {one[0]: one[3] for one in said["there"]} == said["here"]
    assert len(said["there"]) == RECORDS
    matters: dict[str, list[int]] = defaultdict(list)
    for _id, subject, sequence, _case_number in said["there"]:
        matters[subject].append(sequence)
    assert all(numbers == [1, 2] for numbers in matters.values())


def test_a_name_that_no_server_knows_is_trouble_that_passes_and_nothing_was_sent() -> None:
    async def deliver() -> None:
        async with outside_client() as client:
            # RFC 6761: no such name exists, ever.
            await HttpCaseSystem(client, "https://case-system.invalid", GrantingTokens()).deliver("an id", b"{}")

    with pytest.raises(Unavailable, match="no-connection"):
        asyncio.run(deliver())
