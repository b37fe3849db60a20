"""The settings of an installation that may start, with keys made for this run."""

import base64
import secrets


def fresh_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


PRODUCTION = {
    "PORTAL_ORIGIN": "https://portal.example.no",
    "PORTAL_DATABASE_URL": "sqlite:///portal.sqlite",
    "PORTAL_ANSWER_KEYS": f"2026:{fresh_key()}",
    "PORTAL_HEALTH_KEYS": f"2026:{fresh_key()}",
    "PORTAL_PROTECTED_KEYS": f"2026:{fresh_key()}",
    "PORTAL_LOOKUP_KEY": fresh_key(),
    "PORTAL_TOKEN_KEY": fresh_key(),
    "PORTAL_CASE_SYSTEM_URL": "https://case.example.no",
}
