"""A list that a page carries until it is confirmed: sealed, for one person of the staff, and for an hour."""

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from portal.storage.sealing import DoesNotOpen
from portal.web.call import Call

# Time enough to put some rows right in the spreadsheet; after that the list is to be looked at anew.
VALID = timedelta(hours=1)


def carry(call: Call, what: str, rows: Sequence[Any]) -> str:
    """Rows of plain values, for a hidden field. `what` they are keeps one kind of list from passing for another."""
    plain = json.dumps([call.now.isoformat(), rows]).encode()
    return urlsafe_b64encode(call.house.seals.seal("answers", _place(call, what), zlib.compress(plain, 9))).decode()


def carried(call: Call, what: str, text: str) -> list[Any] | None:
    """The rows again; None where they are somebody else's, too old, or no such list."""
    try:
        plain = call.house.seals.open("answers", _place(call, what), urlsafe_b64decode(text))
    except (ValueError, IndexError, DoesNotOpen):
        return None
    at, rows = json.loads(zlib.decompress(plain))
    return None if call.now - datetime.fromisoformat(at) > VALID else list(rows)


def _place(call: Call, what: str) -> str:
    return f"{what}|{call.identity.unit.code}|{call.identity.staff}"
