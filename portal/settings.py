"""What differs between installations; the only module that reads the environment.

Every setting is a variable `PORTAL_NAME`, or `PORTAL_NAME_FILE` naming a file that holds it (for secrets).
`docs/settings.md` describes each of them.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from portal.storage.sealing import KINDS, BadKey, KeyRing, Kind, Seals, parse_key

Mode = Literal["production", "demo", "test"]


class NotReady(Exception):
    """A setting is missing or unsafe; the sentence says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything an installation decides. Built by `Settings.read`, or by hand in tests."""

    mode: Mode
    origin: str
    database_url: str
    key_rings: Mapping[Kind, KeyRing]
    lookup_key: bytes
    token_key: bytes
    hosts: frozenset[str] = field(default_factory=frozenset)
    question_set: str = "2022-06"
    source: str = "urn:settlement-portal:demo"
    exit_address: str = "https://www.yr.no/"
    content_folder: Path | None = None
    case_system_url: str = ""
    token_url: str = ""
    token_audience: str = ""
    client_id: str = ""
    client_key: str = ""
    client_key_id: str = "portal"
    case_system_ca: str = ""
    archive_folder: str = ""
    operator_email: str = ""
    operator_phone: str = ""
    address: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    watch_token: str = ""
    demo_store: str = ""

    @property
    def secure(self) -> bool:
        """Served over HTTPS: cookies may carry the __Host- prefix."""
        return self.origin.startswith("https://")

    def cookie(self, name: str) -> str:
        """The name of a cookie: with the __Host- prefix wherever the connection is secure."""
        return f"__Host-{name}" if self.secure else name

    @property
    def synthetic_numbers(self) -> bool:
        """Test numbers are real enough for demo and tests, never in production."""
        return self.mode != "production"

    def seals(self) -> Seals:
        return Seals(self.key_rings, self.lookup_key)

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from `PORTAL_*`. Raises NotReady with one plain sentence for the operator."""
        value = _Reader(environment)
        mode = value("MODE", "production")
        if mode not in ("production", "demo", "test"):
            raise NotReady(f"PORTAL_MODE is {mode!r}; it must be production, demo or test.")
        origin = value.needed("ORIGIN", "the address people open, for example https://portal.example.no").rstrip("/")
        host = urlsplit(origin).hostname or ""
        hosts = frozenset({host, *filter(None, (part.strip() for part in value("HOSTS").split(",")))})
        try:
            settings = cls(
                mode=mode,  # type: ignore[arg-type]  # one of the three, looked at above
                origin=origin,
                hosts=hosts,
                database_url=value.needed("DATABASE_URL", "sqlite:///var/portal.sqlite or postgresql+psycopg://…"),
                key_rings={kind: value.key_ring(kind) for kind in KINDS},
                lookup_key=parse_key(value.needed("LOOKUP_KEY", "32 random bytes in base64"), "PORTAL_LOOKUP_KEY"),
                token_key=parse_key(value.needed("TOKEN_KEY", "32 random bytes in base64"), "PORTAL_TOKEN_KEY"),
                question_set=value("QUESTION_SET", "2022-06"),
                source=value("SOURCE", f"urn:settlement-portal:{host}"),
                exit_address=value("EXIT_ADDRESS", "https://www.yr.no/"),
                content_folder=Path(value("CONTENT_FOLDER")) if value("CONTENT_FOLDER") else None,
                case_system_url=value("CASE_SYSTEM_URL").rstrip("/"),
                token_url=value("TOKEN_URL"),
                token_audience=value("TOKEN_AUDIENCE"),
                client_id=value("CLIENT_ID"),
                client_key=value("CLIENT_KEY"),
                client_key_id=value("CLIENT_KEY_ID", "portal"),
                case_system_ca=value("CASE_SYSTEM_CA"),
                archive_folder=value("ARCHIVE_FOLDER"),
                operator_email=value("OPERATOR_EMAIL"),
                operator_phone=value("OPERATOR_PHONE"),
                address=value("ADDRESS", "127.0.0.1"),
                port=int(value("PORT", "8000")),
                processes=int(value("PROCESSES", "1")),
                watch_token=value("WATCH_TOKEN"),
                demo_store=value("DEMO_STORE"),
            )
        except (BadKey, ValueError) as problem:
            raise NotReady(str(problem)) from problem
        settings.refuse_what_is_unsafe()
        if settings.mode == "production" and value("DEBUG"):
            raise NotReady("PORTAL_DEBUG is set; a production portal shows no inner details. Remove it.")
        return settings

    def refuse_what_is_unsafe(self) -> None:
        """Raise NotReady for what production must not have."""
        if self.question_set not in ("2022-04", "2022-06"):
            raise NotReady(f"PORTAL_QUESTION_SET is {self.question_set!r}; it must be 2022-04 or 2022-06.")
        keys = [self.lookup_key, self.token_key]
        keys += [key for ring in self.key_rings.values() for key in ring.keys.values()]
        if len(set(keys)) != len(keys):
            raise NotReady("The same key stands in two settings; every purpose needs a key of its own.")
        if self.mode != "production":
            return
        if not self.secure:
            raise NotReady("PORTAL_ORIGIN must begin with https:// in production.")
        if any("*" in host for host in self.hosts):
            raise NotReady("PORTAL_HOSTS holds a *; name each host that people may use.")
        if set(keys) & {base64.b64decode(key) for key in DEMO_KEYS.values()}:
            raise NotReady("A key of the demo is set; make keys of your own: python -m portal keys.")
        if self.demo_store:
            raise NotReady("PORTAL_DEMO_STORE belongs to the demo; remove it.")
        if not self.case_system_url:
            raise NotReady("PORTAL_CASE_SYSTEM_URL is missing: where records are to be delivered.")


class _Reader:
    """Looks a setting up by its short name, in the environment or in the file it names."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __call__(self, name: str, otherwise: str = "") -> str:
        named_file = self._environment.get(f"PORTAL_{name}_FILE")
        if named_file:
            try:
                return Path(named_file).read_text().strip()
            except OSError as problem:
                raise NotReady(f"PORTAL_{name}_FILE names a file that cannot be read.") from problem
        return self._environment.get(f"PORTAL_{name}", otherwise)

    def needed(self, name: str, what: str) -> str:
        found = self(name)
        if not found:
            raise NotReady(f"PORTAL_{name} is missing: {what}.")
        return found

    def key_ring(self, kind: str) -> KeyRing:
        name = {"answers": "ANSWER_KEYS", "health": "HEALTH_KEYS", "protected": "PROTECTED_KEYS"}[kind]
        return KeyRing.parse(self.needed(name, "id:base64 of 32 random bytes, the current key first"), f"PORTAL_{name}")


# Public on purpose: they let the demo start by itself, and production refuses them.
DEMO_KEYS = {
    "answers": "LnMxFLXwXzv2XtOkOYyTJyLu1cLT6o9YEEkG0cNwPnA=",
    "health": "6t0m2p4b0cVd9jP1jTg2gYk7mBqD5oUuAq3w8eZrX1c=",
    "protected": "Qm9Jv5y2o1tKxW8hRr3uZc7nE4sLpG6dTf0aVbYiMkU=",
    "lookup": "u4Hj9QeT2wLz8Xc5VbN1mKp7RaYs3DfGtZ6oJiUxWvE=",
    "token": "ZkP3vR8yB1nM6qT9wX4cS7dF2gH5jL0aE3iO8uKtYzQ=",
}
