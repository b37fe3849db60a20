"""Ways to send a page to somebody, as plain links: nobody is told of a reader who does not press one."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from locales import Text
from locales import lazy as _


class Way(NamedTuple):
    """What the link is called, and where it leads."""

    name: Text | str
    href: str


def ways_to_share(title: str, address: str) -> Iterator[Way]:
    """A letter, a message, and the three message services people use most; `address` is that of the page, in full."""
    page, both = quote(address, safe=""), quote(f"{title} {address}", safe="")
    yield Way(_("E-mail"), f"mailto:?subject={quote(title)}&body={page}")
    yield Way("SMS", f"sms:?&body={both}")
    yield Way("Telegram", f"https://t.me/share/url?url={page}&text={quote(title)}")
    yield Way("Viber", f"viber://forward?text={both}")
    yield Way("WhatsApp", f"https://wa.me/?text={both}")
