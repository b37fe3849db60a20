"""Whether a form was posted from our own page: a token as old as the visit, and what the browser says."""

import secrets
from typing import Protocol

from itsdangerous import Signer
from starlette.datastructures import Headers


class Visit(Protocol):
    """Whatever the token belongs to."""

    @property
    def id(self) -> str: ...


SALT = "portal.forgery"
OUR_OWN_SITE = ("same-origin", "none")


def token(key: bytes, visit: Visit | None, about: str = "") -> str:
    """A token for one page; different each time, so that compression gives nothing away.

    `about` is whom the page is about, where staff see many: on the page of another household it counts for nothing.
    """
    if visit is None:
        return ""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_signature(key, nonce, visit, about)}"


def genuine(key: bytes, visit: Visit, posted: str, headers: Headers, origin: str, about: str = "") -> bool:
    """True when the token belongs to this visit and the browser does not say that the post comes from elsewhere."""
    if sent_from_elsewhere(headers, origin):
        return False
    nonce, _dot, signature = posted.partition(".")
    return bool(signature) and secrets.compare_digest(signature.encode(), _signature(key, nonce, visit, about).encode())


def sent_from_elsewhere(headers: Headers, origin: str) -> bool:
    """True when the browser says that the post comes from a page that is not ours."""
    # Under our referrer policy browsers say "null" of our own pages too.
    our_origins = (origin, "null")
    return headers.get("sec-fetch-site", "none") not in OUR_OWN_SITE or headers.get("origin", "null") not in our_origins


def sent_from_here(headers: Headers, origin: str) -> bool:
    """True when the browser itself says that the post comes from a page of ours; enough only where no visit is."""
    said = "sec-fetch-site" in headers or headers.get("origin") == origin
    return said and not sent_from_elsewhere(headers, origin)


def _signature(key: bytes, nonce: str, visit: Visit, about: str) -> str:
    return Signer(key, salt=SALT).get_signature(".".join(filter(None, (nonce, visit.id, about)))).decode()
